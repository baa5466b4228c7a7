// Outgoing: puts a message together, names of owners compressed (RFC 1035 section 4.1.4), until it
// is full. Names inside of SRV are never compressed: RFC 6762 section 18.14 forbids it towards
// legacy queriers, and it saves little. A value.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "firmware/mdns/message.h"

namespace mdns {

// Fits an Ethernet frame, with the headers of IPv6 and UDP (RFC 6762 section 17).
inline constexpr std::size_t kMaxOutgoing = 1440;

class Outgoing {
 public:
  enum class Kind : std::uint16_t { query = 0, response = 0x8400 };  // QR and AA
  enum class Section : std::uint8_t { question, answer, authority, additional };

  explicit Outgoing(Kind kind, std::uint16_t id = 0);

  // False when it has no room; nothing is added then. Sections in their order.
  bool add(const Question& question);
  bool add(Section section, const Record& record);

  bool is_empty() const { return octets_.size() == kHeader; }
  const std::string& octets() const { return octets_; }

 private:
  static constexpr std::size_t kHeader = 12;

  void put(std::uint16_t number);
  void put(const Name& name);
  bool keep_or_undo(std::size_t begin, Section section);

  std::string octets_;
  std::array<std::uint16_t, 4> counts_{};
  std::vector<std::pair<std::string, std::uint16_t>> places_;  // of ends of names
};

}  // namespace mdns
