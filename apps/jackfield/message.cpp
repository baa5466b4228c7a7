#include "apps/jackfield/message.h"

namespace jackfield {

std::string fill(std::string_view text, const std::vector<std::string>& values) {
  std::string filled;
  for (const std::string& value : values) {
    const std::size_t place = text.find("{}");
    if (place == std::string_view::npos) break;
    filled += text.substr(0, place);
    filled += value;
    text.remove_prefix(place + 2);
  }
  filled += text;
  return filled;
}

}  // namespace jackfield
