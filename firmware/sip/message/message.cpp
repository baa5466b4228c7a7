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
    message_.start_line_end_ = message_.begins_[0] = 0;
    message_.method_end_ = message_.header_count_ = 0;
    message_.method_ = Method::unknown;
  }

  void fail(ParseError error) {
    if (failed_) return;
    failed_ = true;
    error_ = error;
  }
  // Nothing can be read beyond this; it outranks what was found before.
  bool stop(ParseError error) {
    failed_ = true;
    error_ = error;
    return false;
  }
  std::uint16_t offset(const char* at) const { return static_cast<std::uint16_t>(at - begin_); }

  // Every line from the start line to the empty one. CR or LF alone never ends a line: taking them
  // for line ends where the next element does not, or the reverse, would let headers be smuggled
  // past us. Members are held in locals: the octets stored might be they, for all the compiler
  // knows.
  bool index_lines() {
    Message& message = message_;
    const char* const begin = begin_;
    const char* const end = end_;
    const char* at = begin;  // the line
    for (const char* from = at;;) {
      const char* const control =
          scan::find(from, end, begin, [](auto octets) { return octets.at_most('\r'); });
      if (control == end) return stop(ParseError::incomplete);
      from = control + 1;
      if (*control != '\r' || from == end || *from != '\n') {
        // HTAB and other controls are the header's affair.
        if (*control == '\r' || *control == '\n') fail(ParseError::bad_header);
        continue;
      }
      if (control == at) break;
      ++from;
      if (at == begin) {
        if (!start_line(scan::between(at, control))) return false;
      } else {
        if (from != end && (*from == ' ' || *from == '\t')) continue;  // a fold (section 7.3.1)
        const std::size_t index = message.header_count_;
        if (index == Message::kMaxHeaders) return stop(ParseError::too_many_headers);
        const char* const colon = find_colon(at, control, end);
        message.ids_[index] = name_before(at, colon, colon == control);
        message.colons_[index] =
            static_cast<std::uint8_t>(std::min<std::ptrdiff_t>(colon - at, Message::kFarColon));
        message.header_count_ = static_cast<std::uint8_t>(index + 1);
      }
      at = from;
      message.begins_[message.header_count_] = static_cast<std::uint16_t>(at - begin);
    }
    message.body_at_ = offset(at + 2);
    return true;
  }

  // False when it is so short that the name of a header cannot stand behind it (find_header_id).
  bool start_line(std::string_view line) {
    constexpr std::string_view kShortest = "SIP/2.0 200";
    if (line.size() < kShortest.size()) return stop(ParseError::bad_start_line);
    message_.start_line_end_ = static_cast<std::uint16_t>(line.size());
    // "SIP/" cannot begin a method: "/" is no token character.
    if (is_sip(begin_)) {
      status_line(line);
    } else {
      request_line(line);
    }
    return true;
  }

  static constexpr std::uint64_t kLower = 0x00202020;  // of "SIP"
  static bool is_sip(const char* at) { return (scan::load4(at) | kLower) == scan::key("sip/"); }

  // Request-Line = Method SP Request-URI SP SIP-Version (section 7.1).
  void request_line(std::string_view line) {
    const char* const end = line.data() + line.size();
    const char* const method_end = scan::skip(begin_, end, scan::kToken);
    const auto method_size = static_cast<std::size_t>(method_end - begin_);
    if (method_size == 0 || method_size > 255 || *method_end != ' ') {
      return fail(ParseError::bad_start_line);
    }
    message_.method_ = method_of(line.substr(0, method_size));
    message_.method_end_ = static_cast<std::uint8_t>(method_size);
    const char* const uri = method_end + 1;
    const char* const uri_end =
        scan::find(uri, end, begin_, [](auto octets) { return octets.at_most(' '); });
    message_.token_at_ = offset(uri);
    message_.token_end_ = offset(uri_end);
    if (uri == uri_end || end - uri_end < 5 || *uri_end != ' ' || !is_sip(uri_end + 1)) {
      return fail(ParseError::bad_start_line);
    }
    const std::string_view version = scan::between(uri_end + 5, end);
    if (version == "2.0") return;
    fail(version.empty() || scan::all(version, scan::kToken) ? ParseError::bad_version
                                                             : ParseError::bad_start_line);
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

  static const char* find_colon(const char* at, const char* line_end, const char* end) {
    // Most names are shorter than a block; that it may reach beyond the line spares the tail.
    if (end - at >= scan::kBlock) {
      if (const auto colons = scan::Block(at).equal(':')) {
        return std::min(at + scan::first(colons), line_end);
      }
    }
    return scan::find(at, line_end, at, [](auto octets) { return octets.equal(':'); });
  }

  // The name that ends at the colon, if that is one, or with white space before it.
  HeaderId name_before(const char* at, const char* colon, bool is_missing) {
    while (colon != at && (colon[-1] == ' ' || colon[-1] == '\t')) --colon;
    const std::string_view name = scan::between(at, colon);
    const HeaderId id = find_header_id(at, name.size());
    const bool is_unknown = id == HeaderId::other;
    if (is_missing || (is_unknown && (name.empty() || !scan::all(name, scan::kToken)))) {
      fail(ParseError::bad_header);
    }
    return id;
  }

  // Section 18.3. Without Content-Length the body is what follows; several must agree.
  void content_length() {
    const std::size_t available = message_.size_ - message_.body_at_;
    std::size_t length = available;
    std::size_t line = message_.next_line(HeaderId::content_length, 0);
    for (bool is_first = true; line != message_.header_count_; is_first = false) {
      const std::string_view text = message_.value(line);
      std::size_t value = 0;
      for (const char c : text) {
        value = base::is_digit(c) ? value * 10 + static_cast<std::size_t>(c - '0') : available + 1;
        if (value > available) return fail(ParseError::bad_content_length);
      }
      if (text.empty() || (!is_first && value != length)) {
        return fail(ParseError::bad_content_length);
      }
      length = value;
      line = message_.next_line(HeaderId::content_length, line + 1);
    }
    message_.size_ = static_cast<std::uint32_t>(message_.body_at_ + length);
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

std::string_view Message::line(std::size_t index) const {
  return scan::between(octets_ + begins_[index], octets_ + begins_[index + 1]);
}

std::size_t Message::colon(std::size_t index) const {
  if (colons_[index] != kFarColon) return colons_[index];
  return std::min(line(index).find(':'), line(index).size() - 1);  // a malformed line has none
}

std::string_view Message::value(std::size_t index) const {
  const char* const begin = octets_ + begins_[index] + colon(index) + 1;
  const char* end = octets_ + begins_[index + 1];
  if (end - begin < 2) return scan::between(begin, begin);  // a malformed line
  end -= 2;
  while (end != begin && scan::is(end[-1], scan::kSpace)) --end;
  return scan::between(scan::skip_space(begin, end), end);
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
