// A transaction layer in the simulated world, where datagrams take no time so that instants are
// exact, with a core above that notes what it is told.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "firmware/sip/transaction/transaction_layer.h"
#include "tests/firmware/sip/transaction/peer.h"

namespace sip::testing {

using Times = std::vector<long>;

inline TransportSettings listening_at(std::string_view at) {
  TransportSettings settings;
  settings.interfaces.push_back({endpoint(at), ""});
  return settings;
}

// Whoever started client transactions.
class Client : public ClientTransactionUser {
 public:
  explicit Client(sim::World& world) : world_(world) {}
  void on_response(const Inbound& response) override {
    statuses.push_back(response.message->status());
  }
  void on_failure(ClientFailure failure) override {
    failures.emplace_back(failure, Peer::in_ms(world_.now()));
  }
  void on_client_terminated() override { ended.push_back(Peer::in_ms(world_.now())); }

  std::vector<int> statuses;
  std::vector<std::pair<ClientFailure, long>> failures;
  Times ended;

 private:
  sim::World& world_;
};

class Core : public TransactionUser, public ServerTransactionUser {
 public:
  explicit Core(sim::World& world) : world_(world) {}
  void on_request(ServerTransaction& transaction) override {
    transaction.set_user(this);
    requests.push_back(&transaction);
  }
  void on_ack(const Inbound&) override { ++acks; }
  void on_flow_failed(const Flow& flow, net::Error) override { failed.push_back(flow); }
  void on_cancelled() override { ++cancelled; }
  void on_server_terminated() override { ended.push_back(Peer::in_ms(world_.now())); }

  std::vector<ServerTransaction*> requests;
  std::vector<Flow> failed;
  int acks = 0, cancelled = 0;
  Times ended;

 private:
  sim::World& world_;
};

class TransactionTest : public ::testing::Test {
 protected:
  TransactionTest() {
    sim::LinkSettings instantly;
    instantly.delay = {};
    world.network().set_weather(instantly);
    layer.set_user(core);
    EXPECT_TRUE(transport.open());
  }

  // From us to the peer.
  static std::string request(std::string_view method, std::string_view branch,
                             Transport by = Transport::udp, std::string_view headers = "") {
    return std::string(method) + " sip:bob@10.0.0.2 SIP/2.0\r\nVia: SIP/2.0/" +
           std::string(to_string(by)) + " 10.0.0.1;branch=" + std::string(branch) +
           "\r\nMax-Forwards: 70\r\n" + std::string(headers) +
           "From: <sip:alice@a.example>;tag=a1\r\nTo: <sip:bob@b.example>\r\nCall-ID: c1\r\n"
           "CSeq: 7 " +
           std::string(method) + "\r\nContent-Length: 0\r\n\r\n";
  }
  ClientTransaction& starts(std::string_view method, Transport by = Transport::udp,
                            std::string_view headers = "") {
    const std::string branch = layer.new_branch();
    const auto flow = transport.flow_to(by, endpoint("10.0.0.2:5060"));
    EXPECT_TRUE(flow);
    const Method known = method == "INVITE"   ? Method::invite
                         : method == "CANCEL" ? Method::cancel
                                              : Method::options;
    return layer.start_client(*flow, known, branch, request(method, branch, by, headers), client);
  }

  // From the peer to us.
  static std::string incoming(std::string_view method, std::string_view via,
                              std::string_view to_tag = "", std::string_view headers = "") {
    std::string to = "<sip:bob@b.example>";
    if (!to_tag.empty()) to += ";tag=" + std::string(to_tag);
    return std::string(method) + " sip:bob@10.0.0.1 SIP/2.0\r\nVia: " + std::string(via) +
           "\r\nMax-Forwards: 70\r\nFrom: <sip:carol@c.example>;tag=c1\r\nTo: " + to +
           "\r\nCall-ID: c2\r\nCSeq: 1 " + std::string(method) + "\r\n" + std::string(headers) +
           "Content-Length: 0\r\n\r\n";
  }
  static constexpr std::string_view kVia = "SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKone";
  static constexpr std::string_view kTcpVia = "SIP/2.0/TCP 10.0.0.2;branch=z9hG4bKone";

  void hears(std::string_view text, bool tcp = false) {
    peer.says(text, "10.0.0.1:5060", tcp);
    world.advance({});
  }
  long now() const { return Peer::in_ms(world.now()); }

  sim::World world{1};
  TransportSettings transport_settings = listening_at("10.0.0.1:5060");
  TransactionSettings settings;
  TransportLayer transport{world.host("10.0.0.1"), world.timers(), world.log(), transport_settings};
  TransactionLayer layer{transport, world.timers(), world.random(), settings};
  Core core{world};
  Client client{world};
  Peer peer{world, "10.0.0.2:5060"};
};

}  // namespace sip::testing
