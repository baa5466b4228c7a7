// What our own media endpoint says of one stream: the input of make_offer and make_answer (RFC
// 3264). A value; whoever owns the media fills it in.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "firmware/net/address.h"
#include "firmware/sdp/codec.h"
#include "firmware/sdp/direction.h"

namespace sdp {

struct LocalStream {
  std::string kind = "audio";
  // RTP/AVP also answers RTP/AVPF, and so on with each pair that differs in the final F only (RFC
  // 4585): feedback is a permission, not a duty.
  std::string protocol = "RTP/AVP";
  net::Endpoint address;  // where we receive, RTCP one port above; port 0: no such stream
  Direction direction = Direction::sendrecv;

  // RTP: best first, with a telephone-event for each of their clock rates and CN where wanted.
  std::vector<Codec> codecs;
  // Any other protocol: the formats, as "t38".
  std::vector<std::string> formats;

  std::optional<std::chrono::milliseconds> ptime;  // that we like to receive
  bool rtcp_mux = false;                           // RTCP may come to the port of RTP (RFC 5761)

  // Whatever else stands in "a=" lines, as it is printed: "fingerprint:sha-256 …",
  // "T38FaxVersion:0".
  std::vector<std::string> attributes;
};

}  // namespace sdp
