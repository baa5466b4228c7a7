// A proxy in the wire room, told by the test which targets a call has; the caller and some callees
// are scripted peers.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "firmware/proxy/proxy.h"
#include "firmware/sip/message/fields.h"
#include "firmware/sip/message/message_buffer.h"
#include "tests/firmware/proxy/wire_room.h"

namespace proxy::testing {

// Keeps call records in its head, at once or when the test says so.
class Clerk : public CallObserver {
 public:
  void on_call_began(const CallBegin& call) override { began.push_back(call); }
  void on_call_answered(CallSerial call) override { answered.push_back(call); }
  void on_call_ended(CallSerial, const CallEnd& end, std::function<void()> recorded) override {
    ended.push_back(end);
    if (!slow) return recorded();
    waiting.push_back(std::move(recorded));
  }
  void catches_up() {
    for (const auto& recorded : std::exchange(waiting, {})) recorded();
  }

  bool slow = false;
  std::vector<CallBegin> began;
  std::vector<CallSerial> answered;
  std::vector<CallEnd> ended;
  std::vector<std::function<void()>> waiting;
};

class Desk : public WireRoom, private sip::TransactionUser {
 protected:
  explicit Desk(ProxySettings settings = {}) : proxy(layer, locator, clerk, std::move(settings)) {
    layer.set_user(*this);
    for (const char* name : {"bob.example", "two.example"}) {
      world.names().add_address(name, "10.0.0.12");
    }
    world.names().add_address("two.example", "10.0.0.13");
  }
  ~Desk() override {
    world.advance(3h);
    EXPECT_EQ(proxy.contexts(), 0u);
    EXPECT_EQ(layer.client_count(), 0u);
    EXPECT_EQ(layer.server_count(), 0u);
    EXPECT_EQ(sip::message_pool_use().live, 0u);
  }

  // A request of the caller's; `headers` are whole lines.
  std::string request(std::string_view method, std::string_view headers = "",
                      std::string_view to_tag = "", std::string_view body = "") {
    const std::string m(method);
    if (method != "CANCEL") branch_ = "z9hG4bKcaller" + std::to_string(++requests_);
    std::string to = "<sip:bob@office.example>";
    if (!to_tag.empty()) to += ";tag=" + std::string(to_tag);
    return m + " sip:bob@office.example SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.11;branch=" + branch_ +
           "\r\nMax-Forwards: 70\r\nFrom: <sip:alice@office.example>;tag=alice\r\nTo: " + to +
           "\r\nCall-ID: call\r\nCSeq: 1 " + m + "\r\n" + std::string(headers) +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
  }
  void says(std::string_view text) {
    alice.says(text);
    world.advance({});
  }
  // Alice calls and the proxy forwards to these.
  void calls(std::vector<Target> to, std::string_view headers = "", std::string_view body = "") {
    targets = std::move(to);
    says(request("INVITE", headers, "", body));
  }
  void answers(Peer& peer, int status, std::string_view headers = "",
               std::string_view tag = "peer") {
    peer.answers(peer.last("INVITE"), status, headers, tag);
    world.advance({});
  }
  // Alice acknowledges a refusal.
  void acknowledges(int status) {
    std::string text = alice.last(std::to_string(status)).message.header("via");
    text = "ACK sip:bob@office.example SIP/2.0\r\nVia: " + text +
           "\r\nFrom: <sip:alice@office.example>;tag=alice\r\nTo: "
           "<sip:bob@office.example>;tag=x\r\nCall-ID: call\r\nCSeq: 1 ACK\r\n"
           "Content-Length: 0\r\n\r\n";
    says(text);
  }
  static Target to(std::string uri, int q = 1000) {
    Target target;
    target.uri = std::move(uri);
    target.q = q;
    return target;
  }
  long now() const { return Peer::in_ms(world.now()); }

  static constexpr const char* kBob = "sip:bob@10.0.0.12";
  static constexpr const char* kCarol = "sip:carol@10.0.0.13";

  sip::TransactionLayer layer{transport, world.timers(), world.random(), {}};
  sip::ServerLocator locator{world.names(), world.random()};
  Clerk clerk;
  Proxy proxy;
  std::vector<Target> targets;
  std::vector<Target> spiral_targets;  // of a request that we sent to ourselves
  Peer alice{world, "10.0.0.11:5060"}, bob{world, "10.0.0.12:5060"}, carol{world, "10.0.0.13:5060"};

 private:
  void on_request(sip::ServerTransaction& transaction) override {
    const sip::Message& message = transaction.request();
    if (message.method() == sip::Method::cancel) {
      sip::ServerTransaction* invite = layer.find_cancelled(message);
      transaction.respond_with(invite == nullptr ? 481 : 200);
      if (invite != nullptr) invite->cancel();
      return;
    }
    const auto plan = plan_route(message, transport);
    ASSERT_TRUE(plan);
    if (sip::to(message)->tag().empty()) {
      const bool spirals = layer.is_own_request(transaction.inbound());
      proxy.forward(transaction, *plan, spirals ? spiral_targets : targets, {"100", "101"});
    } else {
      proxy.forward_in_dialog(transaction, *plan, proxy.calls().match(transaction.inbound()));
    }
  }
  void on_ack(const sip::Inbound& ack) override {
    const auto call = proxy.calls().match(ack);
    const auto plan = plan_route(*ack.message, transport);
    if (call && plan) proxy.forward_ack(ack, *plan, *call);
  }
  void on_flow_failed(const sip::Flow&, net::Error) override {}

  int requests_ = 0;
  std::string branch_;
};

}  // namespace proxy::testing
