#include "tests/fuzz/core_peer.h"

#include <algorithm>
#include <utility>

#include "tests/sim/raw_description.h"

namespace fuzz {

namespace {

std::string lines(const sim::RawMessage& message, std::string_view name) {
  std::string text;
  for (const std::string& value : message.headers(name)) {
    text += std::string(name) + ": " + value + "\r\n";
  }
  return text;
}

// Whatever was said, as the end of a message: LF becomes CRLF among the headers, and the body gets
// its type and length.
std::string tail_of(const std::string& said) {
  const std::size_t end = said.starts_with('\n') ? 0 : said.find("\n\n");
  std::string headers;
  for (const char c : said.substr(0, end)) headers += c == '\n' ? "\r\n" : std::string(1, c);
  if (!headers.empty() && !headers.ends_with("\r\n")) headers += "\r\n";
  std::string body = end == std::string::npos ? std::string() : said.substr(end);
  body.erase(0, body.find_first_not_of('\n'));
  if (!body.empty() && headers.find("Content-Type") == std::string::npos) {
    headers += "Content-Type: application/sdp\r\n";
  }
  return headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

std::string Peer::Dialog::replaces() const {
  return call_id + ";to-tag=" + sim::param_of(remote, "tag") +
         ";from-tag=" + sim::param_of(local, "tag");
}

Peer::Peer(sim::World& world, std::string number, const std::string& address)
    : number_(std::move(number)), address_(address), host_(world.host(address)) {
  const auto bind = [&](const char* port) {
    return *host_.bind_udp(*net::Endpoint::parse(address + port), *this);
  };
  socket_ = bind(":5060");
  rtp_ = bind(":40000");
  rtcp_ = bind(":40001");
  other_ = bind(":40666");
}

void Peer::streams(std::string_view octets) {
  if (!stream_) stream_ = host_.connect_tcp(office_, net::IpAddress(), *this);
  stream_->send(octets);
}

void Peer::sends_media(char kind, std::string_view octets) {
  const sim::RawDescription described(theirs_);
  if (described.audio() == nullptr) return;
  const auto address = net::IpAddress::parse(described.audio()->address);
  if (!address || octets.empty()) return;
  const auto port = static_cast<std::uint16_t>(described.audio()->port + (kind == 'c' ? 1 : 0));
  auto& socket = kind == 'r' ? rtp_ : kind == 'c' ? rtcp_ : other_;
  socket->send({*address, port}, octets);
}

Peer::Dialog* Peer::dialog(std::size_t back) {
  return back < dialogs_.size() ? &dialogs_[dialogs_.size() - 1 - back] : nullptr;
}

void Peer::requests(std::string_view method, Dialog* dialog, std::string_view number,
                    const std::string& said) {
  const bool is_new = dialog == nullptr;
  Dialog made;
  if (is_new) {
    const std::string serial = number_ + "-" + std::to_string(++serial_);
    made.call_id = "c" + serial;
    made.local = "<sip:" + number_ + "@10.0.0.1>;tag=f" + serial;
    made.remote = "<sip:" + std::string(number) + "@10.0.0.1>";
    made.target = "sip:" + std::string(number) + "@10.0.0.1";
    dialog = &made;
  }
  const bool repeats = method == "ACK" || method == "CANCEL";
  if (!repeats) ++dialog->cseq;
  const std::string branch =
      method == "CANCEL" ? dialog->invite_branch : "z9hG4bK" + number_ + std::to_string(++serial_);
  const std::string& uri = method == "CANCEL" ? dialog->invite_uri : dialog->target;
  if (method == "INVITE") {
    dialog->invite_cseq = dialog->cseq;
    dialog->invite_branch = branch;
    dialog->invite_uri = uri;
  }
  const unsigned cseq = repeats ? dialog->invite_cseq : dialog->cseq;
  std::string text = std::string(method) + " " + uri + " SIP/2.0\r\n";
  text += "Via: SIP/2.0/UDP " + address_ + ";branch=" + branch + "\r\nMax-Forwards: 70\r\n";
  text += "From: " + dialog->local + "\r\nTo: " + dialog->remote + "\r\nCall-ID: ";
  text += dialog->call_id + "\r\nCSeq: " + std::to_string(cseq) + " " + std::string(method);
  sends(text + "\r\nContact: " + contact() + "\r\n" + tail_of(said));
  if (is_new && method == "INVITE" && dialogs_.size() < kMostDialogs) {
    dialogs_.push_back(std::move(made));
  }
}

void Peer::responds(int status, std::size_t back, const std::string& said) {
  if (back >= open_.size()) return;
  const auto place = open_.end() - 1 - static_cast<std::ptrdiff_t>(back);
  const sim::RawMessage asked = *place;
  if (status >= 200) open_.erase(place);
  const std::string& to = asked.header("To");
  const std::string tag = sim::has_param(to, "tag") ? "" : ";tag=t" + number_;
  sends("SIP/2.0 " + std::to_string(status) + " Fuzz\r\n" + lines(asked, "Via") +
        lines(asked, "Record-Route") + lines(asked, "From") + "To: " + to + tag + "\r\n" +
        lines(asked, "Call-ID") + lines(asked, "CSeq") + "Contact: " + contact() + "\r\n" +
        tail_of(said));
}

void Peer::take(std::string_view octets) {
  const sim::RawMessage message{std::string(octets)};
  if (message.header("Content-Type") == "application/sdp") theirs_ = message.body();
  if (octets.starts_with("SIP/2.0 ")) {
    response = octets;
    take_response(message);
  } else if (octets.find(" SIP/2.0\r\n") != std::string_view::npos) {
    request = octets;
    take_request(message);
  }
}

void Peer::take_request(const sim::RawMessage& message) {
  if (message.method() != "ACK" && open_.size() < kMostOpen) open_.push_back(message);
  const bool begins = message.method() == "INVITE" && !sim::has_param(message.header("To"), "tag");
  if (!begins || dialogs_.size() >= kMostDialogs) return;
  Dialog dialog;
  dialog.call_id = message.header("Call-ID");
  dialog.local = message.header("To") + ";tag=t" + number_;
  dialog.remote = message.header("From");
  dialog.target = sim::uri_in(message.header("Contact"));
  dialogs_.push_back(std::move(dialog));
}

void Peer::take_response(const sim::RawMessage& message) {
  const auto dialog = std::ranges::find(dialogs_, message.header("Call-ID"), &Dialog::call_id);
  if (dialog == dialogs_.end() || message.method() != "INVITE") return;
  if (sim::has_param(message.header("To"), "tag")) dialog->remote = message.header("To");
  const std::string target = sim::uri_in(message.header("Contact"));
  if (!target.empty() && message.status() < 300) dialog->target = target;
  dialog->rseq = message.header("RSeq") + " " + message.header("CSeq");
}

std::string Peer::fill(std::string_view text, const Slot& of_others) const {
  std::string filled;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    const std::size_t close = text.find('}', std::min(open, text.size()));
    filled += text.substr(0, close == std::string_view::npos ? close : open);
    if (close == std::string_view::npos) break;
    const std::string_view name = text.substr(open + 1, close - open - 1);
    const std::string own = slot(name);
    filled += own.empty() ? of_others(name) : own;
    text.remove_prefix(close + 1);
  }
  return filled;
}

std::string Peer::slot(std::string_view name) const {
  if (name == "sdp") return description("sendrecv", false);
  if (name == "hold") return description("sendonly", false);
  if (name == "mute") return description("inactive", false);
  if (name == "black") return description("black", false);
  if (name == "video") return description("sendrecv", true);
  if (name == "theirs") return theirs_;
  if (name == "rack") return dialogs_.empty() ? "" : dialogs_.back().rseq;
  return {};
}

std::string Peer::description(std::string_view direction, bool video) const {
  const bool black = direction == "black";
  std::string text = "v=0\r\no=- 1 1 IN IP4 " + address_ + "\r\ns=-\r\nc=IN IP4 ";
  text += (black ? "0.0.0.0" : address_) + "\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8 101\r\n";
  text += "a=rtpmap:101 telephone-event/8000\r\n";
  if (!black) text += "a=" + std::string(direction) + "\r\n";
  if (video) text += "m=video 40002 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\n";
  return text;
}

}  // namespace fuzz
