#include "firmware/web/forwarding.h"

#include <algorithm>
#include <array>

#include "firmware/base/ascii.h"
#include "firmware/web/grammar.h"

namespace web {

namespace {

constexpr std::array<std::string_view, 9> kHopByHop = {"Connection",
                                                       "Keep-Alive",
                                                       "Proxy-Connection",
                                                       "Proxy-Authenticate",
                                                       "Proxy-Authorization",
                                                       "TE",
                                                       "Trailer",
                                                       "Transfer-Encoding",
                                                       "Upgrade"};

bool starts_like(std::string_view text, std::string_view beginning) {
  return base::iequals(text.substr(0, beginning.size()), beginning);
}

bool is_hop_by_hop(const std::vector<Field>& fields, std::string_view name) {
  return std::ranges::any_of(kHopByHop, [name](auto own) { return base::iequals(own, name); }) ||
         lists_token(fields, "Connection", name);
}

// Ours to write, or ours alone to know.
bool is_of_the_door(std::string_view name) {
  return base::iequals(name, "Host") || base::iequals(name, "Content-Length") ||
         base::iequals(name, "Expect") || base::iequals(name, "Forwarded") ||
         base::iequals(name, "X-Real-IP") || starts_like(name, "X-Forwarded-") ||
         starts_like(name, "Proxy-");
}

void add(std::string& text, std::string_view name, std::string_view value) {
  text.append(name).append(": ").append(value).append("\r\n");
}

bool has_body_by_nature(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

}  // namespace

std::string print_request(const RequestHead& head) {
  std::string text = head.method + ' ' + head.target + " HTTP/1.1\r\n";
  const std::string_view host = head.field("Host");
  add(text, "Host", host.empty() ? "localhost" : host);
  for (const Field& field : head.fields) {
    if (is_of_the_door(field.name) || is_hop_by_hop(head.fields, field.name)) continue;
    add(text, field.name, field.value);
  }
  if (head.content_length || has_body_by_nature(head.method)) {
    add(text, "Content-Length", std::to_string(head.content_length.value_or(0)));
  }
  if (head.is_websocket) add(text, "Upgrade", "websocket");
  add(text, "Connection", head.is_websocket ? "Upgrade" : "close");
  return text + "\r\n";
}

std::string print_response(const ResponseHead& head, bool keeps_alive) {
  std::string text = "HTTP/1.1 " + std::to_string(head.status) + ' ' + head.reason + "\r\n";
  for (const Field& field : head.fields) {
    if (!is_hop_by_hop(head.fields, field.name)) add(text, field.name, field.value);
  }
  if (head.status == 101) {
    add(text, "Upgrade", "websocket");
    add(text, "Connection", "Upgrade");
  } else {
    add(text, "Connection", keeps_alive ? "keep-alive" : "close");
  }
  return text + "\r\n";
}

std::string print_problem(int status, std::string_view document, std::string_view fields) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " ";
  text.append(reason_of(status)).append("\r\n").append(fields);
  add(text, "Content-Type", "application/problem+json");
  add(text, "Cache-Control", "no-store");
  add(text, "Content-Length", std::to_string(document.size()));
  add(text, "Connection", "close");
  return text.append("\r\n").append(document);
}

std::string print_redirect(const RequestHead& head, std::uint16_t port) {
  std::string text = "HTTP/1.1 308 By https\r\n";
  const std::string place = port == 443 ? head.host : head.host + ':' + std::to_string(port);
  add(text, "Location", "https://" + place + head.target);
  add(text, "Content-Length", "0");
  add(text, "Connection", "close");
  return text + "\r\n";
}

}  // namespace web
