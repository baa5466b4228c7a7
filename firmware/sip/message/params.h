// Semicolon parameters of a header value or URI: ;name=value;flag;name="quoted".
#pragma once

#include <optional>
#include <string_view>

namespace sip {

class Params {
 public:
  Params() = default;
  // `text` starts at the first ';' (or is empty) and has been checked by whoever found its end.
  explicit Params(std::string_view text) : text_(text) {}

  std::string_view text() const { return text_; }
  bool empty() const { return text_.empty(); }

  // Name compares case-insensitively. A flag's value is "". Quotes are taken off, escapes stay.
  std::optional<std::string_view> find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name).has_value(); }

  // Takes the first parameter off the front; false at the end.
  bool next(std::string_view& name, std::string_view& value);

 private:
  std::string_view text_;
};

}  // namespace sip
