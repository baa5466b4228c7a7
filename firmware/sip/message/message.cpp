#include "firmware/sip/message/message.h"

#include <algorithm>
#include <bit>

#include "firmware/base/ascii.h"
#include "firmware/sip/message/header_key.h"
#include "firmware/sip/message/scan.h"

namespace sip {

std::string_view to_string(ParseError error) {
  switch (error) {
    case ParseError::too_long:
      return "message too long";
    case ParseError::too_many_headers:
      return "too many header lines";
    case ParseError::incomplete:
      return "no end of the header section";
    case ParseError::bad_start_line:
      return "malformed start line";
    case ParseError::bad_version:
      return "unsupported SIP version";
    case ParseError::bad_header:
      return "malformed header line";
    case ParseError::bad_content_length:
      return "wrong Content-Length";
    case ParseError::bad_value:
      return "malformed header value";
    case ParseError::missing:
      return "missing header";
  }
  return "";
}

namespace {

// Finds the CRLF that ends a line, one line after the other. CR or LF alone never ends one: taking
// them for line ends where the next element does not, or the reverse, would let headers be smuggled
// past us. Lives in registers, as the local variable of one function.
class LineEnds {
 public:
  LineEnds(const char* begin, const char* end) : begin_(begin), end_(end), chunk_(begin) {
    controls_ = scan::positions_at_most('\r', chunk_, end_ - chunk_);
  }

  // The next CRLF, or the end of the octets.
  [[gnu::always_inline]] const char* next() {
    for (;;) {
      while (controls_ == 0) {
        chunk_ += kChunk;
        if (chunk_ >= end_) return end_;
        controls_ = scan::positions_at_most('\r', chunk_, end_ - chunk_);
      }
      const char* const at = chunk_ + std::countr_zero(controls_);
      controls_ &= controls_ - 1;
      if (*at == '\r' && end_ - at >= 2 && at[1] == '\n') {
        controls_ &= controls_ - 1;  // the LF, unless the next chunk has it
        return at;
      }
      const bool is_of_crlf = *at == '\n' && at != begin_ && at[-1] == '\r';
      if (!is_of_crlf && (*at == '\r' || *at == '\n')) found_stray_ = true;
    }
  }

  // CR or LF stood alone somewhere in the lines so far.
  bool found_stray() const { return found_stray_; }

 private:
  static constexpr std::ptrdiff_t kChunk = 64;
  const char* const begin_;
  const char* const end_;
  const char* chunk_;
  // The octets up to CR in the chunk that are still to come: line ends, and HTAB and other controls
  // that a header may hold.
  std::uint64_t controls_;
  bool found_stray_ = false;
};

}  // namespace

class Parser {
 public:
  Parser(std::string_view octets, Message& message)
      : begin_(octets.data()), end_(octets.data() + octets.size()), message_(message) {}

  Result<void> parse() {
    reset();
    if (index_lines()) content_length();
    if (failed_) return error_;
    return {};
  }

 private:
  // Everything but the columns of the index, which a Message of its own would copy as well.
  void reset() {
    message_.octets_ = begin_;
    message_.size_ = message_.body_at_ = offset(end_);
    message_.status_ = message_.token_at_ = message_.token_end_ = 0;
    message_.start_line_end_ = message_.headers_end_ = 0;
    message_.method_end_ = message_.header_count_ = 0;
    message_.method_ = Method::unknown;
  }

  void fail(ParseError error) {
    if (failed_) return;
    failed_ = true;
    error_ = error;
  }
  bool stop(ParseError error, const char* headers_end) {
    message_.headers_end_ = offset(headers_end);
    fail(error);
    return false;
  }
  std::uint16_t offset(const char* at) const { return static_cast<std::uint16_t>(at - begin_); }

  bool index_lines() {
    LineEnds line_ends(begin_, end_);
    const char* line_end = line_ends.next();
    if (line_end == end_) return stop(ParseError::incomplete, begin_);
    start_line(scan::between(begin_, line_end));
    const char* at = line_end + 2;
    for (; (line_end = line_ends.next()) != at; at = line_end + 2) {
      while (end_ - line_end > 2 && (line_end[2] == ' ' || line_end[2] == '\t')) {
        line_end = line_ends.next();  // a fold (section 7.3.1)
      }
      if (line_end == end_) return stop(ParseError::incomplete, at);
      if (message_.header_count_ == Message::kMaxHeaders) {
        return stop(ParseError::too_many_headers, at);
      }
      header(at, line_end);
    }
    if (at == end_) return stop(ParseError::incomplete, at);
    message_.headers_end_ = offset(at);
    message_.body_at_ = offset(at + 2);
    if (line_ends.found_stray()) fail(ParseError::bad_header);
    return true;
  }

  void start_line(std::string_view line) {
    message_.start_line_end_ = static_cast<std::uint16_t>(line.size());
    // "SIP/" cannot begin a method: "/" is no token character.
    if (is_sip(begin_)) {
      status_line(line);
    } else {
      request_line(line);
    }
  }

  static constexpr std::uint64_t kLower = 0x00202020;  // of "SIP"
  static bool is_sip(const char* at) { return (scan::load4(at) | kLower) == scan::key("sip/"); }

  // Request-Line = Method SP Request-URI SP SIP-Version (section 7.1).
  void request_line(std::string_view line) {
    const std::size_t method_size = std::min(line.find(' '), line.size());
    message_.method_ = method_of(line.substr(0, method_size));
    if (method_size == 0 || method_size > 255 ||
        (message_.method_ == Method::unknown &&
         !scan::all(line.substr(0, method_size), scan::kToken))) {
      return fail(ParseError::bad_start_line);
    }
    message_.method_end_ = static_cast<std::uint8_t>(method_size);
    const std::size_t version = line.rfind(' ') + 1;
    if (version <= method_size + 2) return fail(ParseError::bad_start_line);
    message_.token_at_ = static_cast<std::uint16_t>(method_size + 1);
    message_.token_end_ = static_cast<std::uint16_t>(version - 1);
    if (line.size() - version != 7 || !is_sip(begin_ + version)) {
      const bool other_version = line.size() - version > 4 && is_sip(begin_ + version);
      return fail(other_version ? ParseError::bad_version : ParseError::bad_start_line);
    }
    if (line.substr(version + 4) != "2.0") return fail(ParseError::bad_version);
    if (std::string_view uri = message_.request_uri();
        scan::find(uri.data(), uri.data() + uri.size(), begin_,
                   [](auto octets) { return octets.at_most(' '); }) != uri.data() + uri.size()) {
      return fail(ParseError::bad_start_line);
    }
  }

  // Status-Line = SIP-Version SP Status-Code SP Reason-Phrase (section 7.2). A peer that leaves out
  // the space before an empty phrase is understood.
  void status_line(std::string_view line) {
    message_.status_ = 699;  // so that a malformed response is never taken for a request
    const std::size_t code = line.find(' ') + 1;
    if (code == 0) return fail(ParseError::bad_start_line);
    if (line.substr(4, code - 5) != "2.0") return fail(ParseError::bad_version);
    const std::size_t code_size = std::min(line.find(' ', code), line.size()) - code;
    const auto status = base::parse_unsigned(line.substr(code, code_size), 699);
    if (code_size != 3 || !status || *status < 100) return fail(ParseError::bad_start_line);
    message_.status_ = static_cast<std::uint16_t>(*status);
    message_.token_at_ = static_cast<std::uint16_t>(std::min(code + 4, line.size()));
    message_.token_end_ = static_cast<std::uint16_t>(line.size());
  }

  const char* find_colon(const char* at, const char* line_end) const {
    const auto is_colon = [](auto octets) { return octets.equal(':'); };
    // Most names are shorter than a block; that it may reach beyond the line spares the tail.
    if (end_ - at >= scan::kBlock) {
      if (const auto colons = is_colon(scan::Block(at))) {
        return std::min(at + scan::first(colons), line_end);
      }
    }
    return scan::find(at, line_end, begin_, is_colon);
  }

  // One line, up to its CRLF.
  [[gnu::always_inline]] void header(const char* at, const char* line_end) {
    const char* const colon = find_colon(at, line_end);
    const char* name_end = colon;
    while (name_end != at && (name_end[-1] == ' ' || name_end[-1] == '\t')) --name_end;
    const std::string_view name = scan::between(at, name_end);
    const HeaderId id = find_header_id(at, name.size());
    if (id == HeaderId::other &&
        (colon == line_end || name.empty() || !scan::all(name, scan::kToken))) {
      fail(ParseError::bad_header);
    }
    const std::size_t index = message_.header_count_++;
    message_.ids_[index] = id;
    message_.begins_[index] = offset(at);
    message_.colons_[index] =
        static_cast<std::uint8_t>(std::min<std::ptrdiff_t>(colon - at, Message::kFarColon));
  }

  // Section 18.3. Without Content-Length the body is what follows; several must agree.
  void content_length() {
    const std::size_t available = message_.size_ - message_.body_at_;
    std::optional<std::uint64_t> length;
    for (std::size_t i = message_.next_line(HeaderId::content_length, 0);
         i != message_.header_count_; i = message_.next_line(HeaderId::content_length, i + 1)) {
      const auto value = base::parse_unsigned(message_.value(i), available);
      if (!value || (length && *length != *value)) return fail(ParseError::bad_content_length);
      length = value;
    }
    if (length) message_.size_ = static_cast<std::uint32_t>(message_.body_at_ + *length);
  }

  const char* const begin_;
  const char* const end_;
  Message& message_;
  bool failed_ = false;
  ParseError error_ = ParseError::incomplete;
};

Result<void> parse(std::string_view octets, Message& message) {
  while (octets.size() >= 2 && octets[0] == '\r' && octets[1] == '\n') octets.remove_prefix(2);
  if (octets.size() > Message::kMaxOctets) {
    message = Message();
    return ParseError::too_long;
  }
  // "SIP/2.0 200 " and two line ends: nothing shorter is a message.
  if (octets.size() < static_cast<std::size_t>(scan::kBlock)) {
    message = Message();
    return ParseError::incomplete;
  }
  return Parser(octets, message).parse();
}

std::string_view Message::method_name() const {
  return {octets_, method_end_};
}

std::string_view Message::request_uri() const {
  if (is_response()) return {};
  return {octets_ + token_at_, static_cast<std::size_t>(token_end_ - token_at_)};
}

std::string_view Message::reason() const {
  if (is_request()) return {};
  return {octets_ + token_at_, static_cast<std::size_t>(token_end_ - token_at_)};
}

std::string_view Message::start_line() const {
  return {octets_, start_line_end_};
}

std::string_view Message::body() const {
  return octets().substr(body_at_);
}

std::size_t Message::line_end(std::size_t index) const {
  return index + 1 < header_count_ ? begins_[index + 1] : headers_end_;
}

std::string_view Message::line(std::size_t index) const {
  return scan::between(octets_ + begins_[index], octets_ + line_end(index));
}

std::size_t Message::colon(std::size_t index) const {
  if (colons_[index] != kFarColon) return colons_[index];
  return std::min(line(index).find(':'), line(index).size() - 1);  // a malformed line has none
}

std::string_view Message::value(std::size_t index) const {
  const char* const begin = octets_ + begins_[index] + colon(index) + 1;
  return scan::trim(scan::between(begin, octets_ + line_end(index)));
}

HeaderLine Message::header(std::size_t index) const {
  const std::string_view whole = line(index);
  const std::size_t name_end = colon(index);
  return {ids_[index], scan::trim(whole.substr(0, name_end)),
          scan::trim(whole.substr(name_end + 1)), whole};
}

std::size_t Message::next_line(HeaderId id, std::size_t from) const {
  constexpr auto kBlock = static_cast<std::size_t>(scan::kBlock);
  static_assert(kMaxHeaders % kBlock == 0);
  const char* const ids = reinterpret_cast<const char*>(ids_.data());
  for (std::size_t block = from - from % kBlock; block < header_count_; block += kBlock) {
    scan::Block::Set lines = scan::Block(ids + block).equal(static_cast<char>(id));
    if (block < from) {
      const auto before = (from - block) * scan::Block::kBitsPerOctet;
      lines = lines >> before << before;
    }
    // What lies beyond the count is not initialised.
    if (lines) {
      const std::size_t line = block + static_cast<std::size_t>(scan::first(lines));
      return std::min<std::size_t>(line, header_count_);
    }
  }
  return header_count_;
}

std::optional<std::size_t> Message::find(HeaderId id) const {
  const std::size_t index = next_line(id, 0);
  if (index == header_count_) return std::nullopt;
  return index;
}

bool Message::has(HeaderId id) const {
  return next_line(id, 0) != header_count_;
}

std::optional<std::string_view> Message::first(HeaderId id) const {
  const std::size_t index = next_line(id, 0);
  if (index == header_count_) return std::nullopt;
  return value(index);
}

std::optional<std::string_view> Message::first(std::string_view name) const {
  for (std::size_t i = next_line(HeaderId::other, 0); i != header_count_;
       i = next_line(HeaderId::other, i + 1)) {
    if (base::iequals(header(i).name, name)) return value(i);
  }
  return std::nullopt;
}

std::size_t Message::lines(HeaderId id) const {
  std::size_t count = 0;
  for (std::size_t i = next_line(id, 0); i != header_count_; i = next_line(id, i + 1)) ++count;
  return count;
}

ValueRange Message::values(HeaderId id) const {
  return {*this, id};
}

}  // namespace sip
