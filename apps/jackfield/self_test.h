// `jackfield self-test`: whether this installation works as a whole: a test phone registers, calls
// the echo test and hears itself, and a browser's request finds the page. From outside, by the very
// doors that others use; the running switchboard lends a line for it (test_line.h).
#pragma once

#include "apps/jackfield/command_line.h"
#include "apps/jackfield/console.h"

namespace jackfield {

// The exit code; each step is printed as it ends.
int self_test(const SelfTestOptions& options, Console& console);

}  // namespace jackfield
