// Session descriptions in tests: written with bare \n, sent with CRLF, and what of them is printed.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "firmware/sdp/parse.h"
#include "tests/firmware/crlf.h"

namespace sdp_test {

using wire_text::crlf;

// The description; the test fails when it is none.
inline sdp::SessionDescription parsed(std::string_view lines) {
  auto description = sdp::parse(crlf(lines));
  if (!description) {
    ADD_FAILURE() << sdp::to_string(description.error()) << "\n" << lines;
    return {};
  }
  return std::move(*description);
}

// As print() has it, with bare \n.
inline std::string text_of(const sdp::SessionDescription& description) {
  std::string text;
  for (const char c : sdp::print(description)) {
    if (c != '\r') text += c;
  }
  return text;
}

// A session of 192.0.2.1 with these lines from the first m= on.
inline std::string session(std::string_view media) {
  return "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\n" + std::string(media);
}

inline net::Endpoint endpoint(std::string_view text) {
  return *net::Endpoint::parse(text);
}

}  // namespace sdp_test
