// What the network can answer.
#pragma once

#include <cstdint>
#include <string_view>

#include "firmware/base/result.h"

namespace net {

enum class Error : std::uint8_t {
  address_in_use,
  address_not_available,
  permission_denied,
  refused,      // the peer's host answered that nobody listens
  unreachable,  // no route
  timed_out,
  closed,  // the peer ended the stream
  reset,
  overloaded,     // a limit of ours: too many sockets or octets queued
  not_found,      // the name does not exist, or has no such record
  server_failed,  // the name server failed or did not answer
  cancelled,
  failed,  // anything else
};

std::string_view to_string(Error error);

JACKFIELD_RESULT_ERROR(Error)

template <class T>
using Result = base::Result<T, Error>;

}  // namespace net
