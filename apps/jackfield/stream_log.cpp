#include "apps/jackfield/stream_log.h"

#include <cstdio>
#include <string>

namespace jackfield {

void StreamLog::write(base::Severity severity, std::string_view part, std::string_view event,
                      std::initializer_list<base::LogField> fields) {
  if (severity < least_) return;
  const std::string line =
      std::string(base::to_string(severity)) + " " + base::format_line(part, event, fields) + "\n";
  const std::lock_guard lock(mutex_);
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace jackfield
