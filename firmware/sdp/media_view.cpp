#include "firmware/sdp/media_view.h"

#include <array>
#include <bitset>

#include "firmware/base/ascii.h"

namespace sdp {
namespace {

std::optional<Direction> direction_of(const Lines& lines) {
  for (const Line& line : lines) {
    const std::string_view name = attribute_of(line).name;
    for (const Direction direction :
         {Direction::sendrecv, Direction::sendonly, Direction::recvonly, Direction::inactive}) {
      if (name == to_string(direction)) return direction;
    }
  }
  return std::nullopt;
}

std::optional<std::uint64_t> bandwidth_of(const Lines& lines, std::string_view kind) {
  for (const Line& line : lines) {
    if (line.type != 'b') continue;
    const Attribute bandwidth = attribute_of(std::string_view(line.value));
    if (bandwidth.name == kind) return base::parse_unsigned(bandwidth.value);
  }
  return std::nullopt;
}

// The first rtpmap and fmtp of each payload type, gathered in one walk over the lines.
struct FormatAttributes {
  explicit FormatAttributes(const Lines& lines) {
    for (const Line& line : lines) {
      const Attribute attribute = attribute_of(line);
      if (attribute.name == "rtpmap") note(rtpmap, attribute.value, attribute.value);
      if (attribute.name != "fmtp") continue;
      std::string_view parameters = attribute.value;
      const std::string_view number = take_word(parameters);
      note(fmtp, number, base::trim(parameters));
    }
  }

  using Table = std::array<std::string_view, kMaxPayloadType + 1>;
  static void note(Table& table, std::string_view value, std::string_view text) {
    const auto number = base::parse_unsigned(take_word(value), kMaxPayloadType);
    if (!number) return;
    std::string_view& entry = table[static_cast<std::size_t>(*number)];
    if (entry.empty()) entry = text;
  }

  Table rtpmap{};
  Table fmtp{};
};

}  // namespace

Direction MediaView::direction() const {
  if (const auto own = direction_of(media_.lines)) return *own;
  return direction_of(session_.lines).value_or(Direction::sendrecv);
}

std::optional<Connection> MediaView::connection() const {
  const Line* line = find(media_.lines, 'c');
  if (line == nullptr) line = find(session_.lines, 'c');
  if (line == nullptr) return std::nullopt;
  return Connection::parse(line->value);
}

bool MediaView::has_attribute_at_any_level(std::string_view name) const {
  return has_attribute(media_.lines, name) || has_attribute(session_.lines, name);
}

bool MediaView::is_held() const {
  const auto where = connection();
  if (is_rejected() || !where || !where->is_unspecified()) return false;
  return media_.port != 9 || !has_attribute_at_any_level("ice-ufrag");
}

std::optional<net::Endpoint> MediaView::rtp() const {
  const auto where = connection();
  if (is_rejected() || !where || !where->ip) return std::nullopt;
  return net::Endpoint{*where->ip, media_.port};
}

std::optional<net::Endpoint> MediaView::rtcp() const {
  auto where = rtp();
  if (!where) return std::nullopt;
  auto value = attribute(media_.lines, "rtcp").value_or("");
  const auto port = base::parse_unsigned(take_word(value), 65'535);
  if (!port) {
    if (where->port == 65'535) return std::nullopt;
    ++where->port;
    return where;
  }
  where->port = static_cast<std::uint16_t>(*port);
  if (where->port == 0) return std::nullopt;
  if (base::trim(value).empty()) return where;
  const auto elsewhere = Connection::parse(value);
  if (!elsewhere || !elsewhere->ip) return std::nullopt;
  where->address = *elsewhere->ip;
  return where;
}

bool MediaView::has_rtcp_mux() const {
  return has_attribute(media_.lines, "rtcp-mux");
}

std::vector<Codec> MediaView::codecs() const {
  std::vector<Codec> codecs;
  if (!media_.is_rtp()) return codecs;
  const FormatAttributes attributes(media_.lines);
  std::bitset<kMaxPayloadType + 1> seen;
  for (const std::string& format : media_.formats) {
    const auto parsed = base::parse_unsigned(format, kMaxPayloadType);
    if (!parsed) continue;
    const auto number = static_cast<std::size_t>(*parsed);
    if (seen[number]) continue;
    seen.set(number);
    const std::string_view rtpmap = attributes.rtpmap[number];
    auto codec = rtpmap.empty() ? Codec::of_static(static_cast<std::uint8_t>(number))
                                : Codec::parse_rtpmap(rtpmap);
    if (!codec) continue;
    codec->fmtp = attributes.fmtp[number];
    codecs.push_back(std::move(*codec));
  }
  return codecs;
}

std::vector<Codec> MediaView::telephone_events() const {
  auto events = codecs();
  std::erase_if(events, [](const Codec& codec) { return !codec.is_telephone_event(); });
  return events;
}

std::optional<std::chrono::milliseconds> MediaView::milliseconds(std::string_view name) const {
  const auto value = attribute(media_.lines, name).value_or("");
  const auto whole = base::parse_unsigned(value.substr(0, value.find('.')), 60'000);
  if (!whole || *whole == 0) return std::nullopt;
  return std::chrono::milliseconds(*whole);
}

std::optional<std::uint64_t> MediaView::bandwidth(std::string_view kind) const {
  if (const auto own = bandwidth_of(media_.lines, kind)) return own;
  return bandwidth_of(session_.lines, kind);
}

std::string_view MediaView::mid() const {
  return attribute(media_.lines, "mid").value_or("");
}

std::string_view MediaView::label() const {
  return attribute(media_.lines, "label").value_or("");
}

}  // namespace sdp
