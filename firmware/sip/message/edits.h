// Forwarding by editing the original (RFC 3261 section 16.6): what is not edited leaves
// octet-identical. Edits gathers splices on one message; apply() prints the result in one pass.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/sip/message/message.h"

namespace sip {

class Edits {
 public:
  explicit Edits(const Message& message) : message_(message) {
    // What a proxy does to a message fits.
    splices_.reserve(8);
    text_.reserve(512);
  }

  void set_request_uri(std::string_view uri);
  // A new line directly above the first line of this header, or, when there is none, above the
  // first header of all. Several prepends of one header: the last called stands topmost.
  void prepend(HeaderId id, std::string_view value);
  // A new line below the last header.
  void append(HeaderId id, std::string_view value);
  // The first line's value is replaced; append() when there is none.
  void set(HeaderId id, std::string_view value);
  // The text of one value of values(id), its `position` counted over all lines, is replaced.
  void replace_value(HeaderId id, std::size_t position, std::string_view text);
  // One value of values(id) goes; with the last of a line, the line.
  void remove_value(HeaderId id, std::size_t position);
  void remove_line(std::size_t index);  // of Message::header(index)
  void remove_all(HeaderId id);
  // Adds `;name=value` (or `;name` when value is empty) at the end of the top Via, or replaces the
  // value that parameter has (received, rport: section 18.2.1, RFC 3581).
  void set_top_via_param(std::string_view name, std::string_view value);
  void set_body(std::string_view content_type, std::string_view body);  // Content-Length too
  // Says Content-Length, as every message on a stream does and a datagram's need not (section
  // 18.3). Not together with set_body().
  void ensure_content_length();

  std::string apply() const;
  // The same into `out`, whose memory is used again.
  void apply(std::string& out) const;

 private:
  // `removed` octets at `at` give way to a piece of text_.
  struct Splice {
    std::uint32_t at, removed;         // in the message
    std::uint32_t text_at, text_size;  // in text_
    std::int32_t order;                // among splices at one place
  };
  void splice(std::string_view replaced, std::string_view text, std::int32_t order = kInPlace);
  void insert(Splice splice);
  void insert_line(const char* at, HeaderId id, std::string_view value, std::int32_t order);
  bool is_removed(std::string_view value) const;

  static constexpr std::int32_t kInPlace = 0;
  const char* first_header() const;
  const char* end_of_headers() const;

  const Message& message_;
  std::vector<Splice> splices_;  // in the order of (at, order)
  std::string text_;
  std::int32_t calls_ = 0;  // makes the order of insertions at one place
};

}  // namespace sip
