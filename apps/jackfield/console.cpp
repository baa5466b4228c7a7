#include "apps/jackfield/console.h"

#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace jackfield {

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

// As POSIX orders them.
bool speaks_chinese() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string locale = environment(name);
    if (!locale.empty()) return locale.starts_with("zh");
  }
  return false;
}

std::optional<std::string> ask_hidden(std::string_view prompt) {
  termios shown{};
  if (tcgetattr(STDIN_FILENO, &shown) != 0) return std::nullopt;
  termios hidden = shown;
  hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  std::cerr << prompt << std::flush;
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  std::string line;
  const bool read = static_cast<bool>(std::getline(std::cin, line));
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
  std::cerr << '\n';
  if (!read) return std::nullopt;
  return line;
}

}  // namespace

Console system_console() {
  const std::string folder = environment("JACKFIELD_DATA");
  Console console{std::cin,         std::cout, std::cerr, folder.empty() ? "data" : folder,
                  speaks_chinese(), {}};
  if (isatty(STDIN_FILENO) == 1) console.ask_hidden = ask_hidden;
  return console;
}

}  // namespace jackfield
