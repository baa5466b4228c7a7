#include "apps/jackfield/request.h"

#include <nlohmann/json.hpp>

namespace jackfield {

namespace {

using nlohmann::json;

// Text of phones may be no UTF-8; it is shown as well as it can be.
std::string dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<json> object_of(std::string_view line) {
  json value = json::parse(line, nullptr, false);
  if (!value.is_object()) return std::nullopt;
  return value;
}

std::optional<Message> message_of(const json& error) {
  if (!error.is_object()) return std::nullopt;
  const auto text = error.find("text");
  if (text == error.end() || !text->is_string()) return std::nullopt;
  Message message{text->get<std::string>(), {}, {}};
  for (const json& value : error.value("values", json::array())) {
    if (value.is_string()) message.values.push_back(value.get<std::string>());
  }
  if (const auto field = error.find("field"); field != error.end() && field->is_string()) {
    message.field = field->get<std::string>();
  }
  return message;
}

}  // namespace

std::string_view Request::get(std::string_view name) const {
  const auto found = arguments.find(name);
  return found == arguments.end() ? std::string_view() : found->second;
}

std::string to_line(const Request& request) {
  json line = {{"command", request.command}};
  for (const auto& [name, value] : request.arguments) line[name] = value;
  return dump(line);
}

std::string to_line(const Outcome& outcome) {
  std::string line = "{\"code\":" + std::to_string(static_cast<int>(outcome.code));
  if (!outcome.errors.empty()) {
    json errors = json::array();
    for (const Message& message : outcome.errors) {
      json error = {{"text", message.text}, {"values", message.values}};
      if (!message.field.empty()) error["field"] = message.field;
      errors.push_back(std::move(error));
    }
    line += ",\"errors\":" + dump(errors);
  }
  line += ",\"result\":" + outcome.result + '}';
  return line;
}

std::optional<Request> request_of(std::string_view line) {
  const std::optional<json> object = object_of(line);
  if (!object) return std::nullopt;
  Request request;
  for (const auto& [name, value] : object->items()) {
    if (!value.is_string()) return std::nullopt;
    std::string& place = name == "command" ? request.command : request.arguments[name];
    place = value.get<std::string>();
  }
  return request;
}

std::optional<Outcome> outcome_of(std::string_view line) {
  const std::optional<json> object = object_of(line);
  if (!object) return std::nullopt;
  const auto code = object->find("code");
  if (code == object->end() || !code->is_number_integer()) return std::nullopt;
  Outcome outcome;
  outcome.code = static_cast<ExitCode>(code->get<int>());
  outcome.result = dump(object->value("result", json::object()));
  for (const json& error : object->value("errors", json::array())) {
    if (auto message = message_of(error)) outcome.errors.push_back(std::move(*message));
  }
  return outcome;
}

}  // namespace jackfield
