// Message digests and HMAC, over mbedTLS. Pure functions; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace crypto {

using Md5 = std::array<std::uint8_t, 16>;
using Sha256 = std::array<std::uint8_t, 32>;

// The digest of the concatenation of all parts.
Md5 md5(std::initializer_list<std::string_view> parts);        // RFC 1321
Sha256 sha256(std::initializer_list<std::string_view> parts);  // FIPS 180-4

// SHA-256 of what comes in pieces.
class RunningSha256 {
 public:
  RunningSha256();
  ~RunningSha256();
  RunningSha256(RunningSha256&&) noexcept;
  RunningSha256& operator=(RunningSha256&&) noexcept;

  void add(std::string_view octets);
  Sha256 finish();  // once, after the last piece

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// HMAC with SHA-256 (RFC 2104) under one key, whose two blocks are digested only once.
class HmacSha256 {
 public:
  explicit HmacSha256(std::string_view key);
  ~HmacSha256();
  HmacSha256(HmacSha256&&) noexcept;
  HmacSha256& operator=(HmacSha256&&) noexcept;

  // The code over the concatenation of all parts.
  Sha256 operator()(std::initializer_list<std::string_view> parts) const;

 private:
  struct States;
  std::unique_ptr<States> states_;
};

// Takes the same time wherever the first difference stands. False on different lengths.
bool equal_in_constant_time(std::string_view a, std::string_view b);

template <class Octets>
std::string_view as_view(const Octets& octets) {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

}  // namespace crypto
