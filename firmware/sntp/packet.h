// The packets of SNTP (RFC 4330 section 4; RFC 5905 section 7.3): 48 octets. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "firmware/base/result.h"

namespace sntp {

inline constexpr std::uint16_t kPort = 123;
inline constexpr std::size_t kPacketSize = 48;

using Time = std::chrono::sys_time<std::chrono::microseconds>;

// What time it was at the server when our question came and when its answer left.
struct Reply {
  Time received, sent;
};

enum class Error : std::uint8_t {
  not_an_answer,   // to our question: too short, another mode or version, another cookie
  unsynchronised,  // the server does not know the time itself
  refused,         // kiss-o'-death DENY or RSTR: it is not to be asked again (RFC 5905 section 7.4)
  too_often,       // RATE: it is to be asked less often
};

JACKFIELD_RESULT_ERROR(Error)

std::string_view to_string(Error error);

// A question that tells nothing of our clock: in place of our time it has `cookie`, which the
// answer repeats and nobody else knows.
std::string print_question(std::uint64_t cookie);

// Seconds count from 1900 in 32 bits and begin anew in 2036: what is before 1968 belongs to the
// time after that (RFC 4330 section 3).
base::Result<Reply, Error> parse_reply(std::string_view octets, std::uint64_t cookie);

}  // namespace sntp
