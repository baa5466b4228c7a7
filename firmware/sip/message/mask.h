// SIP messages as people may see them: what a password could be guessed from is masked. Pure.
#pragma once

#include <string>
#include <string_view>

namespace sip {

// The message with the digests of Authorization, Proxy-Authorization and (Proxy-)
// Authentication-Info, and passwords in URIs of the header, replaced by ***. The rest is untouched.
std::string mask_credentials(std::string_view message);

}  // namespace sip
