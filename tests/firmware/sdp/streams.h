// Streams of our own as tests of offers and answers need them.
#pragma once

#include "firmware/sdp/local_stream.h"
#include "firmware/sdp/offer.h"
#include "tests/firmware/sdp/text.h"

namespace sdp_test {

inline const sdp::Codec kOpus{"opus", 48000, 2, "useinbandfec=1", {}};
inline const sdp::Codec kG722{"G722", 8000, 1, "", {}};
inline const sdp::Codec kPcma{"PCMA", 8000, 1, "", {}};
inline const sdp::Codec kPcmu{"PCMU", 8000, 1, "", {}};
inline const sdp::Codec kNoise{"CN", 8000, 1, "", {}};
inline const sdp::Codec kEvents{"telephone-event", 8000, 1, "0-16", 101};
inline const sdp::Codec kWideEvents{"telephone-event", 48000, 1, "0-16", 100};

inline sdp::LocalStream audio(std::vector<sdp::Codec> codecs,
                              std::string_view address = "203.0.113.1:6000") {
  sdp::LocalStream stream;
  stream.address = endpoint(address);
  stream.codecs = std::move(codecs);
  return stream;
}

inline sdp::LocalStream fax(std::string_view address = "203.0.113.1:7000") {
  sdp::LocalStream stream;
  stream.kind = "image";
  stream.protocol = "udptl";
  stream.address = endpoint(address);
  stream.formats = {"t38"};
  stream.attributes = {"T38FaxVersion:0", "T38FaxRateManagement:transferredTCF"};
  return stream;
}

inline sdp::LocalStream none() {
  return {};
}

inline sdp::Origin origin() {
  return sdp::make_origin(7, *net::IpAddress::parse("203.0.113.1"));
}

// The lines from the first m= on.
inline std::string media_of(const sdp::SessionDescription& description) {
  const std::string text = text_of(description);
  const auto media = text.find("m=");
  return media == std::string::npos ? "" : text.substr(media);
}

}  // namespace sdp_test
