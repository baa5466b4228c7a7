// A tiny name server on loopback UDP that behaves: answers from its table, NXDOMAIN for the rest,
// and can be told to fail or to be silent.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "firmware/net/network.h"

namespace net {

class NameServer : public UdpUser {
 public:
  static constexpr std::uint16_t kA = 1, kCname = 5, kAaaa = 28, kSrv = 33, kNaptr = 35;
  enum class Mood { answers, fails, is_silent };

  NameServer(Network& network, const Endpoint& local) : socket_(*network.bind_udp(local, *this)) {}

  Endpoint endpoint() const { return socket_->local(); }
  // `data` is the record's RDATA, and stands in the answer to a question for `type`.
  void add(const std::string& name, std::uint16_t type, std::uint32_t ttl, std::string data) {
    add_as(name, type, name, type, ttl, std::move(data));
  }
  // A record of another name or type that belongs into that answer (CNAME and what it leads to).
  void add_as(const std::string& question, std::uint16_t asked, const std::string& name,
              std::uint16_t type, std::uint32_t ttl, std::string data) {
    records_[{question, asked}].push_back(head(name, type, ttl) + data_with_size(data));
  }

  static std::string name_of(const std::string& dotted) {
    std::string labels;
    for (std::size_t at = 0; at < dotted.size();) {
      const std::size_t dot = std::min(dotted.find('.', at), dotted.size());
      labels += static_cast<char>(dot - at) + dotted.substr(at, dot - at);
      at = dot + 1;
    }
    return labels + '\0';
  }
  static std::string u16(unsigned value) {
    return {static_cast<char>(value >> 8), static_cast<char>(value)};
  }
  static std::string text(const std::string& characters) {
    return static_cast<char>(characters.size()) + characters;
  }

  void on_datagram(std::string_view query, const Endpoint& from) override {
    ++questions;
    if (mood == Mood::is_silent) return;
    std::string name;
    std::size_t at = 12;
    while (at < query.size() && query[at] != 0) {
      const auto size = static_cast<std::size_t>(query[at]);
      if (!name.empty()) name += '.';
      name += query.substr(at + 1, size);
      at += size + 1;
    }
    const auto type = static_cast<std::uint16_t>(static_cast<unsigned char>(query[at + 1]) << 8 |
                                                 static_cast<unsigned char>(query[at + 2]));
    const auto found = records_.find({name, type});
    const std::size_t count = found == records_.end() ? 0 : found->second.size();
    const unsigned code = mood == Mood::fails ? 2 : count == 0 ? 3 : 0;
    std::string reply(query.substr(0, 2));
    reply += u16(0x8180 | code) + u16(1) + u16(static_cast<unsigned>(count)) + u16(0) + u16(0);
    reply += query.substr(12, at + 5 - 12);
    if (count > 0) {
      for (const std::string& record : found->second) reply += record;
    }
    socket_->send(from, reply);
  }
  void on_unreachable(const Endpoint&) override {}

  Mood mood = Mood::answers;
  int questions = 0;

 private:
  static std::string head(const std::string& name, std::uint16_t type, std::uint32_t ttl) {
    return name_of(name) + u16(type) + u16(1) + u16(ttl >> 16) + u16(ttl & 0xffff);
  }
  static std::string data_with_size(const std::string& data) {
    return u16(static_cast<unsigned>(data.size())) + data;
  }

  std::map<std::pair<std::string, std::uint16_t>, std::vector<std::string>> records_;
  std::unique_ptr<UdpSocket> socket_;
};

}  // namespace net
