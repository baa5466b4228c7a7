// Request and Outcome: what is asked of Administration and what comes of it, and their form as one
// line of JSON each, in which they pass the control socket.
//
//   {"command":"extension.add","number":"101","name":"Alice","password":"…"}
//   {"code":0,"result":{"number":"101","name":"Alice"}}
//   {"code":4,"errors":[{"text":"Extension {} exists already","values":["101"]}]}
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/jackfield/exit_code.h"
#include "apps/jackfield/message.h"

namespace jackfield {

struct Request {
  std::string command;
  std::map<std::string, std::string, std::less<>> arguments;

  bool has(std::string_view name) const { return arguments.find(name) != arguments.end(); }
  // "" when absent.
  std::string_view get(std::string_view name) const;
};

struct Outcome {
  ExitCode code = ExitCode::ok;
  std::string result = "{}";  // JSON
  std::vector<Message> errors;

  static Outcome success(std::string result) { return {ExitCode::ok, std::move(result), {}}; }
  static Outcome error(ExitCode code, Message message) {
    return {code, "{}", {std::move(message)}};
  }
  static Outcome invalid(std::vector<Message> errors) {
    return {ExitCode::invalid, "{}", std::move(errors)};
  }
};

std::string to_line(const Request& request);
std::string to_line(const Outcome& outcome);

// Nothing when the line is not what it should be.
std::optional<Request> request_of(std::string_view line);
std::optional<Outcome> outcome_of(std::string_view line);

// A longer line travels in parts of this size; whoever reads it sends an empty line after each
// part to have the next. So neither side queues more than a part.
constexpr std::size_t kLinePart = 256 * 1024;

// Longest line there is: some 20,000 extensions and all the sounds there may be as one document.
constexpr std::size_t kMaxLine = 48 * 1024 * 1024;

}  // namespace jackfield
