// Request and Response: HTTP (RFC 9110) as routes see it, in values. Server makes the one of what
// the door let through and writes the other.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "firmware/net/address.h"

namespace web {

struct Field {
  std::string name;
  std::string value;
};

struct Request {
  std::string method;                        // "GET"
  std::string path;                          // begins with /, percent-decoded, without the query
  std::map<std::string, std::string> query;  // percent-decoded; of a name said twice, the first
  std::vector<Field> fields;                 // as they came
  std::string body;
  // Instead of `body`, where it is too long to be kept (ServerOptions::streamed_path): so many
  // octets are coming, of which `read` gives some each time, by the thread that answers; none at
  // their end, or when who sends them is gone.
  std::uint64_t coming = 0;
  std::function<std::size_t(char* into, std::size_t most)> read{};
  net::Endpoint client;  // who really asks, not the door
  bool secure = false;   // came by TLS

  // "" when absent; names match whatever their case.
  std::string_view field(std::string_view name) const;
  // Of the fields Cookie (RFC 6265 section 4.2).
  std::string_view cookie(std::string_view name) const;
  std::string_view argument(std::string_view name) const;  // of the query
};

struct Response {
  int status = 200;
  std::vector<Field> fields;  // but for Content-Length, Connection and Date
  std::string body;
  std::optional<std::string> file{};  // instead of `body`: this file's octets

  // Instead of either: octets that are made while they are sent, by whoever sends them. `piece`
  // gives those from `first` on, `length` of them, which are among the `size`.
  struct Made {
    std::size_t size;
    std::function<std::string(std::size_t first, std::size_t length)> piece;
  };
  std::optional<Made> made{};

  Response& set(std::string name, std::string value) {
    fields.push_back({std::move(name), std::move(value)});
    return *this;
  }
  static Response json(std::string body, int status = 200);
  static Response empty(int status = 204) { return {status, {}, {}}; }
};

std::string_view reason_of(int status);  // "Not Found"

}  // namespace web
