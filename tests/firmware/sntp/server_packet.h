// What a time server sends (RFC 5905 section 7.3), put together here from the RFC alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "firmware/sntp/packet.h"

namespace sntp_test {

inline void put(std::string& packet, std::size_t at, std::uint64_t value) {
  for (std::size_t i = 0; i < 8; ++i) {
    packet[at + i] = static_cast<char>(value >> (56 - 8 * i) & 0xff);
  }
}

inline std::uint64_t timestamp(sntp::Time time) {
  const auto micros = time.time_since_epoch().count() + 2'208'988'800LL * 1'000'000;
  const auto seconds = static_cast<std::uint64_t>(micros / 1'000'000);
  const auto rest = static_cast<std::uint64_t>(micros % 1'000'000);
  return seconds << 32 | ((rest << 32) + 999'999) / 1'000'000;
}

// Of a server of stratum 2.
inline std::string answer(std::uint64_t cookie, const sntp::Reply& times) {
  std::string packet(48, '\0');
  packet[0] = 0x24;  // version 4, server
  packet[1] = 2;
  put(packet, 24, cookie);
  put(packet, 32, timestamp(times.received));
  put(packet, 40, timestamp(times.sent));
  return packet;
}

inline std::string kiss(std::uint64_t cookie, std::string_view code) {
  std::string packet = answer(cookie, {});
  packet[1] = 0;
  return packet.replace(12, 4, code);
}

inline std::uint64_t cookie_of(std::string_view question) {
  std::uint64_t cookie = 0;
  for (const char c : question.substr(40, 8)) {
    cookie = cookie << 8 | static_cast<unsigned char>(c);
  }
  return cookie;
}

}  // namespace sntp_test
