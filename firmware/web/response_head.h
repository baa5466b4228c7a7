// The head of a response as the server behind the door writes it (RFC 9112 section 4): ours, so
// that a fault in it is no attack, only a 502.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/web/request.h"

namespace web {

struct ResponseHead {
  int status = 0;
  std::string reason;
  std::vector<Field> fields;
  std::optional<std::uint64_t> content_length{};  // none: the body ends with the connection

  // RFC 9112 section 6.3. `method` of the request.
  bool has_body(std::string_view method) const;
};

class ResponseHeadReader {
 public:
  static constexpr std::size_t kMaxOctets = 32 << 10;

  enum class State : std::uint8_t { reading, complete, broken };

  // Takes octets up to the end of the head and none behind it; returns how many.
  std::size_t read(std::string_view octets);

  State state() const { return state_; }
  const ResponseHead& head() const { return head_; }

 private:
  bool parse();
  bool parse_field(std::string_view line);

  State state_ = State::reading;
  std::string text_;
  ResponseHead head_;
};

}  // namespace web
