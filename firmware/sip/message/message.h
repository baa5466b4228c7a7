// A SIP message (RFC 3261 section 7) as an index of offsets into octets that somebody else owns.
//
// parse() finds lines and headers and checks what every element must check; it copies nothing,
// allocates nothing and decodes no header value. Typed views (fields.h) decode on demand.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

#include "firmware/base/result.h"
#include "firmware/sip/message/header_id.h"
#include "firmware/sip/message/method.h"

namespace sip {

enum class ParseError : std::uint8_t {
  too_long,          // more than Message::kMaxOctets
  too_many_headers,  // more than Message::kMaxHeaders lines
  incomplete,        // no empty line after the headers
  bad_start_line,
  bad_version,         // a start line of another SIP version (505)
  bad_header,          // a line that is no header
  bad_content_length,  // not a number, or more than the octets that follow
  bad_value,           // a typed view: the value does not follow its grammar
  missing,             // a typed view: the header is absent
};

std::string_view to_string(ParseError error);

JACKFIELD_RESULT_ERROR(ParseError)

template <class T>
using Result = base::Result<T, ParseError>;

// One header line of the index. `value` is trimmed and may contain folds (CRLF SP).
struct HeaderLine {
  HeaderId id;
  std::string_view name;
  std::string_view value;
  std::string_view line;  // the whole line with its CRLF
};

class ValueRange;

class Message {
 public:
  static constexpr std::size_t kMaxOctets = 65535;
  static constexpr std::size_t kMaxHeaders = 112;

  Message() {}  // as opposed to = default: the index shall not be zeroed

  bool is_request() const { return status_ == 0; }
  bool is_response() const { return status_ != 0; }

  // Requests.
  Method method() const { return method_; }
  std::string_view method_name() const;
  std::string_view request_uri() const;

  // Responses.
  int status() const { return status_; }  // 100..699; 0 for a request
  std::string_view reason() const;

  std::string_view octets() const { return {octets_, size_}; }  // start line to end of body
  std::string_view start_line() const;                          // without its CRLF
  std::string_view body() const;  // as long as Content-Length says, else all that follows

  std::size_t header_count() const { return header_count_; }
  HeaderLine header(std::size_t index) const;
  HeaderId id(std::size_t index) const { return ids_[index]; }  // of header(index)

  // The index of the first line of this header; nothing when absent.
  std::optional<std::size_t> find(HeaderId id) const;
  bool has(HeaderId id) const;
  // The value of the first line of this header; nothing when absent.
  std::optional<std::string_view> first(HeaderId id) const;
  // As first(), for a header without an id ("other"); the name compares case-insensitively.
  std::optional<std::string_view> first(std::string_view name) const;
  std::size_t lines(HeaderId id) const;  // how many lines carry this header

  // Every comma-separated value of this header, over all its lines, top to bottom (section 7.3.1).
  ValueRange values(HeaderId id) const;

 private:
  // Layout is the parser's affair (message.cpp); sizeof(Message) <= 512.
  friend class Parser;
  friend class ValueRange;
  static constexpr std::uint8_t kFarColon = 255;  // the colon stands at least that far

  // The first line of this header at or after `from`; header_count() when there is none.
  std::size_t next_line(HeaderId id, std::size_t from) const;
  std::string_view line(std::size_t index) const;  // with its CRLF
  std::string_view value(std::size_t index) const;
  std::size_t colon(std::size_t index) const;  // from the beginning of the line

  const char* octets_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint16_t body_at_ = 0;
  std::uint16_t status_ = 0;
  std::uint16_t token_at_ = 0, token_end_ = 0;  // Request-URI, or reason phrase
  std::uint16_t start_line_end_ = 0;
  std::uint8_t method_end_ = 0;
  Method method_ = Method::unknown;
  std::uint8_t header_count_ = 0;
  // The index, a column each, so that sixteen ids are compared at once. A line ends where the next
  // begins, the last one at begins_[header_count_]. What lies beyond is not initialised.
  std::array<HeaderId, kMaxHeaders> ids_;
  std::array<std::uint8_t, kMaxHeaders> colons_;
  std::array<std::uint16_t, kMaxHeaders + 1> begins_;
};

static_assert(sizeof(Message) <= 512);

// Parses one message that fills `octets` (a datagram, or a frame cut by Framer). Octets beyond
// Content-Length are ignored (section 18.3), as are empty lines before the start line (section
// 7.5). The octets must outlive `message`.
//
// The first error found is returned, or the one that made reading on impossible. Whatever it was,
// the index then holds the lines that could be read, so that a request can still be answered
// (answer_to_malformed in wellformed.h).
Result<void> parse(std::string_view octets, Message& message);

// One value of a multi-value header and where it stands.
struct HeaderValue {
  std::string_view text;   // trimmed
  std::size_t line_index;  // Message::header(line_index)
};

class ValueRange {
 public:
  class Iterator {
   public:
    using value_type = HeaderValue;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    const HeaderValue& operator*() const { return value_; }
    const HeaderValue* operator->() const { return &value_; }
    Iterator& operator++();
    bool operator==(std::default_sentinel_t) const { return at_end_; }

   private:
    friend class ValueRange;
    Iterator(const Message* message, HeaderId id);
    void next_line(std::size_t from);
    void next_value();
    const Message* message_;
    HeaderId id_;
    bool is_list_;
    bool at_end_ = false;
    bool more_ = false;      // a comma was found: rest_ holds a value, be it empty
    std::string_view rest_;  // of the present line
    HeaderValue value_{};
  };

  ValueRange(const Message& message, HeaderId id) : message_(&message), id_(id) {}
  Iterator begin() const { return {message_, id_}; }
  std::default_sentinel_t end() const { return {}; }
  bool empty() const { return begin() == end(); }

 private:
  const Message* message_;
  HeaderId id_;
};

}  // namespace sip
