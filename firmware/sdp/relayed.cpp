#include "firmware/sdp/relayed.h"

#include <algorithm>

#include "firmware/base/ascii.h"
#include "firmware/base/assert.h"
#include "firmware/sdp/media_view.h"

namespace sdp {
namespace {

constexpr std::string_view kNotPassedOn[] = {
    "candidate",   "remote-candidates", "end-of-candidates", "ice-ufrag",  "ice-pwd",
    "ice-options", "ice-lite",          "ice-mismatch",      "ice-pacing", "source-filter"};

void remove_unwanted(Lines& lines) {
  std::erase_if(lines, [](const Line& line) {
    const auto name = attribute_of(line).name;
    return std::find(std::begin(kNotPassedOn), std::end(kNotPassedOn), name) !=
           std::end(kNotPassedOn);
  });
}

Line* find_connection(Lines& lines) {
  const auto found =
      std::find_if(lines.begin(), lines.end(), [](const Line& line) { return line.type == 'c'; });
  return found == lines.end() ? nullptr : &*found;
}

// c= stands behind i= (RFC 8866 section 5).
void insert_connection(Lines& lines, const std::string& address) {
  const auto place =
      std::find_if(lines.begin(), lines.end(), [](const Line& line) { return line.type != 'i'; });
  lines.insert(place, {'c', address});
}

// Copies one description; what it asks of the peer's it asks of the original.
class Relaying {
 public:
  Relaying(const SessionDescription& peer, std::span<const net::Endpoint> relays)
      : peer_(peer), relays_(relays) {}

  SessionDescription run(const Origin& origin) {
    SessionDescription copy = peer_;
    copy.origin = origin;
    remove_unwanted(copy.lines);
    // It means something below an m= line only (RFC 3605 section 2.1), but who knows who reads it.
    std::erase_if(copy.lines, [](const Line& line) { return attribute_of(line).name == "rtcp"; });
    if (Line* line = find_connection(copy.lines)) {
      if (!is_hold_of_session(*line)) line->value = session_address();
      session_connection_ = line->value;
    }
    for (std::size_t i = 0; i < copy.media.size(); ++i) rewrite(copy.media[i], i);
    return copy;
  }

 private:
  bool is_live(std::size_t i) const { return peer_.media[i].port != 0 && relays_[i].port != 0; }
  bool is_held(std::size_t i) const { return MediaView(peer_, peer_.media[i]).is_held(); }

  bool is_hold_of_session(const Line& line) const {
    const auto connection = Connection::parse(line.value);
    if (!connection || !connection->is_unspecified()) return false;
    for (std::size_t i = 0; i < peer_.media.size(); ++i) {
      if (is_held(i) && find(peer_.media[i].lines, 'c') == nullptr) return true;
    }
    return false;
  }

  std::string session_address() const {
    for (std::size_t i = 0; i < relays_.size(); ++i) {
      if (is_live(i)) return to_network_address(relays_[i].address);
    }
    return to_network_address(relays_.empty() ? net::IpAddress() : relays_.front().address);
  }

  void rewrite(Media& media, std::size_t i) const {
    const bool live = is_live(i);
    media.port = live ? relays_[i].port : 0;
    remove_unwanted(media.lines);
    for (Line& line : media.lines) {
      if (attribute_of(line).name == "rtcp") line.value = rtcp(line, i);
    }
    const std::string address = to_network_address(relays_[i].address);
    if (Line* line = find_connection(media.lines)) {
      if (!is_held(i)) line->value = address;
    } else if (live && !is_held(i) && session_connection_ != address) {
      insert_connection(media.lines, address);
    }
  }

  std::string rtcp(const Line& line, std::size_t i) const {
    std::string_view rest = attribute_of(line).value;
    const auto port = base::parse_unsigned(take_word(rest), 65'535);
    const bool is_muxed = port && *port == peer_.media[i].port;
    const int ours = is_live(i) ? relays_[i].port + (is_muxed ? 0 : 1) : 0;
    std::string value = "rtcp:" + std::to_string(ours & 0xffff);
    if (!base::trim(rest).empty()) value += " " + to_network_address(relays_[i].address);
    return value;
  }

  const SessionDescription& peer_;
  std::span<const net::Endpoint> relays_;
  std::string session_connection_;  // of the copy; "" when it has none
};

}  // namespace

SessionDescription relayed(const SessionDescription& peer, const Origin& origin,
                           std::span<const net::Endpoint> relays) {
  ASSERT(relays.size() == peer.media.size());
  return Relaying(peer, relays).run(origin);
}

}  // namespace sdp
