#include "firmware/mdns/outgoing.h"

#include <algorithm>
#include <string_view>

namespace mdns {

namespace {

constexpr std::uint16_t kTopOfClass = 0x8000;
constexpr std::uint16_t kPointerBits = 0xc000;

std::uint16_t class_of(std::uint16_t code, bool top_bit) {
  return static_cast<std::uint16_t>(code | (top_bit ? kTopOfClass : 0u));
}

}  // namespace

Outgoing::Outgoing(Kind kind, std::uint16_t id) {
  put(id);
  put(static_cast<std::uint16_t>(kind));
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

bool Outgoing::keep_or_undo(std::size_t begin, Section section) {
  if (octets_.size() > kMaxOutgoing) {
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
  put(static_cast<std::uint16_t>(record.content.size()));
  octets_ += record.content;
  return keep_or_undo(begin, section);
}

}  // namespace mdns
