// What a program may set on its door, and what the door counts.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "firmware/base/instant.h"
#include "firmware/web/admission.h"
#include "firmware/web/problem.h"

namespace web {

struct DoorOptions {
  // Whether the plain port serves right now, as on a board that has no password yet; otherwise it
  // sends everybody to the TLS port. Asked for each request.
  std::function<bool()> may_be_plain = [] { return false; };

  std::vector<std::string>
      plain_paths{};  // served there in any case: what begins like one of these

  std::uint64_t longest_body = 64 << 10;        // octets
  std::uint64_t longest_large_body = 16 << 20;  // where the path begins like one of these:
  std::vector<std::string> large_body_paths{};  // "/api/v1/prompts/"
  std::uint64_t slowest_body = 1 << 10;         // octets a second, over kBodyWindow

  base::Duration head_time = std::chrono::seconds(10);    // with the TLS handshake before the first
  base::Duration idle_time = std::chrono::seconds(60);    // between requests
  base::Duration body_time = std::chrono::minutes(10);    // all of it
  base::Duration answer_time = std::chrono::seconds(60);  // until the server's head
  base::Duration stall_time = std::chrono::seconds(60);   // a response of which nothing moves
  base::Duration tunnel_idle_time = std::chrono::minutes(10);  // the server pings more often

  AdmissionLimits admission{};
  Translate translate{};  // what the door itself says
};

// How often a body's rate is looked at.
inline constexpr base::Duration kBodyWindow = std::chrono::seconds(10);

struct DoorCounters {
  std::uint64_t accepted = 0;  // connections
  std::uint64_t refused = 0;   // connections, by a limit
  std::uint64_t open = 0;      // connections, now
  std::uint64_t bad_requests = 0;
  std::uint64_t tls_failures = 0;
};

}  // namespace web
