#include "firmware/sdp/media_lines.h"

#include <algorithm>

#include "firmware/base/ascii.h"

namespace sdp {
namespace {

void add_attribute(Media& media, std::string value) {
  media.lines.push_back({'a', std::move(value)});
}

void describe_codec(Media& media, const Codec& codec) {
  const std::string number = std::to_string(*codec.payload_type);
  media.formats.push_back(number);
  add_attribute(media, "rtpmap:" + number + " " + to_encoding(codec));
  if (!codec.fmtp.empty()) add_attribute(media, "fmtp:" + number + " " + codec.fmtp);
}

}  // namespace

bool is_same_protocol(std::string_view a, std::string_view b) {
  const auto without_feedback = [](std::string_view protocol) {
    if (base::to_lower(protocol).ends_with("avpf")) protocol.remove_suffix(1);
    return protocol;
  };
  return base::iequals(without_feedback(a), without_feedback(b));
}

Lines session_lines(std::span<const LocalStream> streams, const Lines& times) {
  Lines lines;
  const auto live = std::find_if(streams.begin(), streams.end(), [](const LocalStream& stream) {
    return stream.address.port != 0;
  });
  if (live != streams.end()) lines.push_back({'c', to_network_address(live->address.address)});
  lines.insert(lines.end(), times.begin(), times.end());
  return lines;
}

Media describe(const LocalStream& stream, std::span<const Codec> codecs, const Lines& session) {
  Media media{stream.kind, stream.address.port, 0, stream.protocol, {}, {}};
  const std::string address = to_network_address(stream.address.address);
  const Line* session_address = find(session, 'c');
  if (session_address == nullptr || session_address->value != address) {
    media.lines.push_back({'c', address});
  }
  if (media.is_rtp()) {
    for (const Codec& codec : codecs) describe_codec(media, codec);
  } else {
    media.formats = stream.formats;
  }
  if (media.port == 0 || media.formats.empty()) {
    if (media.formats.empty()) media.formats.emplace_back("0");  // the grammar wants one
    media.port = 0;
    media.lines.clear();
    return media;
  }
  if (stream.ptime) add_attribute(media, "ptime:" + std::to_string(stream.ptime->count()));
  if (stream.rtcp_mux && media.is_rtp()) add_attribute(media, "rtcp-mux");
  for (const std::string& attribute : stream.attributes) add_attribute(media, attribute);
  if (media.is_rtp()) add_attribute(media, std::string(to_string(stream.direction)));
  return media;
}

}  // namespace sdp
