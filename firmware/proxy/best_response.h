// Which of the collected final responses goes back (RFC 3261 section 16.7 step 6). Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "firmware/sip/message/message_buffer.h"

namespace proxy {

// A final response of one branch: received, or of our own making (message empty).
struct FinalResponse {
  int status = 0;
  sip::MessageRef message;
};

// Index of the best; `responses` is not empty. 6xx wins; else the lowest class, and within 4xx what
// tells the client how to do better (401, 407, 415, 420, 484); else the first.
std::size_t best_response(const std::vector<FinalResponse>& responses);

}  // namespace proxy
