// What the words of a command line mean.
#pragma once

#include <optional>
#include <string>

#include "apps/jackfield/command_line.h"
#include "apps/jackfield/install_update.h"
#include "apps/jackfield/request.h"

namespace jackfield {

struct Invocation {
  enum class Form : std::uint8_t { text, json, csv };

  std::string data_folder;
  Request request;  // command "" for serve
  ServeOptions serve;
  InstallOptions install;  // for the command install-update, which is no request
  Form form = Form::text;
  bool password_from_stdin = false;
  bool sure = false;                     // of a factory reset
  bool messages = false;                 // their whole text, of calls show
  std::string file;                      // of import and export; "" or "-": the standard stream
  std::string steward = "/run/steward";  // the folder of the board's steward
};

// Nothing when the words are wrong or ask for help; `exit_code` is then what to end with, and all
// has been said.
std::optional<Invocation> parse_command_line(int count, const char* const* words,
                                             const Console& console, int& exit_code);

}  // namespace jackfield
