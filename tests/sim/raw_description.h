// A session description (RFC 8866) as plain text, taken apart by searching and cutting. Like
// RawMessage it shares nothing with firmware on purpose: a fault in firmware/sdp must not hide
// here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/net/address.h"

namespace sim {

// One m= line and what stands below it.
struct RawStream {
  std::string type;        // "audio"
  std::uint16_t port = 0;  // 0: refused, or switched off
  std::string protocol;    // "RTP/AVP"
  std::vector<std::string> formats;
  std::string address;                  // of its own c= line, or the description's
  std::string direction;                // "sendrecv", and so without a word
  std::vector<std::string> attributes;  // without "a=", the direction left out

  // "PCMA/8000" of a payload type, by its rtpmap or by RFC 3551; "" when nobody says.
  std::string codec_of(std::string_view format) const;
};

struct RawDescription {
  explicit RawDescription(std::string_view text);

  std::string origin;  // the o= line without its version
  std::uint64_t version = 0;
  std::vector<RawStream> streams;

  const RawStream* audio() const;        // the first that is switched on
  net::Endpoint audio_endpoint() const;  // where it is to be sent; port 0: nowhere
  bool is_zero_hold() const;             // c=0.0.0.0, as before RFC 3264
};

// What is wrong, in words; "" when nothing is. Against the peer's description before it in the same
// session (RFC 3264 section 8), and as the answer to an offer (section 6).
std::string complaint_about(const RawDescription& description);
std::string complaint_about_change(std::string_view before, std::string_view now);
std::string complaint_about_answer(std::string_view offer, std::string_view answer);

// "recvonly" of "sendonly", and the other way round.
std::string reversed(const std::string& direction);
// What both allow, seen from one side.
std::string common_direction(const std::string& one, const std::string& other);

}  // namespace sim
