// One element of a target set (RFC 3261 section 16.5).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "firmware/sip/transport/flow.h"

namespace proxy {

struct Target {
  std::string uri;                // becomes the Request-URI
  int q = 1000;                   // thousandths; equal ones are tried in parallel
  std::optional<sip::Flow> flow;  // the way to it when known; otherwise RFC 3263 finds one
  std::vector<std::string> path;  // Route values towards it (RFC 3327), topmost first
};

}  // namespace proxy
