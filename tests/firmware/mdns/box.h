// A box with a page and SIP on the cable "lan", and a neighbour there who listens.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "firmware/mdns/responder.h"
#include "tests/firmware/mdns/neighbour.h"

namespace mdns_test {

using namespace std::chrono_literals;

inline const std::string kOwnAddress = "! jackfield.local A 10.0.0.1 120 flush";

class Box final : private mdns::ResponderUser {
 public:
  Box(sim::World& world, std::string_view own, std::string_view cable = "lan")
      : host(world.host(own).plug(cable, own)),
        responder({host, world.timers(), world.random(), world.log()}, *this) {}

  void starts(const std::string& label = "jackfield") {
    responder.adopt({label,
                     {{"_sip", "_udp", *net::Endpoint::parse("0.0.0.0:5060")},
                      {"_http", "_tcp", *net::Endpoint::parse("0.0.0.0:80"), "\006path=/"}}});
  }

  sim::Host& host;
  std::vector<std::string> other_labels;
  mdns::Responder responder;

 private:
  void on_other_label(const std::string& label) override { other_labels.push_back(label); }
};

class Mdns : public testing::Test {
 protected:
  // Until the name is the box's, and everybody has heard so.
  void settles() {
    box_.starts();
    world_.advance(5s);
    neighbour_.forgets();
  }

  sim::World world_;
  Neighbour neighbour_{world_, "10.0.0.9"};
  Box box_{world_, "10.0.0.1"};
};

}  // namespace mdns_test
