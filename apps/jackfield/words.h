// What the command line says to people, in their language. English is the key and the fallback.
#pragma once

#include <string>
#include <string_view>

namespace jackfield {

// The Chinese sentence, with the same {} in the same order; `english` itself when there is none.
// A place before it ("Line {}: ", "{}: ") is translated apart.
std::string in_chinese(std::string_view english);

}  // namespace jackfield
