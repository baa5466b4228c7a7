#include "firmware/sip/message/message.h"

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
      : begin_(octets.data()),
        end_(octets.data() + octets.size()),
        at_(octets.data()),
        message_(message) {}

  Result<void> parse() {
    reset();
    const char* const line_end = end_of_line(at_);
    if (line_end == end_) return ParseError::incomplete;
    start_line({begin_, static_cast<std::size_t>(line_end - begin_)});
    at_ = line_end + 2;
    if (!headers()) return error_;
    content_length();
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
  bool stop(ParseError error) {
    fail(error);
    return false;
  }
  std::uint16_t offset(const char* at) const { return static_cast<std::uint16_t>(at - begin_); }

  // The CRLF that ends the line, or end_. CR or LF alone never ends one: taking them for line ends
  // where the next element does not, or the reverse, would let headers be smuggled past us.
  const char* end_of_line(const char* at) {
    for (;; ++at) {
      at = scan::find(at, end_, begin_, [](auto octets) { return octets.at_most('\r'); });
      if (at == end_) return end_;
      if (*at == '\r' && end_ - at >= 2 && at[1] == '\n') return at;
      if (*at == '\r' || *at == '\n') fail(ParseError::bad_header);
    }
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

  bool headers() {
    while (at_ != end_) {
      if (*at_ == '\r' && end_ - at_ >= 2 && at_[1] == '\n') {
        message_.body_at_ = offset(at_ + 2);
        return true;
      }
      const char* line_end = end_of_line(at_);
      while (end_ - line_end > 2 && (line_end[2] == ' ' || line_end[2] == '\t')) {
        line_end = end_of_line(line_end + 2);  // a fold (section 7.3.1)
      }
      if (line_end == end_) break;
      if (message_.header_count_ == Message::kMaxHeaders) return stop(ParseError::too_many_headers);
      header(line_end);
      at_ = line_end + 2;
      message_.headers_end_ = offset(at_);
    }
    return stop(ParseError::incomplete);
  }

  // One line, from at_ to its CRLF.
  void header(const char* line_end) {
    const char* const colon =
        scan::find(at_, line_end, begin_, [](auto octets) { return octets.equal(':'); });
    const char* name_end = colon;
    while (name_end != at_ && (name_end[-1] == ' ' || name_end[-1] == '\t')) --name_end;
    const auto name_size = static_cast<std::size_t>(name_end - at_);
    const HeaderId id = find_header_id(at_, name_size);
    if (id == HeaderId::other &&
        (colon == line_end || name_size == 0 || !scan::all({at_, name_size}, scan::kToken))) {
      fail(ParseError::bad_header);
    }
    const std::size_t index = message_.header_count_++;
    message_.ids_[index] = id;
    message_.begins_[index] = offset(at_);
    message_.colons_[index] =
        static_cast<std::uint8_t>(std::min<std::ptrdiff_t>(colon - at_, Message::kFarColon));
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
  const char* at_;
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
  const std::size_t begin = begins_[index];
  const std::size_t end = index + 1 < header_count_ ? begins_[index + 1] : headers_end_;
  return {octets_ + begin, end - begin};
}

std::size_t Message::colon(std::size_t index) const {
  if (colons_[index] != kFarColon) return colons_[index];
  return std::min(line(index).find(':'), line(index).size() - 1);  // a malformed line has none
}

std::string_view Message::value(std::size_t index) const {
  return base::trim(line(index).substr(colon(index) + 1));
}

HeaderLine Message::header(std::size_t index) const {
  const std::string_view whole = line(index);
  const std::size_t name_end = colon(index);
  return {ids_[index], base::trim(whole.substr(0, name_end)),
          base::trim(whole.substr(name_end + 1)), whole};
}

std::size_t Message::next_line(HeaderId id, std::size_t from) const {
  static_assert(kMaxHeaders % static_cast<std::size_t>(scan::kBlock) == 0);
  for (; from < header_count_; from += static_cast<std::size_t>(scan::kBlock)) {
    const std::size_t block = from / scan::kBlock * scan::kBlock;
    const char* const ids = reinterpret_cast<const char*>(ids_.data()) + block;
    scan::Block::Set set = scan::Block(ids).equal(static_cast<char>(id));
    set >>= (from - block) * scan::Block::kBitsPerOctet;
    if (set) return std::min<std::size_t>(from + scan::first(set), header_count_);
    from = block;
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
