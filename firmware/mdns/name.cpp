#include "firmware/mdns/name.h"

#include <algorithm>

#include "firmware/base/ascii.h"
#include "firmware/base/assert.h"

namespace mdns {

namespace {

constexpr unsigned kPointer = 0xc0;

unsigned octet(std::string_view octets, std::size_t at) {
  return static_cast<unsigned char>(octets[at]);
}

}  // namespace

bool is_host_label(std::string_view text) {
  return !text.empty() && text.size() <= kMaxLabel && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return base::is_alpha(c) || base::is_digit(c) || c == '-'; });
}

Name::Name(std::initializer_list<std::string_view> labels) {
  for (const std::string_view label : labels) {
    const bool fits = append(label);
    ASSERT(fits);
  }
}

Name::Name(const std::vector<std::string>& labels) {
  for (const std::string& label : labels) {
    const bool fits = append(label);
    ASSERT(fits);
  }
}

bool Name::append(std::string_view label) {
  if (label.empty() || label.size() > kMaxLabel) return false;
  if (labels_.size() + label.size() + 2 > kMaxName) return false;
  labels_ += static_cast<char>(label.size());
  labels_ += label;
  return true;
}

std::optional<Name> Name::read(std::string_view message, std::size_t& at) {
  Name name;
  std::size_t place = at;
  std::size_t floor = at;  // a pointer leads below it, and then it is there
  bool has_jumped = false;
  while (place < message.size()) {
    const unsigned length = octet(message, place);
    if (length == 0) {
      if (!has_jumped) at = place + 1;
      return name;
    }
    if (length >= kPointer) {
      if (place + 2 > message.size()) return std::nullopt;
      const std::size_t target = (length & 0x3f) << 8 | octet(message, place + 1);
      if (target >= floor) return std::nullopt;
      if (!has_jumped) at = place + 2;
      has_jumped = true;
      place = floor = target;
      continue;
    }
    if (length > kMaxLabel || place + 1 + length > message.size()) return std::nullopt;
    if (!name.append(message.substr(place + 1, length))) return std::nullopt;
    place += 1 + length;
  }
  return std::nullopt;
}

// A length is below any letter, so it is compared as it is.
bool operator==(const Name& a, const Name& b) {
  return base::iequals(a.labels_, b.labels_);
}

std::string to_string(const Name& name) {
  std::string text;
  std::string_view rest = name.labels();
  while (!rest.empty()) {
    const std::size_t length = octet(rest, 0);
    if (!text.empty()) text += '.';
    text += rest.substr(1, length);
    rest.remove_prefix(1 + length);
  }
  return text;
}

}  // namespace mdns
