// Just enough DER (X.690) to write a subjectAltName (RFC 5280 section 4.2.1.6), which mbedTLS 2.28
// cannot. Private to this folder.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace crypto {

// Tag, length and content. At most 65,535 octets.
std::string der(unsigned char tag, std::string_view content);

// GeneralNames of host names and IP addresses; "" when one is neither.
std::string general_names(std::span<const std::string> names);

// "192.0.2.1" or "2001:db8::1" as four or sixteen octets; "" when it is no address.
std::string address_octets(std::string_view text);

}  // namespace crypto
