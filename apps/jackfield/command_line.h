// The command line of jackfield: one program with subcommands (docs/command-line.md). `serve` and
// `self-test` are handed on; every other command is put to Administration, in the running
// switchboard when one runs, else here on the store itself.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "apps/jackfield/console.h"

namespace jackfield {

struct ServeOptions {
  std::string data_folder;
  std::vector<std::string> sip;      // "ADDRESS:PORT" each; empty: port 5060 on every address
  std::vector<std::string> domains;  // beside those of the settings
  // The page, "ADDRESS:PORT" each, or "none"; empty: ports 8443 and 8080 of every address.
  std::vector<std::string> https;
  std::vector<std::string> http;  // leads to https
  std::string steward;            // the folder of the board's steward, where there is one
  bool first_visit_code = false;  // the first to open the page must know it
  std::string user;               // whom root becomes first of all; "": nobody else
};

struct SelfTestOptions {
  std::string data_folder;
  bool json = false;
};

// What is no matter of Administration; each returns the exit code.
struct Programs {
  std::function<int(const ServeOptions&)> serve;
  std::function<int(const SelfTestOptions&)> self_test;
};

// Returns the exit code of the process.
int command_line(int count, const char* const* words, Console& console, const Programs& programs);

}  // namespace jackfield
