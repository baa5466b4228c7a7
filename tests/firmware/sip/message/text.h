// Messages as tests write them: lines end with LF and become CRLF.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "firmware/sip/message/message.h"
#include "tests/firmware/crlf.h"

namespace sip_test {

using wire_text::crlf;

// A parsed message and its octets.
class Parsed {
 public:
  explicit Parsed(std::string_view lines) : octets_(crlf(lines)) {
    const auto result = sip::parse(octets_, message_);
    EXPECT_TRUE(result) << (result ? "" : to_string(result.error())) << "\n" << lines;
  }
  Parsed(const Parsed&) = delete;
  const sip::Message& operator*() const { return message_; }
  const sip::Message* operator->() const { return &message_; }

 private:
  std::string octets_;
  sip::Message message_;
};

// A copy that ends where its memory ends, so that the address sanitizer sees a read beyond it.
inline sip::Result<void> parse_exactly(std::string_view octets) {
  const std::unique_ptr<char[]> copy(new char[octets.size()]);
  std::copy(octets.begin(), octets.end(), copy.get());
  sip::Message message;
  return sip::parse({copy.get(), octets.size()}, message);
}

inline constexpr std::string_view kInvite =
    "INVITE sip:202@pbx.example SIP/2.0\n"
    "Via: SIP/2.0/UDP 192.0.2.41:5062;branch=z9hG4bK1174523981;rport\n"
    "Via: SIP/2.0/TCP relay.example;branch=z9hG4bKab\n"
    "Max-Forwards: 70\n"
    "From: \"Reception\" <sip:201@pbx.example>;tag=3329145780\n"
    "To: <sip:202@pbx.example>\n"
    "Call-ID: 0_2233190451@192.0.2.41\n"
    "CSeq: 1 INVITE\n"
    "Contact: <sip:201@192.0.2.41:5062>\n"
    "Record-Route: <sip:p1.example;lr>, <sip:p0.example;lr>\n"
    "Content-Type: text/plain\n"
    "Content-Length: 5\n"
    "\n"
    "hello";

}  // namespace sip_test
