// The description of the API, openapi.yaml, as the build writes it into the program.
#pragma once

#include <string_view>

namespace console {

extern const std::string_view kOpenapi;

}  // namespace console
