// Events with fields. A Log is handed down by reference; no global. What is secret never becomes a
// field: Secret prints ***.
//
//   log.info("registrar", "bound", {{"aor", "101"}, {"contact", contact}});
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace base {

enum class Severity : std::uint8_t { debug, info, warning, error };

std::string_view to_string(Severity severity);

struct LogField {
  std::string_view key;
  std::string value;
};

class Log {
 public:
  virtual ~Log() = default;

  // Thread-safe in every implementation that more than one thread is given.
  virtual void write(Severity severity, std::string_view part, std::string_view event,
                     std::initializer_list<LogField> fields) = 0;

  void debug(std::string_view part, std::string_view event,
             std::initializer_list<LogField> fields = {}) {
    write(Severity::debug, part, event, fields);
  }
  void info(std::string_view part, std::string_view event,
            std::initializer_list<LogField> fields = {}) {
    write(Severity::info, part, event, fields);
  }
  void warning(std::string_view part, std::string_view event,
               std::initializer_list<LogField> fields = {}) {
    write(Severity::warning, part, event, fields);
  }
  void error(std::string_view part, std::string_view event,
             std::initializer_list<LogField> fields = {}) {
    write(Severity::error, part, event, fields);
  }
};

// One line: `part event key=value key="value with spaces"`, control characters escaped.
std::string format_line(std::string_view part, std::string_view event,
                        std::initializer_list<LogField> fields);

// Text that must not be shown: a password, a token. Printing gives ***.
class Secret {
 public:
  explicit Secret(std::string text) : text_(std::move(text)) {}
  const std::string& reveal() const { return text_; }
  friend std::string to_string(const Secret&) { return "***"; }

 private:
  std::string text_;
};

}  // namespace base
