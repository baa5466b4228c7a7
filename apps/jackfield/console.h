// Console: the person or script at the command line.
#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace jackfield {

struct Console {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  std::string default_data_folder;
  bool chinese = false;
  // Asks a person for a line that is not shown; empty when no person is there.
  std::function<std::optional<std::string>(std::string_view prompt)> ask_hidden;
};

// The process's own: standard streams, terminal and environment.
Console system_console();

}  // namespace jackfield
