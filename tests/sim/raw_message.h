// A SIP message as plain text, taken apart by searching and cutting. It shares nothing with
// firmware/sip/message on purpose: a fault there must not hide in its mirror image here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sim {

class RawMessage {
 public:
  RawMessage() = default;
  explicit RawMessage(std::string text);

  const std::string& text() const { return text_; }
  const std::string& start_line() const { return start_line_; }
  bool is_empty() const { return text_.empty(); }
  bool is_request() const { return status() == 0; }
  int status() const;          // 0 for a request
  std::string method() const;  // the request's, or what the CSeq of a response names
  std::string uri() const;     // the Request-URI
  unsigned cseq() const;

  // The first value of a header, "" without one; every value, comma lists taken apart.
  std::string header(std::string_view name) const;
  std::vector<std::string> headers(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& lines() const { return lines_; }
  std::string body() const;

  std::string branch() const;  // of the top Via

 private:
  std::string text_;
  std::string start_line_;
  std::vector<std::pair<std::string, std::string>> lines_;  // name in full, value
  std::size_t body_at_ = 0;
};

// The session description it carries; "" without one.
std::string description_in(const RawMessage& message);

// What is wrong with a message that arrived, in words; "" when nothing is.
std::string complaint_about(const RawMessage& message);

// "abc" of `…;tag=abc;…`, quotes taken off; "" when absent. Looks behind the URI's brackets.
std::string param_of(std::string_view value, std::string_view name);
bool has_param(std::string_view value, std::string_view name);
// The URI of a name-addr or addr-spec.
std::string uri_in(std::string_view value);

struct RawUri {
  std::string scheme, user, host, params;
  std::uint16_t port = 0;  // 0: absent
};
RawUri take_apart(std::string_view uri);

// a=b, c="d" of a challenge.
std::string auth_param(std::string_view value, std::string_view name);

}  // namespace sim
