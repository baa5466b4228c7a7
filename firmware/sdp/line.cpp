#include "firmware/sdp/line.h"

#include "firmware/base/ascii.h"

namespace sdp {

Attribute attribute_of(std::string_view value) {
  const auto colon = value.find(':');
  if (colon == std::string_view::npos) return {base::trim(value), {}};
  return {value.substr(0, colon), base::trim(value.substr(colon + 1))};
}

Attribute attribute_of(const Line& line) {
  return line.type == 'a' ? attribute_of(std::string_view(line.value)) : Attribute{};
}

const Line* find(const Lines& lines, char type) {
  for (const Line& line : lines) {
    if (line.type == type) return &line;
  }
  return nullptr;
}

std::optional<std::string_view> attribute(const Lines& lines, std::string_view name) {
  for (const Line& line : lines) {
    const Attribute attribute = attribute_of(line);
    if (attribute.name == name) return attribute.value;
  }
  return std::nullopt;
}

bool has_attribute(const Lines& lines, std::string_view name) {
  return attribute(lines, name).has_value();
}

std::string_view take_word(std::string_view& text) {
  text = base::trim(text);
  std::size_t end = 0;
  while (end < text.size() && !base::is_space(text[end])) ++end;
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

}  // namespace sdp
