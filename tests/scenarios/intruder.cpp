#include "tests/scenarios/intruder.h"

#include "firmware/base/ascii.h"
#include "firmware/crypto/digest.h"

namespace scenarios {

namespace {

std::string with_body(const std::string& body, const std::string& type = "application/sdp") {
  const std::string line = body.empty() ? "" : "Content-Type: " + type + "\r\n";
  return line + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string ids_of(const StolenDialog& dialog) {
  return "From: " + dialog.from + "\r\nTo: " + dialog.to + "\r\nCall-ID: " + dialog.call_id +
         "\r\n";
}

std::string md5(const std::string& text) {
  return base::to_hex(crypto::as_view(crypto::md5({text})));
}

}  // namespace

StolenDialog StolenDialog::of_caller(const sim::Phone& phone) {
  const sim::RawMessage& invite = phone.last_sent("INVITE");
  const sim::RawMessage& answer = phone.last_response(200, "INVITE");
  return {invite.header("Call-ID"), invite.header("From"), answer.header("To"),
          sim::uri_in(answer.header("Contact")), invite.cseq()};
}

StolenDialog StolenDialog::of_callee(const sim::Phone& phone) {
  const sim::RawMessage& invite = phone.last_request("INVITE");
  const sim::RawMessage& answer = phone.last_answer_sent(200);
  return {invite.header("Call-ID"), answer.header("To"), invite.header("From"),
          sim::uri_in(invite.header("Contact")), 100};
}

std::string StolenDialog::replaces() const {
  return call_id + ";to-tag=" + sim::param_of(to, "tag") +
         ";from-tag=" + sim::param_of(from, "tag");
}

Intruder::Intruder(Office& office, std::string_view address, bool tcp, std::string number)
    : world_(office.world()),
      address_(address),
      tcp_(tcp),
      number_(std::move(number)),
      switchboard_{*net::IpAddress::parse(office.options().address), 5060},
      wire_(
          world_.host(address), {*net::IpAddress::parse(address), 5060},
          [this](std::string text, const sim::Way&) { received_.emplace_back(std::move(text)); },
          [](std::uint64_t) {}) {
  world_.ladder().name(*net::IpAddress::parse(address), "intruder");
  if (!number_.empty()) office.opens_account(number_);
  audio_ = std::make_unique<sim::Audio>(
      world_.host(address), world_.timers(), net::Endpoint{*net::IpAddress::parse(address), 45000},
      [this] { return target_; }, [this](const sim::HeardPacket&) { ++heard_; });
}

int Intruder::asks(std::string_view method, const StolenDialog& dialog, const std::string& headers,
                   const std::string& body, const std::string& type) {
  return exchange({std::string(method), dialog.target, ids_of(dialog), dialog.cseq + 50,
                   headers + with_body(body, type)});
}

int Intruder::takes_over(const StolenDialog& dialog) {
  const std::string name =
      number_.empty() ? "mallory@elsewhere.example" : number_ + "@office.example";
  const std::string ids = "From: <sip:" + name + ">;tag=mine\r\nTo: <sip:100@office.example>\r\n" +
                          "Call-ID: " + world_.random().token(12) + "\r\n";
  return exchange({"INVITE", "sip:100@office.example", ids, 1,
                   "Replaces: " + dialog.replaces() + "\r\n" + with_body(description())});
}

int Intruder::cancels(const sim::RawMessage& invite) {
  std::string text = "CANCEL " + invite.uri() + " SIP/2.0\r\nVia: " + invite.header("Via") +
                     "\r\nMax-Forwards: 70\r\nFrom: " + invite.header("From") +
                     "\r\nTo: " + invite.header("To") + "\r\nCall-ID: " + invite.header("Call-ID") +
                     "\r\nCSeq: " + std::to_string(invite.cseq()) + " CANCEL\r\n" + with_body("");
  return answer_to(text, invite.branch());
}

void Intruder::acknowledges(const StolenDialog& dialog, const std::string& body) {
  send(text_of({"ACK", dialog.target, ids_of(dialog), dialog.cseq, with_body(body)},
               "z9hG4bK" + world_.random().token(12), ""));
}

std::string Intruder::description() const {
  return "v=0\r\no=- 1 1 IN IP4 " + address_ + "\r\ns=-\r\nc=IN IP4 " + address_ +
         "\r\nt=0 0\r\nm=audio 45000 RTP/AVP 0 8\r\n";
}

void Intruder::sends_audio(const net::Endpoint& to, int payload_type, int packets) {
  target_ = to;
  audio_->send(payload_type, voice(), packets);
}

int Intruder::exchange(Request request) {
  for (std::string proof;;) {
    const std::string branch = "z9hG4bK" + world_.random().token(12);
    const int status = answer_to(text_of(request, branch, proof), branch);
    if (status < 200) return status;
    const sim::RawMessage answer = received_.back();
    if (request.method == "INVITE" && status >= 300) {
      Request ack = request;
      ack.method = "ACK";
      ack.rest = with_body("");
      send(text_of(ack, branch, ""));
    }
    if (status != 407 || number_.empty() || !proof.empty()) return status;
    ++request.cseq;
    proof = credentials(answer, request);
  }
}

// The final answer, after which it is the last of what was received.
int Intruder::answer_to(const std::string& text, const std::string& branch) {
  received_.clear();
  const auto is_answered = [&] {
    return !received_.empty() && received_.back().branch() == branch &&
           received_.back().status() >= 200;
  };
  for (int copy = 0; copy < 64; ++copy) {
    if (copy == 0 || !tcp_) send(text);
    if (world_.advance_until(is_answered, sim::kT1)) return received_.back().status();
  }
  return 0;
}

std::string Intruder::text_of(const Request& request, std::string_view branch,
                              const std::string& credentials) const {
  return request.method + " " + request.uri + " SIP/2.0\r\nVia: SIP/2.0/" +
         (tcp_ ? "TCP " : "UDP ") + address_ + ";rport;branch=" + std::string(branch) +
         "\r\nMax-Forwards: 70\r\n" + request.ids + "CSeq: " + std::to_string(request.cseq) + " " +
         request.method + "\r\nContact: <sip:mallory@" + address_ + ">\r\n" + credentials +
         request.rest;
}

std::string Intruder::credentials(const sim::RawMessage& challenge, const Request& request) const {
  const std::string value = challenge.header("Proxy-Authenticate");
  const std::string realm = sim::auth_param(value, "realm");
  const std::string nonce = sim::auth_param(value, "nonce");
  const std::string ha1 = md5(number_ + ":" + realm + ":" + kPassword);
  const std::string ha2 = md5(request.method + ":" + request.uri);
  const std::string response = md5(ha1 + ":" + nonce + ":00000001:c:auth:" + ha2);
  return "Proxy-Authorization: Digest username=\"" + number_ + "\", realm=\"" + realm +
         "\", nonce=\"" + nonce + "\", uri=\"" + request.uri +
         "\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\", response=\"" + response +
         "\", opaque=\"" + sim::auth_param(value, "opaque") + "\"\r\n";
}

void Intruder::send(const std::string& text) {
  wire_.send(wire_.way_to(switchboard_, tcp_), text);
}

}  // namespace scenarios
