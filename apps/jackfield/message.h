// Message: a sentence for people with its values apart, so that it can be said in another language
// where it is shown. {} stands for the next value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jackfield {

struct Message {
  std::string text;
  std::vector<std::string> values;
  std::string field{};  // the argument of the command that is faulty; "" when none can be named
  friend bool operator==(const Message&, const Message&) = default;
};

// The sentence with its values in place; `text` may be a translation of message.text.
std::string fill(std::string_view text, const std::vector<std::string>& values);

}  // namespace jackfield
