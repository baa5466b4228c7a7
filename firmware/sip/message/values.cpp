// The comma-separated values of a header (RFC 3261 section 7.3.1).
#include "firmware/base/ascii.h"
#include "firmware/sip/message/message.h"
#include "firmware/sip/message/scan.h"

namespace sip {
namespace {

// Headers whose grammar is a list. In all others a comma is part of the one value; most prominently
// in the four of digest (section 7.3.1) and in Date.
bool is_list(HeaderId id) {
  switch (id) {
    case HeaderId::accept:
    case HeaderId::accept_encoding:
    case HeaderId::accept_language:
    case HeaderId::alert_info:
    case HeaderId::allow:
    case HeaderId::allow_events:
    case HeaderId::call_info:
    case HeaderId::contact:
    case HeaderId::content_encoding:
    case HeaderId::content_language:
    case HeaderId::diversion:
    case HeaderId::error_info:
    case HeaderId::history_info:
    case HeaderId::in_reply_to:
    case HeaderId::p_asserted_identity:
    case HeaderId::p_preferred_identity:
    case HeaderId::path:
    case HeaderId::proxy_require:
    case HeaderId::reason:
    case HeaderId::record_route:
    case HeaderId::require:
    case HeaderId::route:
    case HeaderId::service_route:
    case HeaderId::supported:
    case HeaderId::unsupported:
    case HeaderId::via:
    case HeaderId::warning:
      return true;
    default:
      return false;
  }
}

const char* skip_quoted(const char* at, const char* end) {
  for (++at; at != end; ++at) {
    if (*at == '"') return at + 1;
    if (*at == '\\' && at + 1 != end) ++at;
  }
  return end;
}

// A comment may nest (section 25.1). What never closes is none.
const char* skip_comment(const char* at, const char* end) {
  const char* const open = at;
  int depth = 0;
  for (; at != end; ++at) {
    if (*at == '(') ++depth;
    if (*at == ')' && --depth == 0) return at + 1;
    if (*at == '\\' && at + 1 != end) ++at;
  }
  return open + 1;
}

// The comma that ends the first value, or `end`. Commas in quotes, angle brackets and comments are
// part of a value; a quote or bracket that never closes takes all the rest with it.
const char* end_of_value(const char* begin, const char* end) {
  const char* at = begin;
  while (true) {
    at = scan::find(at, end, begin, [](auto octets) { return octets.equal(',', '"', '<', '('); });
    if (at == end || *at == ',') return at;
    if (*at == '"') {
      at = skip_quoted(at, end);
    } else if (*at == '<') {
      at = scan::find(at, end, begin, [](auto octets) { return octets.equal('>'); });
    } else if (at == begin || base::is_space(at[-1])) {
      at = skip_comment(at, end);
    } else {
      ++at;  // part of an addr-spec's user
    }
  }
}

}  // namespace

ValueRange::Iterator::Iterator(const Message* message, HeaderId id)
    : message_(message), id_(id), is_list_(is_list(id)) {
  next_line(0);
}

void ValueRange::Iterator::next_line(std::size_t from) {
  value_.line_index = message_->next_line(id_, from);
  at_end_ = value_.line_index == message_->header_count();
  if (at_end_) return;
  rest_ = message_->value(value_.line_index);
  next_value();
}

void ValueRange::Iterator::next_value() {
  const char* const end = rest_.data() + rest_.size();
  const char* const comma = is_list_ ? end_of_value(rest_.data(), end) : end;
  value_.text = scan::trim({rest_.data(), static_cast<std::size_t>(comma - rest_.data())});
  more_ = comma != end;
  rest_.remove_prefix(static_cast<std::size_t>(comma - rest_.data()) + (more_ ? 1 : 0));
}

ValueRange::Iterator& ValueRange::Iterator::operator++() {
  if (more_) {
    next_value();
  } else {
    next_line(value_.line_index + 1);
  }
  return *this;
}

}  // namespace sip
