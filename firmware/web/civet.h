// What a CivetWeb connection gives and takes, in the values of request.h. Worker threads.
#pragma once

#include <civetweb.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "firmware/base/instant.h"
#include "firmware/web/request.h"
#include "firmware/web/server.h"

namespace web {

// The request whose head CivetWeb has read, without its body; or how it is refused.
std::variant<Request, Refusal> head_of(const mg_connection& connection, const Visitor& visitor);

// Lets whoever answers read the body.
void hand_body(mg_connection& connection, Request& request);

// False when it is longer than `longest`, or ends early.
bool read_body(mg_connection& connection, std::size_t longest, std::string& body);

// What is asked of a response beside its contents.
struct Wish {
  bool with_body = true;
  std::string_view range{};              // the field Range
  std::optional<base::WallTime> date{};  // for the field Date
};
void write(mg_connection& connection, const Response& response, const Wish& wish);

}  // namespace web
