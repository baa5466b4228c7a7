// Outgoing: puts a message together, names compressed (RFC 1035 section 4.1.4; RFC 6762 section
// 18.14), until it is full. A value.
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
// All that a resolver which knows RFC 1035 alone has room for.
inline constexpr std::size_t kMaxLegacy = 512;

class Outgoing {
 public:
  // To an ordinary resolver, which reads no compressed name in SRV, goes `legacy`.
  enum class Kind : std::uint8_t { query, response, legacy };
  enum class Section : std::uint8_t { question, answer, authority, additional };

  explicit Outgoing(Kind kind, std::uint16_t id = 0);

  // False when it has no room; nothing is added then. Sections in their order.
  bool add(const Question& question);
  bool add(Section section, const Record& record);
  void mark_truncated();  // TC: of a legacy response, there is more to say (section 18.5)

  bool is_empty() const { return octets_.size() == kHeader; }
  const std::string& octets() const { return octets_; }

 private:
  static constexpr std::size_t kHeader = 12;

  void put(std::uint16_t number);
  void put(const Name& name);
  void put_content(const Record& record);
  bool keep_or_undo(std::size_t begin, Section section);

  Kind kind_;
  std::string octets_;
  std::array<std::uint16_t, 4> counts_{};
  std::vector<std::pair<std::string, std::uint16_t>> places_;  // of ends of names
};

}  // namespace mdns
