// SIP messages as people may see them: what a password could be guessed from is masked.
#pragma once

#include <string>
#include <string_view>

#include "apps/jackfield/live_office.h"

namespace jackfield {

// The message with the digests of Authorization, Proxy-Authorization and (Proxy-)
// Authentication-Info, and passwords in URIs of the header, replaced by ***. The rest is untouched.
std::string mask_credentials(std::string_view message);

// {"at":…,"direction":"sent","flow":…,"call_id":…,"text":…}, masked, one line.
std::string to_line(const TracedMessage& message);

}  // namespace jackfield
