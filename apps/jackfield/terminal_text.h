// Text as a terminal shows it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace jackfield {

// Columns a text takes: UTF-8's leading octets count, East Asian ones for two.
std::size_t width_of(std::string_view text);

// What a phone or a person wrote must not command the terminal.
std::string visible(std::string_view text);

}  // namespace jackfield
