// The key by which a header name is found: its first and last eight octets, lower-cased. Private to
// sip/message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "firmware/sip/message/header_id.h"
#include "firmware/sip/message/scan.h"

namespace sip {

// As header_id_of(), for a name that has eight readable octets before its end (in a message, the
// start line is there) and contains no CR, so that setting bit 5 lower-cases it exactly: of all
// octets only CR and letters become another octet of a header name that way.
HeaderId find_header_id(const char* name, std::size_t size);

namespace header_key {

inline constexpr std::uint64_t kLower = 0x2020202020202020;
inline constexpr std::size_t kSlots = 256;
// Found by trying odd numbers until no two names shared a slot.
inline constexpr std::uint64_t kMultiplier = 0x5d67fde651a4dc05;

struct Key {
  std::uint64_t head, tail;  // the same for a name shorter than eight octets
  bool operator==(const Key&) const = default;
};

inline std::uint64_t lower8(const char* at) {
  return scan::load8(at) | kLower;
}

inline Key load(const char* name, std::size_t size) {
  const std::uint64_t tail = lower8(name + size - 8);
  if (size >= 8) return {lower8(name), tail};
  const std::uint64_t whole = tail >> (8 * (8 - size));
  return {whole, whole};
}

constexpr Key of(std::string_view name) {
  std::uint64_t lower = kLower;
  if (name.size() < 8) {
    lower >>= 8 * (8 - name.size());
    return {scan::key(name) | lower, scan::key(name) | lower};
  }
  return {scan::key(name.substr(0, 8)) | lower, scan::key(name.substr(name.size() - 8)) | lower};
}

constexpr std::size_t slot(const Key& key) {
  return static_cast<std::size_t>((key.head + (key.tail << 1)) * kMultiplier >> 56);
}

}  // namespace header_key
}  // namespace sip
