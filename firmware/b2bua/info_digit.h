// A key that is pressed, in an INFO: application/dtmf-relay (Signal=5, Duration=160) and
// application/dtmf (5), as phones have it since before RFC 6086. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "firmware/sip/message/message.h"

namespace b2bua {

inline constexpr std::string_view kDtmfRelay = "application/dtmf-relay";

// One of 0-9 * # A-D; nothing for an INFO about anything else.
std::optional<char> digit_of(const sip::Message& info);

std::string print_digit(char digit);  // the body, of kDtmfRelay

}  // namespace b2bua
