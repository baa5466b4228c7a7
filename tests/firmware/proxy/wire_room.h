// A transport layer with two sides, 10.0.0.1 and 10.1.0.1 alias pbx.right.example, in a simulated
// world where datagrams take no time.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "firmware/sip/transport/transport_layer.h"
#include "tests/firmware/sip/transaction/peer.h"

namespace proxy::testing {

using namespace std::chrono_literals;
using sip::testing::endpoint;
using sip::testing::Heard;
using sip::testing::Peer;
using Texts = std::vector<std::string>;
using Times = std::vector<long>;

class WireRoom : public ::testing::Test {
 protected:
  WireRoom() {
    sim::LinkSettings instantly;
    instantly.delay = {};
    world.network().set_weather(instantly);
    EXPECT_TRUE(transport.open());
  }

  static sip::MessageRef parsed(std::string_view text) {
    auto message = sip::MessageRef::parse(text);
    EXPECT_TRUE(message) << text;
    return message ? std::move(*message) : sip::MessageRef();
  }
  // The way between us and a peer.
  sip::Flow flow(std::string_view remote, sip::Transport by = sip::Transport::udp) {
    const auto flow = transport.flow_to(by, endpoint(remote));
    EXPECT_TRUE(flow) << remote;
    return *flow;
  }

  sim::World world{1};
  sip::TransportLayer transport{host(), world.timers(), world.log(), settings()};

 private:
  sim::Host& host() {
    return world.host("10.0.0.1").add_address("10.1.0.1").add_route("10.1.", "10.1.0.1");
  }
  static sip::TransportSettings settings() {
    sip::TransportSettings settings;
    settings.interfaces = {{endpoint("10.0.0.1:5060"), ""},
                           {endpoint("10.1.0.1:5060"), "pbx.right.example"}};
    return settings;
  }
};

}  // namespace proxy::testing
