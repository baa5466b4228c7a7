#include "firmware/sdp/codec.h"

#include "firmware/base/ascii.h"
#include "firmware/sdp/line.h"

namespace sdp {
namespace {

struct StaticCodec {
  std::uint8_t payload_type;
  std::string_view name;
  std::uint32_t clock_rate;
  std::uint8_t channels;
};

// RFC 3551 section 6, tables 4 and 5.
constexpr StaticCodec kStaticCodecs[] = {
    {0, "PCMU", 8000, 1},   {3, "GSM", 8000, 1},    {4, "G723", 8000, 1},   {5, "DVI4", 8000, 1},
    {6, "DVI4", 16000, 1},  {7, "LPC", 8000, 1},    {8, "PCMA", 8000, 1},   {9, "G722", 8000, 1},
    {10, "L16", 44100, 2},  {11, "L16", 44100, 1},  {12, "QCELP", 8000, 1}, {13, "CN", 8000, 1},
    {14, "MPA", 90000, 1},  {15, "G728", 8000, 1},  {16, "DVI4", 11025, 1}, {17, "DVI4", 22050, 1},
    {18, "G729", 8000, 1},  {25, "CelB", 90000, 1}, {26, "JPEG", 90000, 1}, {28, "nv", 90000, 1},
    {31, "H261", 90000, 1}, {32, "MPV", 90000, 1},  {33, "MP2T", 90000, 1}, {34, "H263", 90000, 1},
};

// Parameters that must be the same on both sides, and what an absent one means.
struct DecisiveParameter {
  std::string_view codec, name, absent;
};
constexpr DecisiveParameter kDecisive[] = {
    {"AMR", "octet-align", "0"},  // RFC 4867 section 8.1
    {"AMR", "crc", "0"},
    {"AMR", "robust-sorting", "0"},
    {"AMR", "interleaving", ""},
    {"AMR-WB", "octet-align", "0"},
    {"AMR-WB", "crc", "0"},
    {"AMR-WB", "robust-sorting", "0"},
    {"AMR-WB", "interleaving", ""},
    {"G7221", "bitrate", ""},             // RFC 5577 section 4
    {"H264", "packetization-mode", "0"},  // RFC 6184 section 8.2.2
};

void normalise(Codec& codec) {
  if (base::iequals(codec.name, "G722")) codec.clock_rate = 8000;
  if (base::iequals(codec.name, "opus")) codec.channels = 2;
}

}  // namespace

bool Codec::is_telephone_event() const {
  return base::iequals(name, "telephone-event");
}

bool Codec::is_auxiliary() const {
  return is_telephone_event() || base::iequals(name, "CN") || base::iequals(name, "red");
}

std::optional<Codec> Codec::parse_rtpmap(std::string_view value) {
  const auto payload_type = base::parse_unsigned(take_word(value), kMaxPayloadType);
  std::string_view encoding = take_word(value);
  const auto slash = encoding.find('/');
  if (!payload_type || slash == 0 || slash == std::string_view::npos) return std::nullopt;
  Codec codec;
  codec.payload_type = static_cast<std::uint8_t>(*payload_type);
  codec.name = encoding.substr(0, slash);
  encoding.remove_prefix(slash + 1);

  const auto second_slash = encoding.find('/');
  const auto rate = base::parse_unsigned(encoding.substr(0, second_slash), 0xffff'ffff);
  if (!rate || *rate == 0) return std::nullopt;
  codec.clock_rate = static_cast<std::uint32_t>(*rate);
  if (second_slash != std::string_view::npos) {
    const auto channels = base::parse_unsigned(encoding.substr(second_slash + 1), 255);
    if (!channels || *channels == 0) return std::nullopt;
    codec.channels = static_cast<std::uint8_t>(*channels);
  }
  normalise(codec);
  return codec;
}

std::optional<Codec> Codec::of_static(std::uint8_t payload_type) {
  for (const StaticCodec& known : kStaticCodecs) {
    if (known.payload_type != payload_type) continue;
    return Codec{std::string(known.name), known.clock_rate, known.channels, {}, payload_type};
  }
  return std::nullopt;
}

std::optional<std::string_view> fmtp_parameter(std::string_view fmtp, std::string_view name) {
  while (!fmtp.empty()) {
    const auto semicolon = fmtp.find(';');
    const std::string_view parameter = fmtp.substr(0, semicolon);
    const auto equals = parameter.find('=');
    if (base::iequals(base::trim(parameter.substr(0, equals)), name)) {
      if (equals == std::string_view::npos) return std::string_view();
      return base::trim(parameter.substr(equals + 1));
    }
    if (semicolon == std::string_view::npos) break;
    fmtp.remove_prefix(semicolon + 1);
  }
  return std::nullopt;
}

bool matches(const Codec& a, const Codec& b) {
  if (!base::iequals(a.name, b.name) || a.clock_rate != b.clock_rate || a.channels != b.channels) {
    return false;
  }
  for (const DecisiveParameter& decisive : kDecisive) {
    if (!base::iequals(decisive.codec, a.name)) continue;
    const auto of_a = fmtp_parameter(a.fmtp, decisive.name).value_or(decisive.absent);
    const auto of_b = fmtp_parameter(b.fmtp, decisive.name).value_or(decisive.absent);
    if (of_a != of_b) return false;
  }
  return true;
}

std::string to_encoding(const Codec& codec) {
  std::string text = codec.name + "/" + std::to_string(codec.clock_rate);
  if (codec.channels != 1) text += "/" + std::to_string(codec.channels);
  return text;
}

}  // namespace sdp
