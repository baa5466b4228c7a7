#include "firmware/sip/transport/framer.h"

#include <algorithm>
#include <optional>

#include "firmware/base/ascii.h"
#include "firmware/base/assert.h"

namespace sip {

namespace {

constexpr std::string_view kDoubleCrlf = "\r\n\r\n";

// A start line begins with a method or with SIP/2.0: both are tokens (section 25.1).
bool may_begin_message(char c) {
  return base::is_alpha(c) || base::is_digit(c) ||
         std::string_view("-.!%*_+`'~").find(c) != std::string_view::npos;
}

// Takes the first line off `rest`, without its CRLF but with its folds (section 7.3.1); false at
// the empty line that ends the head.
bool next_line(std::string_view& rest, std::string_view& line) {
  std::size_t end = rest.find("\r\n");
  while (end != std::string_view::npos && end + 2 < rest.size() &&
         (rest[end + 2] == ' ' || rest[end + 2] == '\t')) {
    end = rest.find("\r\n", end + 2);
  }
  line = rest.substr(0, end);
  rest.remove_prefix(std::min(rest.size(), line.size() + 2));
  return !line.empty();
}

struct ContentLength {
  bool present = false;
  std::optional<std::uint64_t> octets;  // nothing: malformed
};

ContentLength content_length(std::string_view head) {
  ContentLength found;
  std::string_view line;
  next_line(head, line);  // the start line
  while (next_line(head, line)) {
    if ((line.front() | 0x20) != 'c' && (line.front() | 0x20) != 'l') continue;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view name = base::trim(line.substr(0, colon));
    if (!base::iequals(name, "Content-Length") && !base::iequals(name, "l")) continue;
    const auto octets = base::parse_unsigned(base::trim(line.substr(colon + 1)));
    // Two lengths that differ would let two elements see two different messages.
    if (!octets || (found.present && found.octets != octets)) return {true, std::nullopt};
    found = {true, octets};
  }
  return found;
}

}  // namespace

std::string_view to_string(Framer::Fault fault) {
  switch (fault) {
    case Framer::Fault::not_sip:
      return "Not SIP";
    case Framer::Fault::too_long:
      return "Message Too Large";
    case Framer::Fault::no_content_length:
      return "Missing Content-Length";
    case Framer::Fault::bad_content_length:
      return "Bad Content-Length";
  }
  return "";
}

void Framer::feed(std::string_view octets) {
  ASSERT(rest_.empty() || broken_);
  if (broken_) return;
  if (kept_.empty()) {
    rest_ = octets;
  } else {
    kept_ += octets;
    rest_ = kept_;
  }
}

Framer::Step Framer::next() {
  if (broken_) return Step::broken;
  octets_ = {};
  if (searched_ == 0) {
    if (skip_line_ends()) return Step::ping;
    if (rest_.empty()) return need_octets();
    if (!may_begin_message(rest_.front())) return broken(Fault::not_sip);
  }
  if (message_size_ != 0) return finish();

  const std::size_t from = searched_ - std::min(searched_, kDoubleCrlf.size() - 1);
  const std::size_t end = rest_.find(kDoubleCrlf, from);
  if (end != std::string_view::npos) return begin_body(end + kDoubleCrlf.size());
  if (rest_.size() >= max_message_) return broken(Fault::too_long);
  searched_ = rest_.size();
  return need_octets();
}

// Skips what line ends there are between messages; true when a double CRLF was among them.
bool Framer::skip_line_ends() {
  bool ping = false;
  while (!rest_.empty() && (rest_.front() == '\r' || rest_.front() == '\n')) {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c == kDoubleCrlf[line_ends_]) {
      ++line_ends_;
    } else {
      line_ends_ = c == '\r' ? 1 : 0;
    }
    if (line_ends_ == kDoubleCrlf.size()) {
      line_ends_ = 0;
      ping = true;
    }
  }
  if (!rest_.empty()) line_ends_ = 0;
  return ping;
}

Framer::Step Framer::begin_body(std::size_t head_size) {
  const std::string_view head = rest_.substr(0, head_size);
  if (head_size > max_message_) return broken(Fault::too_long, head);
  const ContentLength length = content_length(head);
  if (!length.present) return broken(Fault::no_content_length, head);
  if (!length.octets) return broken(Fault::bad_content_length, head);
  if (*length.octets > max_message_ - head_size) return broken(Fault::too_long, head);
  searched_ = head_size;
  message_size_ = head_size + static_cast<std::size_t>(*length.octets);
  return finish();
}

Framer::Step Framer::finish() {
  if (rest_.size() < message_size_) return need_octets();
  octets_ = rest_.substr(0, message_size_);
  rest_.remove_prefix(message_size_);
  searched_ = 0;
  message_size_ = 0;
  return Step::message;
}

// Keeps what is not cut yet. An idle stream keeps no memory.
Framer::Step Framer::need_octets() {
  if (rest_.empty()) {
    kept_ = std::string();
  } else if (kept_.empty()) {
    kept_ = rest_;
  } else {
    kept_.erase(0, kept_.size() - rest_.size());
  }
  rest_ = {};
  return Step::need_octets;
}

Framer::Step Framer::broken(Fault fault, std::string_view head) {
  broken_ = true;
  fault_ = fault;
  octets_ = head;
  return Step::broken;
}

}  // namespace sip
