// What the door and the HTTP server say themselves, in the language of whoever asks. Pure.
#pragma once

#include <string>
#include <string_view>

namespace console {

// For web::Translate. What only broken programs meet stays English.
std::string in_language(std::string_view why, std::string_view accept_language);

}  // namespace console
