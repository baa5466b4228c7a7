// Two desks, two phones, both registered: Alice is 100, Bob is 101.
#pragma once

#include "tests/scenarios/office.h"

namespace scenarios {

struct Desks {
  explicit Desks(Office& office, sim::PhoneOptions of_alice = {}, sim::PhoneOptions of_bob = {})
      : alice(office.phone("100", "10.0.0.11", std::move(of_alice))),
        bob(office.phone("101", "10.0.0.12", std::move(of_bob))) {
    office.registers(alice);
    office.registers(bob);
  }

  // Up to the ringing, and up to the talk.
  void alice_calls_bob() {
    alice.invites("101");
    bob.expects("INVITE");
    bob.rings();
    alice.may_hear(180);
  }
  void alice_and_bob_talk() {
    alice_calls_bob();
    bob.answers();
    alice.expects(200);
    bob.expects_talk();
  }

  sim::Phone alice, bob;
};

}  // namespace scenarios
