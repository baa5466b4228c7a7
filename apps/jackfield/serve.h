// `jackfield serve`: the running switchboard. The one place that starts threads: the signalling
// loop is the caller's, the store writer has its own.
#pragma once

#include <iosfwd>

#include "apps/jackfield/command_line.h"

namespace jackfield {

// Until SIGINT or SIGTERM. The exit code; what went wrong is said on `errors`.
int serve(const ServeOptions& options, std::ostream& errors);

}  // namespace jackfield
