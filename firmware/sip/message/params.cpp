#include "firmware/sip/message/params.h"

#include "firmware/base/ascii.h"
#include "firmware/sip/message/scan.h"

namespace sip {

bool Params::next(std::string_view& name, std::string_view& value) {
  scan::Cursor cursor(text_);
  while (cursor.skip_space() || cursor.skip(';')) {
  }
  const char* const begin = cursor.at();
  while (!cursor.at_end() && cursor.peek() != ';' && cursor.peek() != '=' &&
         !scan::is(cursor.peek(), scan::kSpace)) {
    cursor.advance(1);
  }
  name = {begin, static_cast<std::size_t>(cursor.at() - begin)};
  value = name.substr(name.size());
  cursor.skip_space();
  if (cursor.skip('=')) {
    cursor.skip_space();
    const char* const value_begin = cursor.at();
    if (cursor.peek() == '"') value = cursor.take_quoted();
    const std::size_t size = std::min(cursor.rest().find(';'), cursor.rest().size());
    cursor.advance(size);
    if (*value_begin != '"') value = base::trim({value_begin, size});
  }
  text_ = cursor.rest();
  return !name.empty();
}

std::optional<std::string_view> Params::find(std::string_view name) const {
  Params rest = *this;
  std::string_view candidate, value;
  while (rest.next(candidate, value)) {
    if (base::iequals(candidate, name)) return value;
  }
  return std::nullopt;
}

}  // namespace sip
