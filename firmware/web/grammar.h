// The small parts of HTTP's grammar (RFC 9110 section 5.6, RFC 9112 section 3.2). Pure functions.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "firmware/web/request.h"

namespace web {

bool is_token(std::string_view text);

// Whether a comma-separated list, in one field or several, has `token`, whatever its case.
bool lists_token(const std::vector<Field>& fields, std::string_view name, std::string_view token);

// Origin-form alone: begins with /, percent-escapes are whole, and the path can be understood in
// one way only: no . or .. segments, no escaped slash, backslash, NUL or control character.
bool is_sound_target(std::string_view target);

// Of `uri-host [":" port]` the host, IPv6 in brackets; nothing when it is not that.
std::optional<std::string_view> host_of(std::string_view host_and_port);

}  // namespace web
