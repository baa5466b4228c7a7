// Dialogs in the simulated world: a core above the transaction layer that knows calls alone, a call
// that notes what it is told, and a peer that writes raw text. Datagrams take no time, so that
// instants are exact.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/sip/dialog/invite_client_session.h"
#include "firmware/sip/dialog/invite_server_session.h"
#include "firmware/sip/transport/server_location.h"
#include "tests/firmware/sip/transaction/peer.h"

namespace sip::testing {

using Times = std::vector<long>;
using Notes = std::vector<std::string>;

inline Body sdp(std::string_view text) {
  return {"application/sdp", std::string(text)};
}
inline std::string with_body(std::string_view body) {
  if (body.empty()) return "Content-Length: 0\r\n\r\n";
  return "Content-Type: application/sdp\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

// The part of a call that either side has: notes in words, answers when told to beforehand.
template <class Base>
class NotingUser : public Base {
 public:
  void on_offer(Dialog& dialog, const Inbound&, const Body& offer) override {
    notes.push_back("offer " + offer.text);
    offered_in = &dialog;
    if (!answer.empty()) {
      EXPECT_TRUE(dialog.answer(sdp(answer)));
    }
  }
  void on_offer_wanted(Dialog& dialog, const Inbound&) override {
    notes.push_back("offer wanted");
    if (!answer.empty()) {
      EXPECT_TRUE(dialog.answer(sdp(answer)));
    }
  }
  void on_offer_withdrawn(Dialog&) override { notes.push_back("withdrawn"); }
  void on_answer(Dialog&, const Inbound&, const Body& body) override {
    notes.push_back("answer " + body.text);
  }
  void on_updated(Dialog&) override { notes.push_back("updated"); }
  void on_modification_failed(Dialog&, Method method, int status, const MessageRef&) override {
    notes.push_back(std::string(to_string(method)) + " failed " + std::to_string(status));
  }
  void on_request(Dialog& dialog, ServerTransaction& request) override {
    notes.push_back(std::string(request.request().method_name()) + " " +
                    std::string(request.request().body()));
    dialog.respond(request, 200);
  }
  void on_response(Dialog&, RequestSerial serial, int status, const MessageRef&) override {
    notes.push_back("#" + std::to_string(serial) + " " + std::to_string(status));
  }
  bool on_other_source(Dialog& dialog, const Inbound& request,
                       ServerTransaction* transaction) override {
    notes.push_back("other source " + net::to_string(request.flow.remote.address));
    if (!lets_in && transaction != nullptr) dialog.respond(*transaction, 403);
    return lets_in;
  }
  std::string on_challenge(Dialog&, Method method, std::string_view uri,
                           const Message& response) override {
    notes.push_back("challenge " + std::to_string(response.status()));
    if (!has_password) return {};
    return "Authorization: Digest for " + std::string(to_string(method)) + " " + std::string(uri) +
           "\r\n";
  }

  bool noted(std::string_view what) const { return std::ranges::find(notes, what) != notes.end(); }

  Notes notes;
  std::string answer;  // "": later
  bool lets_in = false;
  bool has_password = false;
  Dialog* offered_in = nullptr;
};

class CalledUser : public NotingUser<InviteServerSessionUser> {
 public:
  void on_acknowledged(InviteServerSession&) override { notes.push_back("acknowledged"); }
  void on_ended(InviteServerSession&, Ending ending) override {
    notes.push_back("ended " + std::string(to_string(ending)));
    session.reset();
  }
  std::unique_ptr<InviteServerSession> session;
};

class CallingUser : public NotingUser<InviteClientSessionUser> {
 public:
  void on_progress(InviteClientSession&, Dialog* dialog, const Inbound& response) override {
    notes.push_back(std::to_string(response.message->status()) + " " +
                    (dialog == nullptr ? "-" : dialog->state().id.remote_tag));
    early = dialog;
  }
  void on_early_dialog_gone(InviteClientSession&, Dialog& dialog) override {
    notes.push_back("gone " + dialog.state().id.remote_tag);
  }
  void on_answered(InviteClientSession& call, const Inbound&) override {
    notes.push_back("answered " + call.dialog()->state().id.remote_tag);
    if (hangs_up_at_once) call.hang_up();
  }
  void on_failed(InviteClientSession& call, int status, const MessageRef&) override {
    notes.push_back("failed " + std::to_string(status));
    if (retry_with.empty()) return;
    const std::string headers = retry_with;
    retry_with.clear();
    EXPECT_TRUE(call.retry(headers));
  }
  void on_ended(InviteClientSession&, Ending ending) override {
    notes.push_back("ended " + std::string(to_string(ending)));
  }
  void on_idle(InviteClientSession&) override {
    notes.push_back("idle");
    session.reset();
  }
  std::unique_ptr<InviteClientSession> session;
  Dialog* early = nullptr;
  std::string retry_with;
  bool hangs_up_at_once = false;
};

// Our side's core: calls in, and what belongs to them.
class DialogCore : public TransactionUser {
 public:
  DialogCore(DialogContext context, LocalEnd& end, CalledUser& called)
      : context_(context), end_(end), called_(called) {}

  void on_request(ServerTransaction& transaction) override {
    const Message& request = transaction.request();
    if (request.method() == Method::cancel) {
      ServerTransaction* const invite = context_.transactions.find_cancelled(request);
      transaction.respond_with(invite == nullptr ? 481 : 200);
      if (invite != nullptr) invite->cancel();
    } else if (Dialog* const dialog = context_.table.find(request)) {
      dialog->on_request(transaction);
    } else if (request.method() == Method::invite && to(request)->tag().empty()) {
      called_.session = InviteServerSession::begin(context_, end_, transaction, called_);
    } else {
      transaction.respond_with(481);
    }
  }
  void on_ack(const Inbound& ack) override {
    if (Dialog* const dialog = context_.table.find(*ack.message)) dialog->on_ack(ack);
  }
  void on_flow_failed(const Flow&, net::Error) override {}

 private:
  DialogContext context_;
  LocalEnd& end_;
  CalledUser& called_;
};

class DialogTest : public ::testing::Test {
 protected:
  DialogTest() {
    sim::LinkSettings instantly;
    instantly.delay = {};
    world.network().set_weather(instantly);
    layer.set_user(core);
    end.contact_user = "us";
    end.session_timer.wanted = false;
    EXPECT_TRUE(transport.open());
  }

  void TearDown() override {
    called.session.reset();
    calling.session.reset();
    world.advance(200s);
    EXPECT_EQ(table.size(), 0u);
    EXPECT_EQ(layer.client_count(), 0u);
    EXPECT_EQ(layer.server_count(), 0u);
  }

  // The peer calls us. Its tag is p1.
  void invited(std::string_view headers = "", std::string_view body = "offer1") {
    dialog_.call_id = "c1";
    dialog_.peer_tag = "p1";
    says("INVITE", headers, body);
    ours(peer.last("100").message, "to");
  }
  // And we answer.
  void connected(std::string_view headers = "") {
    invited(headers);
    ASSERT_TRUE(called.session);
    ASSERT_TRUE(called.session->accept(sdp("answer1")));
    world.advance({});
    ours(peer.last("200").message, "to");
    acknowledges(1);
    called.notes.clear();
  }

  // We call the peer.
  void calls(Body offer = sdp("offer1"), std::string headers = "") {
    Invitation invitation;
    invitation.from = {"Us", "sip:us@a.example"};
    invitation.to = {"", "sip:bob@b.example"};
    invitation.request_uri = "sip:bob@10.0.0.2";
    invitation.offer = std::move(offer);
    invitation.headers = std::move(headers);
    calling.session = std::make_unique<InviteClientSession>(context, end, invitation, calling);
    ASSERT_TRUE(calling.session->start());
    world.advance({});
    const sim::RawMessage& invite = peer.last("INVITE").message;
    ours(invite, "from");
    dialog_.call_id = invite.header("call-id");
    dialog_.peer_tag = "p1";
  }
  // And it answers.
  void answered(std::string_view headers = "", std::string_view body = "answer1") {
    calls();
    replies(peer.last("INVITE"), 200, headers, body);
    EXPECT_EQ(peer.count("ACK"), 1u);
    calling.notes.clear();
  }

  void replies(Heard request, int status, std::string_view headers = "", std::string_view body = "",
               std::string_view tag = "p1") {
    std::string text = answer_to(request.message, status, "", tag);
    text.resize(text.find("Content-Length"));
    text += std::string(headers);
    if (status > 100 && status < 300 && headers.find("Contact") == std::string_view::npos) {
      text += "Contact: <sip:bob@10.0.0.2>\r\n";
    }
    peer.says(text + with_body(body));
    world.advance({});
  }

  std::string request_text(std::string_view method, unsigned cseq, std::string_view headers,
                           std::string_view body) {
    std::string text = std::string(method) + " sip:us@10.0.0.1 SIP/2.0\r\n";
    text += "Via: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKp" + std::to_string(++branches_) + "\r\n";
    text += "Max-Forwards: 70\r\nFrom: <sip:carol@c.example>;tag=" + dialog_.peer_tag + "\r\n";
    text += "To: <sip:us@a.example>";
    if (!dialog_.our_tag.empty()) text += ";tag=" + dialog_.our_tag;
    text += "\r\nCall-ID: " + dialog_.call_id + "\r\nCSeq: " + std::to_string(cseq) + " ";
    text += std::string(method) + "\r\n";
    if (headers.find("Contact") == std::string_view::npos) {
      text += "Contact: <sip:carol@10.0.0.2>\r\n";
    }
    return text + std::string(headers) + with_body(body);
  }
  // A request of the peer's, under its next CSeq.
  std::string says(std::string_view method, std::string_view headers = "",
                   std::string_view body = "") {
    return says_as(++dialog_.peer_cseq, method, headers, body);
  }
  std::string says_as(unsigned cseq, std::string_view method, std::string_view headers = "",
                      std::string_view body = "") {
    const std::string text = request_text(method, cseq, headers, body);
    peer.says(text);
    world.advance({});
    return text;
  }
  void acknowledges(unsigned cseq, std::string_view body = "") { says_as(cseq, "ACK", "", body); }

  int last_status() const { return peer.heard.empty() ? 0 : peer.heard.back().message.status(); }
  const sim::RawMessage& last() const { return peer.heard.back().message; }
  void ours(const sim::RawMessage& message, std::string_view header) {
    dialog_.our_tag = sim::param_of(message.header(header), "tag");
  }
  Dialog& dialog() {
    return called.session ? called.session->dialog() : *calling.session->dialog();
  }

  sim::World world{1};
  TransportSettings transport_settings = [] {
    TransportSettings settings;
    settings.interfaces.push_back({endpoint("10.0.0.1:5060"), ""});
    return settings;
  }();
  TransportLayer transport{world.host("10.0.0.1"), world.timers(), world.log(), transport_settings};
  TransactionLayer layer{transport, world.timers(), world.random(), {}};
  ServerLocator locator{world.names(), world.random()};
  DialogTable table{4};
  DialogContext context{layer, locator, table};
  LocalEnd end;
  CalledUser called;
  CallingUser calling;
  DialogCore core{context, end, called};
  Peer peer{world, "10.0.0.2:5060"};

  struct {
    std::string call_id, peer_tag, our_tag;
    unsigned peer_cseq = 0;
  } dialog_;
  int branches_ = 0;
};

}  // namespace sip::testing
