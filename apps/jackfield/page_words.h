// What commands say where it is read on the page: the command line's sentences speak of its own
// commands and options, which nobody at a browser can type. Any thread.
#pragma once

#include <string_view>

#include "apps/console/api/sentences.h"

namespace jackfield {

// The page's own words for a sentence of a command, with as many {} or fewer, if it has any; else
// the sentence and its Chinese.
console::Fault on_page(std::string_view text, const std::vector<std::string>& values);

}  // namespace jackfield
