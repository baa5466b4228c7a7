// Looking at 16 octets at once (SSE2, NEON, or plain C++), and octet classes. Private to
// sip/message.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

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

inline constexpr std::ptrdiff_t kBlock = 16;

// Sixteen octets, and sets of positions among them.
#if defined(__SSE2__)
class Block {
 public:
  using Set = std::uint32_t;
  static constexpr int kBitsPerOctet = 1;
  explicit Block(const char* at) : octets_(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at))) {}
  Set equal(char c) const { return set(_mm_cmpeq_epi8(octets_, _mm_set1_epi8(c))); }
  Set at_most(char c) const {
    return set(_mm_cmpeq_epi8(_mm_min_epu8(octets_, _mm_set1_epi8(c)), octets_));
  }

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
  Set equal(char c) const {
    return set(vceqq_u8(octets_, vdupq_n_u8(static_cast<std::uint8_t>(c))));
  }
  Set at_most(char c) const {
    return set(vcleq_u8(octets_, vdupq_n_u8(static_cast<std::uint8_t>(c))));
  }

 private:
  static Set set(uint8x16_t matches) {
    return vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(matches), 4)), 0);
  }
  uint8x16_t octets_;
};
#else
class Block {
 public:
  using Set = std::uint32_t;
  static constexpr int kBitsPerOctet = 1;
  explicit Block(const char* at) { std::memcpy(octets_.data(), at, octets_.size()); }
  Set equal(char c) const {
    return set([c](unsigned char octet) { return octet == static_cast<unsigned char>(c); });
  }
  Set at_most(char c) const {
    return set([c](unsigned char octet) { return octet <= static_cast<unsigned char>(c); });
  }

 private:
  template <class Matches>
  Set set(Matches matches) const {
    Set positions = 0;
    for (std::size_t i = 0; i < octets_.size(); ++i) positions |= Set{matches(octets_[i])} << i;
    return positions;
  }
  std::array<unsigned char, kBlock> octets_;
};
#endif

// One octet with the interface of Block.
class Octet {
 public:
  explicit Octet(const char* at) : octet_(static_cast<unsigned char>(*at)) {}
  bool equal(char c) const { return octet_ == static_cast<unsigned char>(c); }
  bool at_most(char c) const { return octet_ <= static_cast<unsigned char>(c); }

 private:
  unsigned char octet_;
};

// The lowest position in a set that is not empty.
inline std::ptrdiff_t first(Block::Set set) {
  return std::countr_zero(set) / Block::kBitsPerOctet;
}

// The first octet of [at, end) that `matches` (a function of a Block or an Octet), or `end`.
// Octets from `readable` on (<= at) may be loaded, none at or beyond `end`.
template <class Matches>
const char* find(const char* at, const char* end, const char* readable, Matches matches) {
  for (; end - at >= kBlock; at += kBlock) {
    if (const Block::Set set = matches(Block(at))) return at + first(set);
  }
  if (at == end) return end;
  if (end - readable >= kBlock) {
    const char* const last = end - kBlock;
    const auto before = static_cast<int>(at - last) * Block::kBitsPerOctet;
    const Block::Set set = matches(Block(last)) >> before;
    return set ? at + first(set) : end;
  }
  while (at != end && !matches(Octet(at))) ++at;
  return at;
}

// What octets may be part of (RFC 3261 section 25.1).
enum Class : std::uint8_t {
  kToken = 1,
  kHost = 2,      // of a hostname or IPv4 address; "_" is not in the grammar, but in use
  kUser = 4,      // of userinfo before ":"; "#" is not in the grammar, but in use for feature codes
  kUriParam = 8,  // of the ;parameters of a URI
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
  add("[]/:&+$;=", kUriParam);
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

inline bool all(std::string_view text, int of) {
  for (const char c : text) {
    if (!is(c, of)) return false;
  }
  return true;
}

// Walks a text from front to back.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool at_end() const { return at_ == end_; }
  const char* at() const { return at_; }
  char peek() const { return at_ == end_ ? '\0' : *at_; }
  std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }

  bool skip(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }
  void advance(std::size_t octets) { at_ += octets; }
  bool skip_space() {
    const char* const begin = at_;
    while (at_ != end_ && is(*at_, kSpace)) ++at_;
    return at_ != begin;
  }
  // As many octets of a class as there are.
  std::string_view take(int of) {
    const char* const begin = at_;
    while (at_ != end_ && is(*at_, of)) ++at_;
    return {begin, static_cast<std::size_t>(at_ - begin)};
  }
  // The inside of a quoted string, escapes kept; nullptr data when it does not close.
  std::string_view take_quoted();
  // hostname, IPv4 address or IPv6 reference; empty when there is none.
  std::string_view take_host();
  // After ":", a port of 1..65535; false when it is none.
  bool take_port(std::uint16_t& port);
  // ;name[=value] up to the end, white space allowed around each part. False when malformed.
  bool take_params(std::string_view& params);

 private:
  const char* at_;
  const char* end_;
};

}  // namespace sip::scan
