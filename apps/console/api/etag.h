// ETags (RFC 9110 section 8.8.3): a thing's is the digest of its JSON as a command shows it, so
// that whoever changes it later can say which one he has seen. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace console {

// Without quotes: 32 hexadecimal digits.
std::string etag_of(std::string_view shown);

std::string in_quotes(std::string_view etag);

// What a field If-Match expects: its strong tags without quotes, with commas between. Nothing when
// it expects no particular one ("" and "*").
std::optional<std::string> expected_by(std::string_view if_match);

}  // namespace console
