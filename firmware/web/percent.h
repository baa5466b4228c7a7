// Percent-encoding in a request's target (RFC 3986 section 2.1).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace web {

// Nothing when a % is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text);

// name=value&…, with + for a blank as forms write it; what is encoded wrongly stays as it is.
std::map<std::string, std::string> query_of(std::string_view text);

}  // namespace web
