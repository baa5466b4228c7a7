// One line of a session description, and what is asked of the lines of one level (RFC 8866 section
// 5). A line keeps its octets as they came, so that what nobody understands travels unharmed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sdp {

struct Line {
  char type = 'a';
  std::string value;  // what follows "=", without the line end; blanks at its end are kept

  friend bool operator==(const Line&, const Line&) = default;
};

// The lines of the session level, or of one media description, in their order.
using Lines = std::vector<Line>;

// The two parts of an "a=" value (RFC 8866 section 5.13). Points into the value.
struct Attribute {
  std::string_view name;   // case-sensitive
  std::string_view value;  // trimmed; "" for a property such as "sendonly"
};
Attribute attribute_of(std::string_view value);

// The attribute of an "a=" line; an empty name for any other line.
Attribute attribute_of(const Line& line);

// The first line of this type; null when absent. Points into `lines`.
const Line* find(const Lines& lines, char type);

// The value of the first attribute of this name; nothing when absent. Points into `lines`.
std::optional<std::string_view> attribute(const Lines& lines, std::string_view name);
bool has_attribute(const Lines& lines, std::string_view name);

// Cuts the first word off the front of `text`: "" when only blanks are left.
std::string_view take_word(std::string_view& text);

}  // namespace sdp
