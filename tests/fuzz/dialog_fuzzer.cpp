// Dialogs of both sides, driven at random: a peer that knows tags and branches sends what it likes,
// the call that owns the session orders what it likes, and time passes. Whatever they do: no crash,
// and some minutes after they are gone nothing of it is left.
//
// The input is a list of steps, two octets each: what happens, and how. Behind a step "headers"
// stands a line up to LF that the peer's next messages carry.
#include <array>
#include <memory>
#include <string>
#include <utility>

#include "firmware/base/assert.h"
#include "firmware/sip/dialog/invite_client_session.h"
#include "firmware/sip/dialog/invite_server_session.h"
#include "tests/fuzz/fuzz.h"
#include "tests/sim/raw_message.h"
#include "tests/sim/world.h"

namespace {

using namespace std::chrono_literals;
using sip::Body;
using sip::Dialog;
using sip::Inbound;

constexpr std::size_t kMaxSteps = 64;
const Body kBody{"application/sdp", "v=0"};

// Refuses and accepts by a number the input gives.
template <class Base>
class Call : public Base {
 public:
  void on_offer(Dialog& dialog, const Inbound&, const Body&) override { answer(dialog); }
  void on_offer_wanted(Dialog& dialog, const Inbound&) override { answer(dialog); }
  void on_offer_withdrawn(Dialog&) override {}
  void on_answer(Dialog&, const Inbound&, const Body&) override {}
  void on_updated(Dialog&) override {}
  void on_modification_failed(Dialog&, sip::Method, int, const sip::MessageRef&) override {}
  void on_request(Dialog& dialog, sip::ServerTransaction& request) override {
    dialog.respond(request, 200);
  }
  void on_response(Dialog&, sip::RequestSerial, int, const sip::MessageRef&) override {}
  bool on_other_source(Dialog&, const Inbound&, sip::ServerTransaction*) override { return true; }
  std::string on_challenge(Dialog&, sip::Method, std::string_view, const sip::Message&) override {
    return mood % 2 == 0 ? "" : "Authorization: x\r\n";
  }
  void answer(Dialog& dialog) {
    if (mood % 3 == 0) static_cast<void>(dialog.answer(kBody));
    if (mood % 3 == 1) static_cast<void>(dialog.decline(488));
    if (mood % 7 == 6) dialog.bye();
  }
  unsigned mood = 0;
};

class Called : public Call<sip::InviteServerSessionUser> {
 public:
  void on_acknowledged(sip::InviteServerSession&) override {}
  void on_ended(sip::InviteServerSession&, sip::Ending) override { session.reset(); }
  std::unique_ptr<sip::InviteServerSession> session;
};

class Calling : public Call<sip::InviteClientSessionUser> {
 public:
  void on_progress(sip::InviteClientSession&, Dialog* dialog, const Inbound&) override {
    if (mood % 5 == 4 && dialog != nullptr) dialog->bye();
    if (mood % 5 == 3 && dialog != nullptr) static_cast<void>(dialog->update(kBody));
  }
  void on_early_dialog_gone(sip::InviteClientSession&, Dialog&) override {}
  void on_answered(sip::InviteClientSession& call, const Inbound&) override {
    if (mood % 5 == 2) call.hang_up();
  }
  void on_failed(sip::InviteClientSession& call, int, const sip::MessageRef&) override {
    if (mood % 5 == 1) session.reset();
    if (mood % 5 == 2) static_cast<void>(call.retry("X: y\r\n"));
  }
  void on_ended(sip::InviteClientSession&, sip::Ending) override {
    if (mood % 5 == 3) session.reset();
  }
  void on_idle(sip::InviteClientSession&) override { session.reset(); }
  std::unique_ptr<sip::InviteClientSession> session;
};

class Fuzzed : public sip::TransactionUser, public net::UdpUser {
 public:
  Fuzzed() {
    layer_.set_user(*this);
    ASSERT(transport_.open());
    end_.contact_user = "us";
    end_.session_timer.interval = 100s;
  }
  ~Fuzzed() override {
    called_.session.reset();
    calling_.session.reset();
    world_.advance(10min);
    ASSERT(table_.size() == 0);
    ASSERT(layer_.client_count() == 0 && layer_.server_count() == 0);
  }

  void step(unsigned what, unsigned how, std::string_view& rest) {
    called_.mood = calling_.mood = how;
    switch (what % 8) {
      case 0:
        peer_requests(how, what / 8);
        break;
      case 1:
      case 2:
        peer_responds(how, what / 8);
        break;
      case 3:
        orders_called(how);
        break;
      case 4:
        orders_calling(how);
        break;
      case 5:
        world_.advance(how * how * 10ms);
        break;
      case 6:
        take_line(rest);
        break;
      default:
        if (!last_sent_.empty()) send(last_sent_);
        break;
    }
    world_.advance(5ms);
  }

 private:
  void on_request(sip::ServerTransaction& transaction) override {
    const sip::Message& request = transaction.request();
    if (request.method() == sip::Method::cancel) {
      sip::ServerTransaction* const invite = layer_.find_cancelled(request);
      transaction.respond_with(200);
      if (invite != nullptr) invite->cancel();
    } else if (Dialog* const dialog = table_.find(request)) {
      dialog->on_request(transaction);
    } else if (request.method() == sip::Method::invite && !called_.session) {
      static_cast<void>(table_.find_replaced(request));
      called_.session = sip::InviteServerSession::begin(context_, end_, transaction, called_);
    } else {
      transaction.respond_with(481);
    }
  }
  void on_ack(const Inbound& ack) override {
    if (Dialog* const dialog = table_.find(*ack.message)) dialog->on_ack(ack);
  }
  void on_flow_failed(const sip::Flow&, net::Error) override {}

  void on_datagram(std::string_view octets, const net::Endpoint&) override {
    sim::RawMessage message{std::string(octets)};
    (message.is_request() ? request_ : response_) = std::move(message);
  }
  void on_unreachable(const net::Endpoint&) override {}

  void send(const std::string& text) {
    last_sent_ = text;
    socket_->send(*net::Endpoint::parse("10.0.0.1:5060"), text);
  }
  void take_line(std::string_view& rest) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    line_ = std::string(rest.substr(0, end)) + "\r\n";
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  std::string tail(bool described) {
    std::string text = std::exchange(line_, {});
    if (text == "\r\n") text.clear();
    if (described) text += "Content-Type: application/sdp\r\n";
    return text + "Contact: <sip:peer@10.0.0.2>\r\nContent-Length: " + (described ? "3" : "0") +
           "\r\n\r\n" + (described ? "v=0" : "");
  }

  void peer_requests(unsigned how, unsigned seed) {
    static constexpr std::array<const char*, 10> kMethods = {
        "INVITE", "ACK", "BYE", "CANCEL", "PRACK", "UPDATE", "INFO", "NOTIFY", "INVITE", "ACK"};
    const std::string method = kMethods[how % kMethods.size()];
    const bool same_branch = method == "CANCEL";
    if (method != "ACK" && !same_branch) cseq_ += 1 + how / 128;
    if (!same_branch) ++branch_;
    const std::string tag = sim::param_of(response_.header("to"), "tag");
    const bool with_tag = !tag.empty() && seed % 4 != 0;
    std::string text = method + " sip:us@10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2;branch=";
    text += "z9hG4bK" + std::to_string(branch_) + "\r\nMax-Forwards: 70\r\n";
    if (calling_.session && seed % 2 == 1) {
      text += "From: <sip:bob@b.example>;tag=t0\r\nTo: <sip:us@a>;tag=" +
              calling_.session->local_tag() + "\r\nCall-ID: " + calling_.session->call_id();
    } else {
      text += "From: <sip:peer@b.example>;tag=p1\r\nTo: <sip:us@a>" +
              (with_tag ? ";tag=" + tag : "") + "\r\nCall-ID: c1";
    }
    text += "\r\nCSeq: " + std::to_string(cseq_) + " " + method + "\r\n";
    text += "Supported: 100rel, timer\r\nAllow: UPDATE\r\n";
    if (method == "PRACK") text += "RAck: " + response_.header("rseq") + " 1 INVITE\r\n";
    send(text + tail(seed % 3 == 0));
  }

  void peer_responds(unsigned how, unsigned seed) {
    static constexpr std::array<int, 16> kStatuses = {100, 180, 183, 200, 200, 200, 202, 302,
                                                      401, 407, 422, 481, 486, 487, 491, 503};
    if (request_.is_empty()) return;
    std::string text = "SIP/2.0 " + std::to_string(kStatuses[how % 16]) + " Fuzz\r\n";
    for (const auto& [name, value] : request_.lines()) {
      const bool copied = name == "via" || name == "from" || name == "call-id" || name == "cseq";
      if (copied) text += name + ": " + value + "\r\n";
      if (name != "to") continue;
      text += "To: " + value;
      if (!sim::has_param(value, "tag")) text += ";tag=t" + std::to_string(how / 16 % 4);
      text += "\r\n";
    }
    if (seed % 4 == 1) text += "Require: 100rel\r\nRSeq: " + std::to_string(++rseq_) + "\r\n";
    if (seed % 4 == 2) text += "Allow: UPDATE\r\nMin-SE: 200\r\n";
    send(text + tail(seed % 2 == 1));
  }

  void orders(Dialog& dialog, unsigned how) {
    if (how % 6 == 0) static_cast<void>(dialog.reinvite(how % 2 == 0 ? kBody : Body{}));
    if (how % 6 == 1) static_cast<void>(dialog.update(how % 4 == 1 ? kBody : Body{}));
    if (how % 6 == 2) static_cast<void>(dialog.answer(kBody));
    if (how % 6 == 3) static_cast<void>(dialog.decline(488));
    if (how % 6 == 4) static_cast<void>(dialog.send_request(sip::Method::info));
    if (how % 6 == 5) dialog.bye();
  }
  void orders_called(unsigned how) {
    if (!called_.session) return;
    sip::InviteServerSession& session = *called_.session;
    const Body body = how % 2 == 0 ? kBody : Body{};
    if (how % 8 == 0) static_cast<void>(session.progress(180, body));
    if (how % 8 == 1 || how % 8 == 2) {
      static_cast<void>(session.progress(183, body, {}, sip::Reliability::reliable));
    }
    if (how % 8 == 3 || how % 8 == 4) static_cast<void>(session.accept(kBody));
    if (how % 8 == 5) orders(session.dialog(), how / 8);
    if (how % 64 == 6) session.hang_up();
    if (how % 64 == 14) static_cast<void>(session.reject(486));
    if (how % 64 == 22) called_.session.reset();
  }
  void orders_calling(unsigned how) {
    if (!calling_.session) {
      sip::Invitation invitation;
      invitation.request_uri = "sip:peer@10.0.0.2";
      if (how % 2 == 0) invitation.offer = kBody;
      calling_.session =
          std::make_unique<sip::InviteClientSession>(context_, end_, invitation, calling_);
      static_cast<void>(calling_.session->start());
      return;
    }
    sip::InviteClientSession& session = *calling_.session;
    if (how % 4 == 0 && session.dialog() != nullptr) orders(*session.dialog(), how / 4);
    if (how % 32 == 1) session.cancel();
    if (how % 32 == 2) session.hang_up();
    if (how % 32 == 3) calling_.session.reset();
  }

  sim::World world_;
  sip::TransportSettings settings_ = [] {
    sip::TransportSettings settings;
    settings.interfaces.push_back({*net::Endpoint::parse("10.0.0.1:5060"), ""});
    return settings;
  }();
  sip::TransportLayer transport_{world_.host("10.0.0.1"), world_.timers(), world_.log(), settings_};
  sip::TransactionLayer layer_{transport_, world_.timers(), world_.random(), {}};
  sip::ServerLocator locator_{world_.names(), world_.random()};
  sip::DialogTable table_{6};
  sip::DialogContext context_{layer_, locator_, table_};
  sip::LocalEnd end_;
  Called called_;
  Calling calling_;
  std::unique_ptr<net::UdpSocket> socket_ =
      *world_.host("10.0.0.2").bind_udp(*net::Endpoint::parse("10.0.0.2:5060"), *this);
  sim::RawMessage request_, response_;  // the last that came
  std::string last_sent_, line_;
  unsigned cseq_ = 0, branch_ = 0, rseq_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  Fuzzed fuzzed;
  for (std::size_t step = 0; step < kMaxSteps && input.size() >= 2; ++step) {
    const auto what = static_cast<unsigned char>(input[0]);
    const auto how = static_cast<unsigned char>(input[1]);
    input.remove_prefix(2);
    fuzzed.step(what, how, input);
  }
  return 0;
}
