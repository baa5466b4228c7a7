// The head of a request as it comes from anybody (RFC 9112 sections 2 to 7, 11.2): read octet by
// octet and refused at the first doubt, because what two readers could understand in two ways is
// how requests are smuggled. No leniency is taken but one empty line before the request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/web/problem.h"
#include "firmware/web/request.h"

namespace web {

struct RequestHead {
  std::string method;  // GET HEAD POST PUT PATCH DELETE OPTIONS
  std::string target;  // origin-form, as it came
  bool http_1_0 = false;
  std::vector<Field> fields;  // as they came
  std::string host;           // of the field Host, without its port; "" in HTTP/1.0 only
  std::optional<std::uint64_t> content_length{};  // none: no body
  bool keeps_alive = true;
  bool expects_continue = false;
  bool is_websocket = false;  // asks to become one (RFC 6455 section 4.1)

  std::string_view path() const;  // as it came, without the query
  // "" when absent, the first of several.
  std::string_view field(std::string_view name) const;
};

// Owned by a connection, one for each request. Passive.
class RequestHeadReader {
 public:
  static constexpr std::size_t kMaxOctets = 16 << 10;
  static constexpr std::size_t kMaxTarget = 4 << 10;
  static constexpr std::size_t kMaxFields = 60;  // CivetWeb reads 64, of which the door adds some

  enum class State : std::uint8_t { reading, complete, refused };

  // Takes octets up to the end of the head and none behind it; returns how many. None when it is
  // complete or refused.
  std::size_t read(std::string_view octets);

  State state() const { return state_; }
  bool has_begun() const { return octets_ > 0; }
  const RequestHead& head() const { return head_; }  // complete() only
  const Refusal& refusal() const { return refusal_; }

 private:
  void read(char octet);
  void read_line();
  void read_request_line();
  void read_version(std::string_view version);
  void read_field();
  void check_length();
  void finish();
  void refuse(int status, std::string_view why);

  State state_ = State::reading;
  bool has_request_line_ = false;
  bool has_skipped_line_ = false;
  std::size_t octets_ = 0;
  std::string line_;  // without its CR, once that came
  bool cr_ = false;   // the last octet was one
  RequestHead head_;
  Refusal refusal_;
};

}  // namespace web
