// What a command ends with; docs/command-line.md explains the codes to people.
#pragma once

namespace jackfield {

enum class ExitCode : int {
  ok = 0,
  failed = 1,       // the store or the system failed
  usage = 2,        // the command line is not understood
  not_found = 3,    // no such extension, rule, setting
  conflict = 4,     // it exists already
  not_running = 5,  // needs a running switchboard
  invalid = 6,      // a value is refused
  busy = 7,         // another process holds the data folder, or too much waits
  changed = 8,      // not what was expected: somebody else has changed it
};

}  // namespace jackfield
