// `jackfield install-update`: writes an update to the slot that does not run. What the board's
// sbin/steward calls, as root, and nobody else (docs/command-line.md).
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

#include "apps/jackfield/exit_code.h"

namespace jackfield {

struct InstallOptions {
  std::string from;     // the update: a file, or a FIFO, whose writer may still be on his way
  std::string into;     // the slot's partition
  std::string release;  // file: what runs
  std::string key;      // file: PEM of the public key
  std::uint64_t data_schema = 0;
  int patience = 30;  // seconds without anything new
};

// Prints why the update is refused, in one line of English.
ExitCode install_update(const InstallOptions& options, std::ostream& out);

}  // namespace jackfield
