#include "firmware/sdp/adaptation.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "firmware/base/ascii.h"
#include "firmware/sdp/media_view.h"

namespace sdp {
namespace {

bool is_direction(const Line& line) {
  const std::string_view name = attribute_of(line).name;
  return name == "sendrecv" || name == "sendonly" || name == "recvonly" || name == "inactive";
}

bool contains(std::span<const Codec> codecs, const Codec& codec) {
  return std::ranges::any_of(codecs, [&](const Codec& one) { return matches(one, codec); });
}

// "08" is 8 as well.
std::optional<std::uint64_t> number_of(std::string_view format) {
  return base::parse_unsigned(format, kMaxPayloadType);
}

bool is_used(const Media& media, std::uint8_t payload_type) {
  return std::ranges::any_of(
      media.formats, [&](const std::string& format) { return number_of(format) == payload_type; });
}

// The codec's own number, or the first that is free.
std::optional<std::uint8_t> free_payload_type(const Media& media, const Codec& codec) {
  if (codec.payload_type && !is_used(media, *codec.payload_type)) return codec.payload_type;
  for (std::uint8_t number = kFirstDynamicPayloadType; number <= kMaxPayloadType; ++number) {
    if (!is_used(media, number)) return number;
  }
  return std::nullopt;
}

// The payload type that an rtpmap or fmtp speaks of; "" for other lines.
std::string_view format_of(const Line& line) {
  const Attribute attribute = attribute_of(line);
  if (attribute.name != "rtpmap" && attribute.name != "fmtp") return {};
  std::string_view rest = attribute.value;
  return take_word(rest);
}

}  // namespace

void set_direction(Media& media, Direction direction) {
  std::erase_if(media.lines, is_direction);
  media.lines.push_back({'a', std::string(to_string(direction))});
}

void append_codecs(const SessionDescription& session, Media& media, std::span<const Codec> codecs) {
  if (!media.is_rtp() || media.port == 0) return;
  const std::vector<Codec> there = MediaView(session, media).codecs();
  for (const Codec& codec : codecs) {
    const auto number = free_payload_type(media, codec);
    if (contains(there, codec) || !number || media.formats.size() >= kMaxFormats) continue;
    const std::string text = std::to_string(*number);
    media.formats.push_back(text);
    media.lines.push_back({'a', "rtpmap:" + text + " " + to_encoding(codec)});
    if (!codec.fmtp.empty()) media.lines.push_back({'a', "fmtp:" + text + " " + codec.fmtp});
  }
}

bool keep_codecs(const SessionDescription& session, Media& media, std::span<const Codec> codecs) {
  std::vector<std::uint64_t> kept;
  bool any = false;
  for (const Codec& codec : MediaView(session, media).codecs()) {
    if (!contains(codecs, codec)) continue;
    kept.push_back(*codec.payload_type);
    any = any || !codec.is_auxiliary();
  }
  if (!any) return false;
  const auto is_kept = [&](std::string_view format) {
    const auto number = number_of(format);
    return number && std::ranges::find(kept, *number) != kept.end();
  };
  std::erase_if(media.formats, [&](const std::string& format) { return !is_kept(format); });
  std::erase_if(media.lines, [&](const Line& line) {
    const std::string_view format = format_of(line);
    return !format.empty() && !is_kept(format);
  });
  return true;
}

}  // namespace sdp
