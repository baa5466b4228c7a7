// Three desks whose phones know what phones know today, all registered: Alice is 100, Bob is 101,
// Carol is 102. And what has to hold whenever a call of theirs is over.
#pragma once

#include "tests/scenarios/office.h"

namespace scenarios {

// Of a switchboard that tells who is held.
inline OfficeOptions telling_held() {
  OfficeOptions options;
  options.tells_held = true;
  return options;
}

struct Parties {
  explicit Parties(Office& of, sim::PhoneOptions options = sim::modern())
      : office(of),
        alice(office.phone("100", "10.0.0.11", named(options, "Alice"))),
        bob(office.phone("101", "10.0.0.12", named(options, "Bob"))),
        carol(office.phone("102", "10.0.0.13", named(options, "Carol"))) {
    for (sim::Phone* phone : {&alice, &bob, &carol}) office.registers(*phone);
  }

  // The phones hear out what is under way, and the switchboard leaves nothing of it unanswered.
  ~Parties() {
    sim::World& world = office.world();
    if (world.is_at_fault()) return;
    world.advance(sim::kAftermath);
    for (const sim::Phone* phone : {&alice, &bob, &carol}) {
      if (phone->gave_up() > 0) world.fault(phone->aor() + " was left without an answer");
    }
  }

  // Up to the ringing, and up to the talk.
  void alice_calls_bob(std::vector<std::string> headers = {}) {
    alice.invites("101", std::move(headers));
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

  // In packets: a source is believed after a few that come in order.
  static constexpr int kEnoughForAnyStorm = 100;

  // Each says something, and each hears the other's very octets, by way of the switchboard.
  void hear_each_other(sim::Phone& one, sim::Phone& other, sim::Where where = sim::Where::here()) {
    one.listens_anew();
    other.listens_anew();
    one.sends_audio(kEnoughForAnyStorm);
    other.sends_audio(kEnoughForAnyStorm);
    one.expects_voice_of(other, where);
    other.expects_voice_of(one, where);
  }

  // `one` hangs up on `other`; after that these calls are on record, each once.
  void hangs_up(sim::Phone& one, sim::Phone& other, std::size_t calls_on_record = 1,
                sim::Where where = sim::Where::here()) {
    one.hangs_up();
    other.expects("BYE", where);
    one.expects(200, where);
    on_record(calls_on_record, where);
  }
  void on_record(std::size_t calls, sim::Where where = sim::Where::here()) {
    const auto& rows = office.records().rows();
    const auto all_ended = [&] {
      for (const records::CallRecord& row : rows) {
        if (!row.end) return false;
      }
      return rows.size() == calls;
    };
    sim::World& world = office.world();
    if (world.is_at_fault()) return;
    if (world.advance_until(all_ended, std::chrono::seconds(40)) && rows.size() == calls) return;
    world.fault(std::to_string(rows.size()) + " calls on record instead of " +
                    std::to_string(calls) + ", or not all have ended",
                where.file, where.line);
  }

  Office& office;
  sim::Phone alice, bob, carol;

 private:
  static sim::PhoneOptions named(sim::PhoneOptions options, std::string name) {
    options.display_name = std::move(name);
    return options;
  }
};

// How many final responses the phone's last INVITE was given; copies count once.
inline std::size_t final_responses(const sim::Phone& phone) {
  const unsigned cseq = phone.last_sent("INVITE").cseq();
  const std::string call_id = phone.last_sent("INVITE").header("Call-ID");
  std::size_t count = 0;
  for (const sim::RawMessage& message : phone.received()) {
    if (message.status() < 200 || message.method() != "INVITE") continue;
    if (message.cseq() == cseq && message.header("Call-ID") == call_id) ++count;
  }
  return count;
}

}  // namespace scenarios
