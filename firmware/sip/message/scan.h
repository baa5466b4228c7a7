// Looking at 16 octets at once (SSE2, NEON, or plain C++), and octet classes. Private to
// sip/message.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "firmware/base/ascii.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace sip::scan {

static_assert(std::endian::native == std::endian::little, "keys are compared as loaded");

inline std::uint64_t load8(const char* at) {
  std::uint64_t octets;
  std::memcpy(&octets, at, sizeof octets);
  return octets;
}

inline std::uint32_t load4(const char* at) {
  std::uint32_t octets;
  std::memcpy(&octets, at, sizeof octets);
  return octets;
}

// What load8() gives for `text` (up to 8 octets) followed by NULs.
constexpr std::uint64_t key(std::string_view text) {
  std::uint64_t octets = 0;
  for (std::size_t i = text.size(); i-- > 0;) {
    octets = octets << 8 | static_cast<unsigned char>(text[i]);
  }
  return octets;
}

// What octets may be part of (RFC 3261 section 25.1).
enum Class : std::uint8_t {
  kToken = 1,
  kHost = 2,      // of a hostname or IPv4 address; "_" is not in the grammar, but in use
  kUser = 4,      // of userinfo before ":"; "#" is not in the grammar, but in use for feature codes
  kUriParam = 8,  // of the name or value of a URI's ;parameter
  kUriHeader = 16,  // of the ?headers of a URI
  kValue = 32,      // of a header parameter's unquoted value: token, host, and what is in use
  kSpace = 64,      // SP, HTAB, and CR and LF, which within a header are a fold
  kUriOther = 128,  // of a URI of another scheme
};

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  const auto add = [&](std::string_view octets, int in) {
    for (const char c : octets) {
      auto& entry = classes[static_cast<unsigned char>(c)];
      entry = static_cast<std::uint8_t>(entry | in);
    }
  };
  constexpr std::string_view kAlphanum =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  constexpr std::string_view kMark = "-_.!~*'()";
  add(kAlphanum, kToken | kHost | kUser | kUriParam | kUriHeader | kValue | kUriOther);
  add(kMark, kUser | kUriParam | kUriHeader | kValue | kUriOther);
  add("-.!%*_+`'~", kToken | kValue);
  add("-._", kHost);
  add("%", kUser | kUriParam | kUriHeader | kUriOther);
  add("&=+$,;?/#", kUser);
  add("[]/:&+$", kUriParam);
  add("[]/?:+$&=", kUriHeader);
  add("[]/:&$#?@={}|^", kValue);
  add(" \t\r\n", kSpace);
  add(";/?:@&=+$,#[]", kUriOther);
  return classes;
}
inline constexpr std::array<std::uint8_t, 256> kClasses = make_classes();

inline bool is(char c, int of) {
  return (kClasses[static_cast<unsigned char>(c)] & of) != 0;
}

inline constexpr std::ptrdiff_t kBlock = 16;

// Sixteen octets, and sets of positions among them.
#if defined(__SSE2__)
class Block {
 public:
  using Set = std::uint32_t;
  static constexpr int kBitsPerOctet = 1;
  explicit Block(const char* at) : octets_(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at))) {}
  template <class... Char>
  Set equal(Char... any) const {
    return set((... | _mm_cmpeq_epi8(octets_, _mm_set1_epi8(any))));
  }
  Set at_most(char c) const {
    return set(_mm_cmpeq_epi8(_mm_min_epu8(octets_, _mm_set1_epi8(c)), octets_));
  }
  Set above(char c) const { return at_most(c) ^ 0xffff; }

 private:
  static Set set(__m128i matches) { return static_cast<Set>(_mm_movemask_epi8(matches)); }
  __m128i octets_;
};
#elif defined(__aarch64__)
class Block {
 public:
  using Set = std::uint64_t;
  static constexpr int kBitsPerOctet = 4;
  explicit Block(const char* at) : octets_(vld1q_u8(reinterpret_cast<const std::uint8_t*>(at))) {}
  template <class... Char>
  Set equal(Char... any) const {
    return set((... | vceqq_u8(octets_, all(any))));
  }
  Set at_most(char c) const { return set(vcleq_u8(octets_, all(c))); }
  Set above(char c) const { return set(vcgtq_u8(octets_, all(c))); }

 private:
  static uint8x16_t all(char c) { return vdupq_n_u8(static_cast<std::uint8_t>(c)); }
  static Set set(uint8x16_t matches) {
    const auto nibbles = vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(matches), 4));
    return vget_lane_u64(nibbles, 0) & 0x8888888888888888;  // one bit an octet
  }
  uint8x16_t octets_;
};
#else
class Block {
 public:
  using Set = std::uint32_t;
  static constexpr int kBitsPerOctet = 1;
  explicit Block(const char* at) { std::memcpy(octets_.data(), at, octets_.size()); }
  template <class... Char>
  Set equal(Char... any) const {
    return set([=](char octet) { return (... || (octet == any)); });
  }
  Set at_most(char c) const {
    return set([c](char octet) {
      return static_cast<unsigned char>(octet) <= static_cast<unsigned char>(c);
    });
  }
  Set above(char c) const { return at_most(c) ^ 0xffff; }

 private:
  template <class Matches>
  Set set(Matches matches) const {
    Set positions = 0;
    for (std::size_t i = 0; i < octets_.size(); ++i) positions |= Set{matches(octets_[i])} << i;
    return positions;
  }
  std::array<char, kBlock> octets_;
};
#endif

// One octet with the interface of Block.
class Octet {
 public:
  using Set = unsigned;
  explicit Octet(const char* at) : octet_(*at) {}
  template <class... Char>
  Set equal(Char... any) const {
    return (... || (octet_ == any));
  }
  Set at_most(char c) const {
    return static_cast<unsigned char>(octet_) <= static_cast<unsigned char>(c);
  }
  Set above(char c) const { return at_most(c) ^ 1; }

 private:
  char octet_;
};

// The lowest position in a set that is not empty.
inline std::ptrdiff_t first(Block::Set set) {
  return std::countr_zero(set) / Block::kBitsPerOctet;
}

// What find() does where fewer than sixteen octets are left.
template <class Matches>
[[gnu::noinline]] const char* find_in_tail(const char* at, const char* end, const char* readable,
                                           Matches matches) {
  if (at != end && end - readable >= kBlock) {
    const char* const last = end - kBlock;
    const auto before = static_cast<int>(at - last) * Block::kBitsPerOctet;
    const Block::Set set = matches(Block(last)) >> before;
    return set ? at + first(set) : end;
  }
  while (at != end && !matches(Octet(at))) ++at;
  return at;
}

// The first octet of [at, end) that `matches` (a function of a Block or an Octet), or `end`.
// Octets from `readable` on (<= at) may be loaded, none at or beyond `end`.
template <class Matches>
const char* find(const char* at, const char* end, const char* readable, Matches matches) {
  if (end - at >= kBlock) {
    const char* const last = end - kBlock;
    do {
      if (const Block::Set set = matches(Block(at))) return at + first(set);
      at += kBlock;
    } while (at <= last);
  }
  return find_in_tail(at, end, readable, matches);
}

inline bool all(std::string_view text, int of) {
  for (const char c : text) {
    if (!is(c, of)) return false;
  }
  return true;
}

inline std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

// The first octet of [at, end) that is not of a class.
inline const char* skip(const char* at, const char* end, int of) {
  while (at != end && is(*at, of)) ++at;
  return at;
}

// The same for kValue, whose values may be long.
inline const char* skip_value(const char* at, const char* end, const char* readable) {
  return find(at, end, readable, [](auto octets) {
    return octets.at_most(' ') | octets.equal(';', ',', '<', '>', '"', '\\') | octets.above('~');
  });
}

// The same for white space, of which there is mostly none.
inline const char* skip_space(const char* at, const char* end) {
  while (at != end && is(*at, kSpace)) ++at;
  return at;
}

// Without white space at its ends; nothing but white space shrinks to its beginning.
inline std::string_view trim(std::string_view text) {
  const char* const begin = text.data();
  const char* end = begin + text.size();
  while (end != begin && is(end[-1], kSpace)) --end;
  return between(skip_space(begin, end), end);
}

// The same name, letter case apart?
inline bool same_name(std::string_view name, std::string_view other) {
  if (name.size() != other.size()) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] != other[i] && base::to_lower(name[i]) != base::to_lower(other[i])) return false;
  }
  return true;
}

// Where a parameter's value ends, its closing quote included, if it has one before `end`. The empty
// value of a flag with blanks behind it stands beyond the trimmed `end`, which then is the answer.
inline const char* end_of_value(std::string_view value, const char* end) {
  const char* const value_end = value.data() + value.size();
  if (value_end >= end) return end;
  return *value_end == '"' ? value_end + 1 : value_end;
}

// Walks a text from front to back. Loops run on local pointers: an octet read could be this object,
// for all the compiler knows.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool at_end() const { return at_ == end_; }
  const char* at() const { return at_; }
  const char* end() const { return end_; }
  char peek() const { return at_ == end_ ? '\0' : *at_; }
  std::string_view rest() const { return between(at_, end_); }

  bool skip(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }
  void advance(std::size_t octets) { at_ += octets; }
  void move_to(const char* at) { at_ = at; }
  bool skip_space() {
    const char* const begin = at_;
    at_ = scan::skip_space(begin, end_);
    return at_ != begin;
  }
  // As many octets of a class as there are.
  std::string_view take(int of) {
    const char* const begin = at_;
    at_ = scan::skip(begin, end_, of);
    return between(begin, at_);
  }
  // The inside of a quoted string, escapes kept; nullptr data when it does not close.
  std::string_view take_quoted();
  // hostname, IPv4 address or IPv6 reference; empty when there is none.
  std::string_view take_host() { return peek() == '[' ? take_ipv6_reference() : take(kHost); }
  // After ":", a port of 1..65535; false when it is none.
  bool take_port(std::uint16_t& port);
  // ;name[=value] up to a comma or the end, white space allowed around each part. False when
  // malformed. On the way, the value of the parameter that everybody asks for: the first of the
  // name `wanted`, its quotes taken off.
  bool take_params(std::string_view& params, std::string_view wanted, std::string_view& value);

 private:
  std::string_view take_ipv6_reference();

  const char* at_;
  const char* end_;
};

}  // namespace sip::scan
