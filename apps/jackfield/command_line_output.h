// How the outcome of a command is shown: as tables and sentences, JSON or CSV.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apps/jackfield/command_line_options.h"
#include "apps/jackfield/console.h"
#include "apps/jackfield/request.h"

namespace jackfield {

// In the language of the console.
std::string say(const Console& console, std::string_view text,
                const std::vector<std::string>& values = {});

// Errors to console.err, anything else to console.out.
void print(const Invocation& invocation, const Outcome& outcome, Console& console);

// The configuration as it is written to a file.
std::string pretty(std::string_view json);

// One line of a trace; false when it is none.
bool print_traced(std::string_view line, Invocation::Form form, Console& console);

}  // namespace jackfield
