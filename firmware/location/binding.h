// A binding: one contact of an address-of-record (RFC 3261 section 10, RFC 3327, RFC 5626).
//
// A flow of TCP or above whose connection is 0 is a connection of an earlier life of the program:
// it is gone, and only the path or the contact's own URI may still lead to the phone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "firmware/base/instant.h"
#include "firmware/sip/transport/flow.h"

namespace location {

struct Binding {
  std::string contact;  // the URI, as the phone wrote it
  std::string call_id;
  std::uint32_t cseq = 0;
  int q = 1000;                   // thousandths
  std::string instance;           // +sip.instance without <>; "" when absent
  std::uint32_t reg_id = 0;       // 0: absent
  std::vector<std::string> path;  // Path values, topmost first: the route towards the phone
  std::string user_agent;
  sip::Flow flow;            // the way its REGISTER came
  base::Duration granted{};  // the lifetime last granted
  base::Instant expires;
  base::WallTime registered_at;  // first registration of this binding

  friend bool operator==(const Binding&, const Binding&) = default;
};

}  // namespace location
