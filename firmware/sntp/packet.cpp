#include "firmware/sntp/packet.h"

namespace sntp {

namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

// Where things are in a packet.
constexpr std::size_t kStratum = 1;
constexpr std::size_t kReferenceId = 12;
constexpr std::size_t kOriginate = 24;
constexpr std::size_t kReceive = 32;
constexpr std::size_t kTransmit = 40;

constexpr unsigned kVersion = 4;
constexpr unsigned kClient = 3;
constexpr unsigned kServer = 4;
constexpr unsigned kAlarm = 3;  // of the leap indicator
constexpr unsigned kMaxStratum = 15;

unsigned octet(std::string_view octets, std::size_t at) {
  return static_cast<unsigned char>(octets[at]);
}

std::uint64_t number(std::string_view octets, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = at; i < at + 8; ++i) value = value << 8 | octet(octets, i);
  return value;
}

Time time_of(std::uint64_t timestamp) {
  constexpr seconds kFrom1900{2'208'988'800};
  constexpr seconds kEra{std::int64_t{1} << 32};
  const seconds whole{static_cast<std::int64_t>(timestamp >> 32)};
  const auto fraction = static_cast<std::int64_t>((timestamp & 0xffff'ffff) * 1'000'000 >> 32);
  const bool is_before_1968 = (timestamp >> 63) == 0;
  return Time(whole - kFrom1900 + (is_before_1968 ? kEra : seconds(0)) + microseconds(fraction));
}

}  // namespace

std::string_view to_string(Error error) {
  switch (error) {
    case Error::not_an_answer:
      return "no answer to what was asked";
    case Error::unsynchronised:
      return "the server does not know the time itself";
    case Error::refused:
      return "the server does not answer us";
    case Error::too_often:
      break;
  }
  return "the server was asked too often";
}

std::string print_question(std::uint64_t cookie) {
  std::string packet(kPacketSize, '\0');
  packet[0] = static_cast<char>(kVersion << 3 | kClient);
  for (std::size_t i = 0; i < 8; ++i) {
    packet[kTransmit + i] = static_cast<char>(cookie >> (56 - 8 * i) & 0xff);
  }
  return packet;
}

base::Result<Reply, Error> parse_reply(std::string_view octets, std::uint64_t cookie) {
  if (octets.size() < kPacketSize) return Error::not_an_answer;
  const unsigned leap = octet(octets, 0) >> 6;
  const unsigned version = octet(octets, 0) >> 3 & 7;
  const unsigned mode = octet(octets, 0) & 7;
  if (mode != kServer || version < 3 || version > kVersion) return Error::not_an_answer;
  if (number(octets, kOriginate) != cookie) return Error::not_an_answer;
  const unsigned stratum = octet(octets, kStratum);
  if (stratum == 0) {
    const std::string_view kiss = octets.substr(kReferenceId, 4);
    if (kiss == "DENY" || kiss == "RSTR") return Error::refused;
    return kiss == "RATE" ? Error::too_often : Error::unsynchronised;
  }
  const std::uint64_t received = number(octets, kReceive);
  const std::uint64_t sent = number(octets, kTransmit);
  if (leap == kAlarm || stratum > kMaxStratum || received == 0 || sent == 0) {
    return Error::unsynchronised;
  }
  return Reply{time_of(received), time_of(sent)};
}

}  // namespace sntp
