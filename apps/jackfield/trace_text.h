// A SIP message as a line of the trace, for people.
#pragma once

#include <string>

#include "apps/jackfield/live_office.h"

namespace jackfield {

// {"at":…,"direction":"sent","flow":…,"call_id":…,"text":…}, its credentials masked, one line.
std::string to_line(const TracedMessage& message);

}  // namespace jackfield
