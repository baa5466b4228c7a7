// A transport layer on a fake network, with a user that remembers what it was told.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "firmware/sip/transport/transport_layer.h"
#include "tests/firmware/sip/transport/fake_network.h"

namespace sip::testing {

class Ear : public TransportUser {
 public:
  void on_message(Inbound inbound) override {
    heard.push_back(std::move(inbound));
    if (on_heard) on_heard(heard.back().flow);
  }
  void on_flow_failed(const Flow& flow, net::Error reason) override {
    failed.emplace_back(flow, reason);
    if (on_failure) on_failure(flow);
  }

  std::vector<Inbound> heard;
  std::vector<std::pair<Flow, net::Error>> failed;
  std::function<void(const Flow&)> on_heard, on_failure;
};

class LineCount : public base::Log {
 public:
  void write(base::Severity, std::string_view, std::string_view,
             std::initializer_list<base::LogField>) override {
    ++lines;
  }
  int lines = 0;
};

class TransportTest : public ::testing::Test {
 protected:
  TransportTest() {
    network.add_address("192.0.2.1");
    network.add_address("2001:db8::1");
    network.add_route("127.", "127.0.0.1");
    network.add_route("192.0.2.", "192.0.2.1");
    network.add_route("198.51.100.", "192.0.2.1");
    network.add_route("2001:db8:", "2001:db8::1");
  }

  // `interfaces`: "192.0.2.1:5060", or "192.0.2.1:5060 pbx.example.com" with an advertised host.
  net::Result<void> open(std::initializer_list<std::string_view> interfaces) {
    for (const std::string_view text : interfaces) {
      const std::size_t blank = text.find(' ');
      settings.interfaces.push_back(
          {*net::Endpoint::parse(text.substr(0, blank)),
           std::string(blank == std::string_view::npos ? "" : text.substr(blank + 1))});
    }
    layer.emplace(network, timers, log, settings);
    layer->set_user(ear);
    return layer->open();
  }
  void pass(base::Duration time) { timers.run_due(timers.now() + time); }

  static net::Endpoint at(std::string_view text) { return *net::Endpoint::parse(text); }

  static std::string request(std::string_view via, std::string_view method = "OPTIONS",
                             std::string_view body = "") {
    return std::string(method) + " sip:pbx.example.com SIP/2.0\r\nVia: " + std::string(via) +
           "\r\nMax-Forwards: 70\r\nFrom: <sip:a@example.com>;tag=1\r\nTo: <sip:b@example.com>\r\n"
           "Call-ID: c1\r\nCSeq: 1 " +
           std::string(method) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
  }
  static std::string response(std::string_view via) {
    return "SIP/2.0 200 OK\r\nVia: " + std::string(via) +
           "\r\nFrom: <sip:a@example.com>;tag=1\r\nTo: <sip:b@example.com>;tag=2\r\n"
           "Call-ID: c1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
  }

  FakeNetwork network;
  base::TimerQueue timers;
  LineCount log;
  Ear ear;
  TransportSettings settings;
  std::optional<TransportLayer> layer;
};

}  // namespace sip::testing
