// jackfield update …: what the page's update does, on the board itself. It asks the board's
// steward, whether a switchboard runs or not.
#pragma once

#include "apps/jackfield/command_line_options.h"
#include "apps/jackfield/request.h"

namespace jackfield {

bool is_update_command(std::string_view command);

// Waits until it is done or refused.
Outcome carry_out_update(const Invocation& invocation);

}  // namespace jackfield
