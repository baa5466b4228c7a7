// Multicast DNS as it is on the wire, written and read here from RFC 1035 and RFC 6762 alone, so
// that a fault our own parser and printer share cannot hide. What is read becomes lines of text:
//   response            ? jackfield.local ANY QU          ! jackfield.local A 10.0.0.1 120 flush
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/net/address.h"

namespace mdns_test {

inline std::string u16(unsigned number) {
  return {static_cast<char>(number >> 8), static_cast<char>(number & 0xff)};
}

inline std::string name(std::string_view dotted) {
  std::string octets;
  while (!dotted.empty()) {
    const std::size_t dot = std::min(dotted.find('.'), dotted.size());
    octets += static_cast<char>(dot);
    octets += dotted.substr(0, dot);
    dotted.remove_prefix(std::min(dot + 1, dotted.size()));
  }
  return octets + '\0';
}

inline const std::map<std::string, unsigned, std::less<>>& types() {
  static const std::map<std::string, unsigned, std::less<>> kTypes = {
      {"A", 1}, {"PTR", 12}, {"TXT", 16}, {"AAAA", 28}, {"SRV", 33}, {"NSEC", 47}, {"ANY", 255}};
  return kTypes;
}

struct Said {
  unsigned id = 0;
  unsigned flags = 0;
  std::vector<std::string> questions{}, answers{}, authorities{}, additionals{};
};

inline std::string octets_of(const Said& said) {
  std::string octets = u16(said.id) + u16(said.flags);
  for (const auto* part : {&said.questions, &said.answers, &said.authorities, &said.additionals}) {
    octets += u16(static_cast<unsigned>(part->size()));
  }
  for (const auto* part : {&said.questions, &said.answers, &said.authorities, &said.additionals}) {
    for (const std::string& one : *part) octets += one;
  }
  return octets;
}

inline std::string ask(std::string_view dotted, std::string_view type, bool unicast = false) {
  return name(dotted) + u16(types().find(type)->second) + u16(unicast ? 0x8001 : 1);
}

inline std::string record(std::string_view dotted, std::string_view type, unsigned ttl,
                          const std::string& content, bool flush = true) {
  return name(dotted) + u16(types().find(type)->second) + u16(flush ? 0x8001 : 1) + u16(ttl >> 16) +
         u16(ttl & 0xffff) + u16(static_cast<unsigned>(content.size())) + content;
}

inline std::string address(std::string_view text) {
  const net::IpAddress parsed = *net::IpAddress::parse(text);
  const auto octets = parsed.octets();
  return {octets.begin(), octets.end()};
}

inline constexpr unsigned kResponse = 0x8400;
inline constexpr unsigned kTruncated = 0x0200;

inline std::string query(std::string_view dotted, std::string_view type, bool unicast = false) {
  return octets_of({.questions = {ask(dotted, type, unicast)}});
}

class Ear {
 public:
  explicit Ear(std::string_view octets) : octets_(octets) {}

  std::vector<std::string> lines() {
    const unsigned id = number();
    const unsigned flags = number();
    std::vector<std::string> lines = {(flags & 0x8000) != 0 ? "response" : "query"};
    if (id != 0) lines[0] += " " + std::to_string(id);
    const unsigned counts[] = {number(), number(), number(), number()};
    const char* const marks[] = {"? ", "! ", "~ ", "+ "};
    for (std::size_t section = 0; section < 4; ++section) {
      for (unsigned i = 0; i < counts[section]; ++i) {
        lines.push_back(marks[section] + (section == 0 ? question() : one_record()));
      }
    }
    if (at_ != octets_.size()) lines.emplace_back("and more");
    return lines;
  }

 private:
  unsigned octet() { return static_cast<unsigned char>(octets_.at(at_++)); }
  unsigned number() {
    const unsigned high = octet();
    return high << 8 | octet();
  }
  std::string name() {
    std::string text;
    for (unsigned length = octet(); length != 0; length = octet()) {
      if (!text.empty()) text += '.';
      if (length >= 0xc0) {
        const std::size_t target = (length & 0x3f) << 8 | octet();
        const std::size_t back = at_;
        at_ = target;
        text += name();
        at_ = back;
        return text;
      }
      for (unsigned i = 0; i < length; ++i) text += static_cast<char>(octet());
    }
    return text;
  }
  static std::string type_name(unsigned number) {
    for (const auto& [text, code] : types()) {
      if (code == number) return text;
    }
    return std::to_string(number);
  }
  std::string question() {
    std::string text = name() + " ";
    text += type_name(number());
    return text + ((number() & 0x8000) != 0 ? " QU" : "");
  }
  std::string one_record() {
    std::string text = name() + " ";
    const unsigned type = number();
    const bool flush = (number() & 0x8000) != 0;
    const unsigned ttl = number() << 16 | number();
    text += type_name(type) + " " + content(type, number());
    return text + " " + std::to_string(ttl) + (flush ? " flush" : "");
  }
  std::string content(unsigned type, unsigned length) {
    const std::size_t end = at_ + length;
    std::string text;
    if (type == 1) text = net::to_string(net::IpAddress::v4(number() << 16 | number()));
    if (type == 28) {
      std::array<std::uint8_t, 16> octets{};
      for (std::uint8_t& one : octets) one = static_cast<std::uint8_t>(octet());
      text = net::to_string(net::IpAddress::v6(octets));
    }
    if (type == 12) text = name();
    if (type == 33) {
      number();
      number();
      const unsigned port = number();
      text = name() + ":" + std::to_string(port);
    }
    if (type == 47) text = existing();
    if (type == 16) text = "\"" + std::string(octets_.substr(at_ + 1, length - 1)) + "\"";
    at_ = end;
    return text;
  }
  std::string existing() {
    name();
    const unsigned window = octet();
    const unsigned size = octet();
    std::string text = "has";
    for (unsigned i = 0; i < size; ++i) {
      const unsigned bits = octet();
      for (unsigned bit = 0; bit < 8; ++bit) {
        if ((bits & 0x80u >> bit) != 0) text += " " + type_name(window * 256 + i * 8 + bit);
      }
    }
    return text;
  }

  std::string_view octets_;
  std::size_t at_ = 0;
};

inline std::vector<std::string> heard(std::string_view octets) {
  return Ear(octets).lines();
}

}  // namespace mdns_test
