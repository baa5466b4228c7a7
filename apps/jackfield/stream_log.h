// base::Log as lines on standard error, for a terminal or the system's journal. Any thread.
#pragma once

#include <initializer_list>
#include <mutex>
#include <string_view>

#include "firmware/base/log.h"

namespace jackfield {

class StreamLog final : public base::Log {
 public:
  explicit StreamLog(base::Severity least) : least_(least) {}
  void write(base::Severity severity, std::string_view part, std::string_view event,
             std::initializer_list<base::LogField> fields) override;

 private:
  const base::Severity least_;  // what is less severe is not shown
  std::mutex mutex_;            // lines stay whole
};

}  // namespace jackfield
