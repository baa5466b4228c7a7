#include "firmware/mdns/outgoing.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace mdns {

namespace {

constexpr std::uint16_t kTopOfClass = 0x8000;
constexpr std::uint16_t kPointerBits = 0xc000;
constexpr std::uint16_t kResponse = 0x8400;  // QR and AA
constexpr unsigned kTruncatedBit = 0x02;     // in the flags' first octet

std::uint16_t class_of(std::uint16_t code, bool top_bit) {
  return static_cast<std::uint16_t>(code | (top_bit ? kTopOfClass : 0u));
}

// Before the name in the RDATA of our types; nothing where none stands.
std::optional<std::size_t> octets_before_name(std::uint16_t type) {
  if (type == type::ptr || type == type::nsec) return 0;
  if (type == type::srv) return 6;
  return std::nullopt;
}

}  // namespace

Outgoing::Outgoing(Kind kind, std::uint16_t id) : kind_(kind) {
  put(id);
  put(kind == Kind::query ? std::uint16_t{0} : kResponse);
  octets_.resize(kHeader);
}

void Outgoing::put(std::uint16_t number) {
  octets_ += static_cast<char>(number >> 8);
  octets_ += static_cast<char>(number & 0xff);
}

void Outgoing::put(const Name& name) {
  std::string_view rest = name.labels();
  while (!rest.empty()) {
    const auto known = std::find_if(places_.begin(), places_.end(),
                                    [&](const auto& place) { return place.first == rest; });
    if (known != places_.end()) {
      return put(static_cast<std::uint16_t>(kPointerBits | known->second));
    }
    places_.emplace_back(rest, static_cast<std::uint16_t>(octets_.size()));
    const std::size_t label = 1 + static_cast<unsigned char>(rest.front());
    octets_ += rest.substr(0, label);
    rest.remove_prefix(label);
  }
  octets_ += '\0';
}

void Outgoing::put_content(const Record& record) {
  const std::size_t begin = octets_.size();
  put(std::uint16_t{0});  // the length, which is not known yet
  const auto before = octets_before_name(record.type);
  std::size_t at = before.value_or(0);
  const auto name = before ? Name::read(record.content, at) : std::nullopt;
  if (!name || (record.type == type::srv && kind_ == Kind::legacy)) {
    octets_ += record.content;
  } else {
    octets_ += record.content.substr(0, *before);
    put(*name);
    octets_ += record.content.substr(at);
  }
  const std::size_t length = octets_.size() - begin - 2;
  octets_[begin] = static_cast<char>(length >> 8);
  octets_[begin + 1] = static_cast<char>(length & 0xff);
}

void Outgoing::mark_truncated() {
  octets_[2] = static_cast<char>(static_cast<unsigned char>(octets_[2]) | kTruncatedBit);
}

bool Outgoing::keep_or_undo(std::size_t begin, Section section) {
  if (octets_.size() > (kind_ == Kind::legacy ? kMaxLegacy : kMaxOutgoing)) {
    octets_.resize(begin);
    std::erase_if(places_, [begin](const auto& place) { return place.second >= begin; });
    return false;
  }
  const auto index = static_cast<std::size_t>(section);
  const std::uint16_t count = ++counts_[index];
  octets_[4 + 2 * index] = static_cast<char>(count >> 8);
  octets_[5 + 2 * index] = static_cast<char>(count & 0xff);
  return true;
}

bool Outgoing::add(const Question& question) {
  const std::size_t begin = octets_.size();
  put(question.name);
  put(question.type);
  put(class_of(question.class_code, question.wants_unicast));
  return keep_or_undo(begin, Section::question);
}

bool Outgoing::add(Section section, const Record& record) {
  const std::size_t begin = octets_.size();
  put(record.name);
  put(record.type);
  put(class_of(record.class_code, record.is_unique));
  put(static_cast<std::uint16_t>(record.ttl >> 16));
  put(static_cast<std::uint16_t>(record.ttl & 0xffff));
  put_content(record);
  return keep_or_undo(begin, section);
}

}  // namespace mdns
