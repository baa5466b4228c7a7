// Attacks on a call that the switchboard owns, by those who know its Call-ID and both tags: a
// stranger, and an extension with a valid password of its own. And on its media, and by loops.
#include <array>

#include "tests/scenarios/intruder.h"
#include "tests/scenarios/parties.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

using Attacks = OwnedStory;

bool is_refusal(int status) {
  return status == 403 || status == 407 || status == 481 || status == 603;
}

// Alice and Bob talk; each of these tries something by UDP and by TCP.
struct Siege {
  explicit Siege(Office& office) : parties(office) {}

  // `attack(intruder, dialog)` returns the status it was answered; no one lets it in, in neither of
  // the call's two dialogs.
  template <class Attack>
  void each_is_refused(const Attack& attack) {
    const StolenDialog dialogs[] = {StolenDialog::of_caller(parties.alice),
                                    StolenDialog::of_callee(parties.bob)};
    for (Intruder& intruder : intruders) {
      for (const StolenDialog& dialog : dialogs) {
        if (parties.office.world().is_at_fault()) return;
        const int status = attack(intruder, dialog);
        EXPECT_TRUE(is_refusal(status)) << status << " for " << dialog.from;
      }
    }
  }

  // Nothing has come of it.
  void talk_goes_on() {
    for (Phone* phone : {&parties.alice, &parties.bob}) {
      phone->expects_direction("sendrecv");
      for (const char* method : {"BYE", "UPDATE", "REFER", "INFO", "NOTIFY"}) {
        EXPECT_EQ(phone->count_of(method), 0u) << method << " to " << phone->aor();
      }
    }
    EXPECT_EQ(parties.alice.count_of("INVITE"), 0u);
    EXPECT_EQ(parties.bob.count_of("INVITE"), 1u);
    EXPECT_EQ(parties.carol.count_of("INVITE"), 0u);
    parties.hear_each_other(parties.alice, parties.bob);
    for (const Intruder& intruder : intruders) EXPECT_EQ(intruder.packets_heard(), 0u);
  }

  Parties parties;
  std::array<Intruder, 4> intruders{Intruder(parties.office, "10.0.0.66", false, ""),
                                    Intruder(parties.office, "10.0.0.67", true, ""),
                                    Intruder(parties.office, "10.0.0.68", false, "103"),
                                    Intruder(parties.office, "10.0.0.69", true, "103")};
};

TEST_P(Attacks, DoNotEndACall) {
  tell([](Office& office) {
    Siege siege(office);
    siege.parties.alice_and_bob_talk();
    siege.each_is_refused([](Intruder& intruder, const StolenDialog& dialog) {
      return intruder.asks("BYE", dialog);
    });
    siege.talk_goes_on();
    siege.parties.hangs_up(siege.parties.alice, siege.parties.bob);
  });
}

TEST_P(Attacks, DoNotRedirectItsMedia) {
  tell([](Office& office) {
    Siege siege(office);
    siege.parties.alice_and_bob_talk();
    for (const char* method : {"INVITE", "UPDATE"}) {
      siege.each_is_refused([&](Intruder& intruder, const StolenDialog& dialog) {
        return intruder.asks(method, dialog, "", intruder.description());
      });
      siege.each_is_refused([&](Intruder& intruder, const StolenDialog& dialog) {
        return intruder.asks(method, dialog, "", intruder.description() + "a=inactive\r\n");
      });
    }
    siege.talk_goes_on();
    siege.parties.hangs_up(siege.parties.bob, siege.parties.alice);
  });
}

TEST_P(Attacks, DoNotTransferIt) {
  tell([](Office& office) {
    Siege siege(office);
    siege.parties.alice_and_bob_talk();
    siege.each_is_refused([](Intruder& intruder, const StolenDialog& dialog) {
      return intruder.asks("REFER", dialog, "Refer-To: <sip:102@office.example>\r\n");
    });
    siege.talk_goes_on();
    siege.parties.hangs_up(siege.parties.alice, siege.parties.bob);
  });
}

TEST_P(Attacks, DoNotPressKeysInIt) {
  tell([](Office& office) {
    Siege siege(office);
    siege.parties.alice_and_bob_talk();
    siege.each_is_refused([](Intruder& intruder, const StolenDialog& dialog) {
      return intruder.asks("INFO", dialog, "", "Signal=5\n", "application/dtmf-relay");
    });
    siege.each_is_refused([](Intruder& intruder, const StolenDialog& dialog) {
      return intruder.asks("MESSAGE", dialog);
    });
    office.world().advance(3s);
    for (const Phone* phone : {&siege.parties.alice, &siege.parties.bob}) {
      EXPECT_EQ(phone->digits_heard(), "");
      EXPECT_EQ(phone->count_of("MESSAGE"), 0u);
    }
    siege.talk_goes_on();
    siege.parties.hangs_up(siege.parties.bob, siege.parties.alice);
  });
}

TEST_P(Attacks, DoNotTakeTheCallOver) {
  tell([](Office& office) {
    Siege siege(office);
    siege.parties.alice_and_bob_talk();
    siege.each_is_refused(
        [](Intruder& intruder, const StolenDialog& dialog) { return intruder.takes_over(dialog); });
    siege.talk_goes_on();
    siege.parties.hangs_up(siege.parties.alice, siege.parties.bob);
  });
}

// Whose ACK brings the answer decides where the media goes.
TEST_P(Attacks, DoNotAcknowledgeForTheCaller) {
  tell([](Office& office) {
    Siege siege(office);
    Parties& parties = siege.parties;
    parties.alice.overlooks_answers(1);
    parties.alice.invites_without_offer("101");
    parties.bob.expects("INVITE");
    parties.bob.answers();
    const auto& received = parties.alice.received();
    EXPECT_TRUE(office.world().advance_until(
        [&] {
          return !received.empty() && received.back().status() == 200 &&
                 received.back().method() == "INVITE";
        },
        30s));
    const StolenDialog dialog = StolenDialog::of_caller(parties.alice);
    for (Intruder& intruder : siege.intruders) {
      for (int copy = 0; copy < 3; ++copy) intruder.acknowledges(dialog, intruder.description());
    }
    parties.alice.expects_talk();
    parties.bob.expects_talk();
    parties.hear_each_other(parties.alice, parties.bob);
    for (const Intruder& intruder : siege.intruders) EXPECT_EQ(intruder.packets_heard(), 0u);
    parties.hangs_up(parties.alice, parties.bob);
  });
}

TEST_P(Attacks, DoNotCancelAnothersCall) {
  tell([](Office& office) {
    Siege siege(office);
    Parties& parties = siege.parties;
    parties.alice_calls_bob();
    for (Intruder& intruder : siege.intruders) {
      EXPECT_EQ(intruder.cancels(parties.alice.last_sent("INVITE")), 481);
    }
    office.world().advance(1s);
    EXPECT_EQ(parties.bob.count_of("CANCEL"), 0u);
    parties.bob.answers();
    parties.alice.expects(200);
    parties.bob.expects_talk();
    parties.hangs_up(parties.alice, parties.bob);
  });
}

// A stranger's call can be proved by nobody, and so is safe from everybody.
TEST_P(Attacks, DoNotReachTheCallOfAStranger) {
  OfficeOptions options;
  options.lets_strangers_in = true;
  tell(options, [](Office& office) {
    Parties parties(office);
    Intruder intruder(office, "10.0.0.68", false, "103");
    PhoneOptions modern = sim::modern();
    modern.proxy = "10.0.0.1";
    Phone stranger(office.world(), "10.0.0.66", "sip:eve@elsewhere.example", modern);
    stranger.invites("sip:101@office.example");
    parties.bob.expects("INVITE");
    parties.bob.answers();
    stranger.expects(200);
    parties.bob.expects_talk();
    const StolenDialog dialog = StolenDialog::of_caller(stranger);
    for (const char* method : {"BYE", "INFO", "REFER"}) {
      EXPECT_TRUE(is_refusal(intruder.asks(method, dialog))) << method;
    }
    for (const char* method : {"INVITE", "UPDATE"}) {
      EXPECT_TRUE(is_refusal(intruder.asks(method, dialog, "", intruder.description()))) << method;
    }
    parties.hear_each_other(stranger, parties.bob);
    parties.hangs_up(stranger, parties.bob);
    office.world().advance(sim::kAftermath);
  });
}

// What somebody else throws at a media port: noise, RTCP by the look of its first octets, RTP that
// is perfect but for its sender.
class Flood : private net::UdpUser {
 public:
  Flood(World& world, std::string_view address)
      : world_(world),
        socket_(*world.host(address).bind_udp({*net::IpAddress::parse(address), 40100}, *this)) {}

  void goes_to(const net::Endpoint& rtp, int packets) {
    for (int packet = 0; packet < packets; ++packet) {
      const bool to_rtcp = packet % 2 == 1;
      std::string octets = noise();
      if (packet % 3 == 0)
        octets = "\x80" + std::string(1, static_cast<char>(200 + packet % 5)) + octets;
      socket_->send({rtp.address, static_cast<std::uint16_t>(rtp.port + (to_rtcp ? 1 : 0))},
                    octets);
      if (packet % 100 == 0) world_.advance(20ms);
    }
  }

 private:
  std::string noise() {
    std::string octets(static_cast<std::size_t>(world_.random().below(200)), ' ');
    for (char& octet : octets) octet = static_cast<char>(world_.random().below(256));
    return octets;
  }
  void on_datagram(std::string_view, const net::Endpoint&) override {}
  void on_unreachable(const net::Endpoint&) override {}

  World& world_;
  std::unique_ptr<net::UdpSocket> socket_;
};

TEST_P(Attacks, OnTheMediaPortsDisturbNobody) {
  tell([this](Office& office) {
    Siege siege(office);
    Parties& parties = siege.parties;
    parties.alice_and_bob_talk();
    Flood flood(office.world(), "10.0.0.70");
    const int packets = stormy() ? 100 : 10'000;
    for (const bool locked : {false, true}) {
      if (locked) parties.hear_each_other(parties.alice, parties.bob);
      for (const Phone* phone : {&parties.alice, &parties.bob}) {
        const net::Endpoint port = phone->session().send_to();
        flood.goes_to(port, packets);
        siege.intruders[0].sends_audio(port, *phone->session().payload_type(), 50);
        office.world().advance(1s);
        siege.intruders[0].sends_audio({port.address, static_cast<std::uint16_t>(port.port + 1)},
                                       72, 5);
        office.world().advance(1s);
      }
      for (const Phone* phone : {&parties.alice, &parties.bob}) {
        for (const sim::HeardPacket& packet : phone->heard()) {
          EXPECT_NE(packet.payload, siege.intruders[0].voice());
        }
      }
    }
    siege.talk_goes_on();
    parties.hangs_up(parties.alice, parties.bob);
  });
}

TEST_P(Attacks, ByAContactThatIsOurOwnNumberEndAtOnce) {
  for (const char* contact : {"<sip:101@10.0.0.1>", "<sip:101@office.example>"}) {
    tell([&](Office& office) {
      Parties parties(office);
      parties.bob.registers_contacts({std::string(contact) + ";expires=3600"});
      parties.bob.expects(200);
      parties.bob.unregisters();
      parties.bob.expects(200);
      parties.alice.invites("101");
      parties.alice.expects(482);
      parties.on_record(1);
      EXPECT_EQ(final_responses(parties.alice), 1u);
    });
  }
}

TEST_P(Attacks, ByTwoPhonesThatForwardToEachOtherComeToAnEnd) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice.invites("101");
    const auto is_refused = [&] { return final_responses(parties.alice) == 1; };
    std::size_t rung = 0;
    for (; rung < 20; ++rung) {
      Phone& phone = rung % 2 == 0 ? parties.bob : parties.carol;
      EXPECT_TRUE(office.world().advance_until(
          [&] { return is_refused() || phone.count_of("INVITE") > rung / 2; }, 40s));
      if (is_refused()) break;
      phone.redirects({rung % 2 == 0 ? "<sip:102@office.example>" : "<sip:101@office.example>"});
      phone.expects("ACK");
    }
    EXPECT_GT(rung, 1u);
    EXPECT_LE(rung, 12u);
    parties.on_record(1);
  });
}

TEST_P(Attacks, CountTheHops) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_calls_bob({"Max-Forwards: 30"});
    EXPECT_EQ(parties.bob.last_request("INVITE").header("Max-Forwards"), "29");
    parties.bob.rejects(486);
    parties.alice.expects(486);
    parties.bob.expects("ACK");
    parties.alice.invites("101", {"Max-Forwards: 0"});
    parties.alice.expects(483);
    EXPECT_EQ(parties.bob.count_of("INVITE"), 1u);
  });
}

// 101 of the one is 201 of the other, and the other way round (RFC 7332).
TEST_P(Attacks, ByTwoSwitchboardsThatSendACallToAndFroRunOutOfHops) {
  tell_world([this](World& world) {
    OfficeOptions options;
    options.owns_calls = true;
    options.lets_strangers_in = true;
    Office here(world, options);
    options.address = "10.0.0.2";
    options.domain = "branch.example";
    Office there(world, options);
    {
      Phone one = here.phone("101", "10.0.0.12", {.contact = "sip:201@branch.example"});
      Phone other = there.phone("201", "10.0.0.13", {.contact = "sip:101@office.example"});
      here.registers(one);
      there.registers(other);
      Phone stranger(world, "10.0.0.66", "sip:eve@elsewhere.example", {.proxy = "10.0.0.1"});
      const std::size_t hops = stormy() ? 12 : 70;
      stranger.invites("sip:101@10.0.0.1", {"Max-Forwards: " + std::to_string(hops)});
      stranger.expects(483);
      const std::size_t calls = here.records().rows().size() + there.records().rows().size();
      EXPECT_LE(calls, hops + 1);
      EXPECT_GE(calls, hops - 1);
      world.advance(sim::kAftermath);
    }
    for (Office* office : {&here, &there}) office->has_nothing_left();
  });
}

TOLD_IN_ANY_WEATHER(Attacks);

}  // namespace
}  // namespace scenarios
