#include "apps/jackfield/page_visit.h"

#include <charconv>
#include <utility>

#include "firmware/base/ascii.h"

namespace jackfield {

namespace {

constexpr std::string_view kGood = "HTTP/1.1 200 ";
constexpr std::string_view kLength = "\r\ncontent-length:";

}  // namespace

PageVisit::PageVisit(net::Network& network, crypto::TlsContext& expects, const net::Endpoint& page,
                     std::string path, Done done)
    : request_("GET " + std::move(path) + " HTTP/1.1\r\nHost: " + to_string(page) +
               "\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"),
      done_(std::move(done)),
      tls_(expects),
      socket_(network.connect_tcp(page, {}, *this)) {}

PageVisit::~PageVisit() = default;

void PageVisit::on_connected() {
  exchange({});
}

void PageVisit::on_octets(std::string_view octets) {
  exchange(octets);
}

void PageVisit::on_closed(net::Error) {
  finish();
}

void PageVisit::exchange(std::string_view octets) {
  tls_.receive(octets, answer_);
  if (tls_.state() == crypto::TlsSession::State::open && !std::exchange(asked_, true)) {
    static_cast<void>(tls_.send(request_));
  }
  const std::string output = tls_.take_output();
  const bool sent = output.empty() || socket_->send(output);
  const bool is_open = tls_.state() <= crypto::TlsSession::State::open;
  if (!sent || !is_open || is_whole() || answer_.size() > kLongest) finish();
}

// As long as Content-Length says.
bool PageVisit::is_whole() const {
  const std::size_t head = answer_.find("\r\n\r\n");
  if (head == std::string::npos) return false;
  const std::string fields = base::to_lower(std::string_view(answer_).substr(0, head + 2));
  const std::size_t field = fields.find(kLength);
  if (field == std::string::npos) return false;
  const std::string_view value = base::trim(std::string_view(fields).substr(
      field + kLength.size(), fields.find("\r\n", field + 2) - field - kLength.size()));
  std::size_t length = 0;
  const auto parsed = std::from_chars(value.data(), value.data() + value.size(), length);
  return parsed.ec == std::errc() && length > 0 && answer_.size() >= head + 4 + length;
}

void PageVisit::finish() {
  if (std::exchange(over_, true)) return;
  if (tls_.state() == crypto::TlsSession::State::failed) {
    return done_({"it does not show its own certificate", {}});
  }
  if (answer_.starts_with(kGood) && is_whole()) return done_({});
  if (answer_.empty()) return done_({"no answer", {}});
  done_({"the answer is {}", {answer_.substr(0, answer_.find("\r\n"))}});
}

}  // namespace jackfield
