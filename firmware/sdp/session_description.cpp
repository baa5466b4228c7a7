#include "firmware/sdp/session_description.h"

#include <limits>

#include "firmware/base/ascii.h"

namespace sdp {
namespace {

bool is_host_name(std::string_view host) {
  for (const char c : host) {
    if (!base::is_alpha(c) && !base::is_digit(c) && c != '.' && c != '-' && c != '_') return false;
  }
  return !host.empty();
}

// Cuts the last word off the end of `text`.
std::string_view take_last_word(std::string_view& text) {
  text = base::trim(text);
  std::size_t begin = text.size();
  while (begin > 0 && !base::is_space(text[begin - 1])) --begin;
  const std::string_view word = text.substr(begin);
  text.remove_suffix(word.size());
  return word;
}

void print_lines(std::string& text, const Lines& lines) {
  for (const Line& line : lines) text.append(1, line.type).append("=" + line.value + "\r\n");
}

void print_media(std::string& text, const Media& media) {
  text.append("m=" + media.kind + " " + std::to_string(media.port));
  if (media.port_count != 0) text.append("/" + std::to_string(media.port_count));
  text.append(" " + media.protocol);
  for (const std::string& format : media.formats) text.append(" " + format);
  text.append("\r\n");
  print_lines(text, media.lines);
}

}  // namespace

std::optional<Origin> Origin::parse(std::string_view value) {
  const std::string_view host = take_last_word(value);
  const std::string_view family = take_last_word(value);
  const std::string_view network = take_last_word(value);
  const std::string_view version_text = take_last_word(value);
  const std::string_view session_id = take_last_word(value);
  const auto version = base::parse_unsigned(version_text);
  if (session_id.empty() || !version) return std::nullopt;
  const std::string_view username = base::trim(value);
  Origin origin;
  if (!username.empty()) origin.username = username;
  origin.session_id = session_id;
  origin.version = *version;
  origin.address.append(network).append(" ").append(family).append(" ").append(host);
  return origin;
}

bool Connection::is_multicast() const {
  return ip && (ip->is_v4() ? ip->v4_value() >> 28 == 0xe : ip->octets()[0] == 0xff);
}

std::optional<Connection> Connection::parse(std::string_view value) {
  const std::string_view network = take_word(value);
  const std::string_view family = take_word(value);
  const std::string_view address = take_word(value);
  const bool is_ip4 = base::iequals(family, "IP4");
  if (!base::iequals(network, "IN") || (!is_ip4 && !base::iequals(family, "IP6"))) {
    return std::nullopt;
  }
  if (!base::trim(value).empty()) return std::nullopt;
  Connection connection;
  connection.is_ip6 = !is_ip4;
  connection.host = address.substr(0, address.find('/'));
  connection.ip = net::IpAddress::parse(connection.host);
  if (connection.ip ? connection.ip->is_v4() != is_ip4 : !is_host_name(connection.host)) {
    return std::nullopt;
  }
  return connection;
}

std::string to_network_address(const net::IpAddress& address) {
  const std::string text = to_string(address);
  return (address.is_v4() ? "IN IP4 " : "IN IP6 ") + text.substr(0, text.find('%'));
}

bool Media::is_rtp() const {
  return base::to_lower(protocol).find("rtp/") != std::string::npos;
}

std::string print(const SessionDescription& description) {
  const Origin& origin = description.origin;
  std::string text = "v=0\r\no=" + origin.username + " " + origin.session_id + " " +
                     std::to_string(origin.version) + " " + origin.address +
                     "\r\ns=" + description.name + "\r\n";
  print_lines(text, description.lines);
  for (const Media& media : description.media) print_media(text, media);
  return text;
}

}  // namespace sdp
