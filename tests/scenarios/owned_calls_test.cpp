// Calls between two extensions that the switchboard owns: a dialog with each side, and the media of
// both in its hands.
#include "tests/scenarios/parties.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

using OwnedCalls = OwnedStory;

std::string tag_of(const RawMessage& message, std::string_view header) {
  return sim::param_of(message.header(header), "tag");
}

std::string host_of(const std::string& name_addr) {
  return sim::take_apart(sim::uri_in(name_addr)).host;
}

// The switchboard's address, and a port out of those it has for media.
void expect_anchored(const std::string& description) {
  const sim::RawDescription parts(description);
  ASSERT_NE(parts.audio(), nullptr) << description;
  EXPECT_EQ(parts.audio()->address, "10.0.0.1");
  EXPECT_GE(parts.audio()->port, 10000);
  EXPECT_LE(parts.audio()->port, 19999);
}

TEST_P(OwnedCalls, HaveADialogOfTheirOwnOnEachSide) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    const RawMessage& sent = parties.alice.last_sent("INVITE");
    const RawMessage& invite = parties.bob.last_request("INVITE");
    EXPECT_NE(invite.header("Call-ID"), sent.header("Call-ID"));
    EXPECT_NE(tag_of(invite, "From"), tag_of(sent, "From"));
    EXPECT_EQ(invite.uri(), parties.bob.contact_uri());
    EXPECT_EQ(invite.headers("Via").size(), 1u);
    EXPECT_EQ(invite.headers("Record-Route"), Texts{});
    EXPECT_EQ(sim::uri_in(invite.header("From")), "sip:100@office.example");
    EXPECT_NE(invite.header("From").find("Alice"), std::string::npos);
    EXPECT_EQ(sim::uri_in(invite.header("To")), "sip:101@office.example");
    EXPECT_EQ(host_of(invite.header("Contact")), "10.0.0.1");
    EXPECT_EQ(invite.header("Proxy-Authorization"), "");
    const RawMessage& answer = parties.alice.last_response(200, "INVITE");
    EXPECT_NE(tag_of(answer, "To"), tag_of(parties.bob.last_answer_sent(200), "To"));
    EXPECT_EQ(host_of(answer.header("Contact")), "10.0.0.1");
    EXPECT_EQ(parties.alice.route_set(), Texts{});
    parties.hangs_up(parties.alice, parties.bob);
    office.recorded(Disposition::answered, "caller hung up");
    EXPECT_EQ(office.records().rows().back().caller, "100");
    EXPECT_EQ(office.records().rows().back().callee, "101");
  });
}

TEST_P(OwnedCalls, ShowTheCallersNameWhateverItsCharacters) {
  tell([](Office& office) {
    Parties parties(office);
    directory::Account account;
    account.number = "104";
    account.name = "Eve \"E\" \\ Ng";
    account.ha1 = sip::Ha1::of("104", "jackfield", kPassword);
    Phone eve = office.phone("104", "10.0.0.15", sim::modern());
    office.switchboard().directory().put(account);
    eve.invites("101");
    parties.bob.expects("INVITE");
    EXPECT_TRUE(parties.bob.last_request("INVITE").header("From").starts_with(
        "\"Eve \\\"E\\\" \\\\ Ng\" <sip:104@office.example>"));
    parties.bob.rejects(486);
    eve.expects(486);
    parties.bob.expects("ACK");
    parties.on_record(1);
    office.world().advance(sim::kAftermath);
  });
}

TEST_P(OwnedCalls, PassAnInfoWhoseHeadersAreFolded) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    parties.alice.asks_in_dialog("INFO", {"Info-Package: x;\r\n y=1"});
    parties.alice.expects(200);
    parties.bob.expects("INFO");
    EXPECT_EQ(parties.bob.last_request("INFO").header("Info-Package").substr(0, 2), "x;");
    parties.hangs_up(parties.alice, parties.bob);
  });
}

TEST_P(OwnedCalls, CarryTheirAudioThroughTheSwitchboard) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    expect_anchored(parties.bob.last_request("INVITE").body());
    expect_anchored(parties.alice.last_response(200, "INVITE").body());
    parties.hear_each_other(parties.alice, parties.bob);
    for (const sim::HeardPacket& packet : parties.bob.heard()) {
      EXPECT_EQ(net::to_string(packet.from.address), "10.0.0.1");
    }
    parties.hangs_up(parties.bob, parties.alice);
    office.recorded(Disposition::answered, "callee hung up");
  });
}

TEST_P(OwnedCalls, PassVideoAndCodecsThatNobodyKnows) {
  tell([](Office& office) {
    PhoneOptions options = sim::modern();
    options.media.codecs = {"X-ODD/16000", "PCMA/8000"};
    options.media.more_streams = {"m=video 41000 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\n",
                                  "m=x-new 41002 RTP/AVP 99\r\na=rtpmap:99 X-NEW/90000\r\n"};
    Parties parties(office, options);
    parties.alice_and_bob_talk();
    const sim::RawDescription offer(parties.bob.last_request("INVITE").body());
    ASSERT_EQ(offer.streams.size(), 3u);
    EXPECT_EQ(offer.streams[0].codec_of("96"), "X-ODD/16000");
    EXPECT_EQ(offer.streams[1].codec_of("99"), "H264/90000");
    EXPECT_EQ(offer.streams[2].type, "x-new");
    const sim::RawDescription answer(parties.alice.session().remote());
    EXPECT_NE(answer.streams[1].port, 0);
    EXPECT_EQ(parties.alice.session().payload_type(), 96);
    parties.hear_each_other(parties.alice, parties.bob);
    parties.hangs_up(parties.alice, parties.bob);
  });
}

TEST_P(OwnedCalls, PassTheCalleesRefusalToTheCaller) {
  tell([](Office& office) {
    Parties parties(office);
    std::size_t calls = 0;
    for (const int status : {486, 480, 603}) {
      parties.alice_calls_bob();
      parties.bob.rejects(status);
      parties.alice.expects(status);
      parties.bob.expects("ACK");
      EXPECT_EQ(final_responses(parties.alice), 1u);
      parties.on_record(++calls);
      EXPECT_EQ(office.records().rows().back().status, status);
    }
    office.recorded(Disposition::rejected, "603");
  });
}

// What asks for a password of ours, or for a number and names none, tells the caller nothing.
TEST_P(OwnedCalls, PassNoRefusalThatTheCallerCannotFollow) {
  tell([](Office& office) {
    Parties parties(office);
    std::size_t calls = 0;
    for (const int status : {401, 407, 302}) {
      parties.alice_calls_bob();
      parties.bob.rejects(status);
      parties.alice.expects(480);
      parties.bob.expects("ACK");
      parties.on_record(++calls);
    }
  });
}

TEST_P(OwnedCalls, AreDeclinedByOnePhoneThoughAnotherForwardsThem) {
  tell([](Office& office) {
    Parties parties(office);
    Phone soft = office.phone("101", "10.0.0.22", sim::modern());
    office.registers(soft);
    parties.alice.invites("101");
    parties.bob.expects("INVITE");
    soft.expects("INVITE");
    soft.redirects({"<sip:102@office.example>"});
    soft.expects("ACK");
    parties.bob.rejects(603);
    parties.alice.expects(603);
    parties.carol.expects_no("INVITE", 5s);
    parties.on_record(1);
  });
}

TEST_P(OwnedCalls, ToAnExtensionWithoutAPhoneAreTemporarilyUnavailable) {
  tell([](Office& office) {
    Parties parties(office);
    office.opens_account("103");
    parties.alice.invites("103");
    parties.alice.expects(480);
    EXPECT_EQ(final_responses(parties.alice), 1u);
    parties.on_record(1);
  });
}

TEST_P(OwnedCalls, RingUntilTheSwitchboardsPatienceEnds) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_calls_bob();
    office.world().advance(10s);
    parties.bob.falls_silent();
    office.world().advance(160s);
    EXPECT_EQ(parties.bob.count_of("CANCEL"), 0u);
    parties.bob.expects("CANCEL");
    parties.bob.expects("ACK");
    const auto is_refused = [&] {
      return parties.alice.count_of(408) + parties.alice.count_of(480) == 1;
    };
    EXPECT_TRUE(office.world().advance_until(is_refused, 30s));
    parties.on_record(1);
    EXPECT_EQ(office.records().rows().back().disposition, Disposition::no_answer);
  });
}

TEST_P(OwnedCalls, AreCancelledByTheCaller) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_calls_bob();
    office.world().advance(5s);
    parties.alice.cancels();
    parties.bob.expects("CANCEL");
    parties.bob.expects("ACK");
    parties.alice.expects(487);
    EXPECT_EQ(final_responses(parties.alice), 1u);
    parties.on_record(1);
    office.recorded(Disposition::cancelled, "487");
  });
}

TEST_P(OwnedCalls, CarryKeysAsTheyArePressed) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    parties.hear_each_other(parties.alice, parties.bob);
    office.world().advance(2s);
    parties.bob.listens_anew();
    parties.alice.presses('5');
    parties.bob.expects_digits("5");
    office.world().advance(1s);
    parties.alice.presses('#');
    parties.bob.expects_digits("5#");
    parties.hangs_up(parties.alice, parties.bob);
  });
}

TEST_P(OwnedCalls, CarryKeysThatComeInAnInfo) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    parties.bob.sends_info('7');
    parties.bob.expects(200);
    const auto is_heard = [&] {
      return parties.alice.count_of("INFO") == 1 || parties.alice.digits_heard() == "7";
    };
    EXPECT_TRUE(office.world().advance_until(is_heard, 30s));
    if (parties.alice.count_of("INFO") == 1) {
      EXPECT_TRUE(parties.alice.last_request("INFO").body().starts_with("Signal=7"));
    }
    parties.hangs_up(parties.bob, parties.alice);
  });
}

TEST_P(OwnedCalls, CarryKeysInAnInfoToAPhoneWithoutEvents) {
  tell([](Office& office) {
    Parties parties(office);
    PhoneOptions options = sim::modern();
    options.media.telephone_events = false;
    Phone plain = office.phone("103", "10.0.0.14", options);
    office.registers(plain);
    plain.always(Habit::answers);
    parties.alice.invites("103");
    parties.alice.expects(200);
    plain.expects_talk();
    parties.hear_each_other(parties.alice, plain);
    parties.alice.sends_info('9');
    parties.alice.expects(200);
    plain.expects("INFO");
    EXPECT_TRUE(plain.last_request("INFO").body().starts_with("Signal=9"));
    parties.hangs_up(parties.alice, plain);
  });
}

TEST_P(OwnedCalls, GiveTheHeldPartyMusic) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    for (const sim::Hold how :
         {sim::Hold::sendonly, sim::Hold::inactive, sim::Hold::zero_address}) {
      parties.alice.holds(how);
      parties.alice.expects(200);
      parties.bob.expects_no("INVITE", 1s);
      parties.bob.listens_anew();
      parties.bob.expects_audio_from("10.0.0.1");
      EXPECT_EQ(parties.bob.heard_of(parties.alice), 0u);
      parties.alice.resumes();
      parties.alice.expects(200);
      parties.alice.expects_direction("sendrecv");
      parties.hear_each_other(parties.alice, parties.bob);
      office.world().advance(1s);
    }
    parties.hangs_up(parties.bob, parties.alice);
  });
}

// Alice holds already; they talk at the end, and hang up.
void both_hold_and_resume(Parties& parties) {
  sim::World& world = parties.office.world();
  parties.bob.holds();
  parties.bob.expects(200);
  world.advance(5s);
  parties.alice.resumes();
  parties.alice.expects(200);
  world.advance(5s);
  parties.bob.resumes();
  parties.bob.expects(200);
  parties.alice.expects_direction("sendrecv");
  parties.bob.expects_direction("sendrecv");
  parties.hear_each_other(parties.alice, parties.bob);
  parties.hangs_up(parties.alice, parties.bob);
}

TEST_P(OwnedCalls, CanBeHeldFromBothSides) {
  tell([](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    parties.alice.holds();
    parties.alice.expects(200);
    both_hold_and_resume(parties);
  });
}

TEST_P(OwnedCalls, TellWhoIsHeldWhenTheyAreSetToDoSo) {
  tell(telling_held(), [](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    for (const sim::Hold how :
         {sim::Hold::sendonly, sim::Hold::inactive, sim::Hold::zero_address}) {
      parties.alice.holds(how);
      parties.alice.expects(200);
      parties.bob.expects_direction("recvonly");
      parties.bob.listens_anew();
      parties.bob.expects_audio_from("10.0.0.1");
      parties.alice.resumes();
      parties.alice.expects(200);
      parties.bob.expects_direction("sendrecv");
      parties.hear_each_other(parties.alice, parties.bob);
    }
    parties.hangs_up(parties.bob, parties.alice);
  });
}

TEST_P(OwnedCalls, TellBothSidesThatHold) {
  tell(telling_held(), [](Office& office) {
    Parties parties(office);
    parties.alice_and_bob_talk();
    parties.alice.holds();
    parties.alice.expects(200);
    parties.bob.expects_direction("recvonly");
    both_hold_and_resume(parties);
  });
}

TEST_P(OwnedCalls, AreHeldByOnePhoneOneAfterTheOther) {
  tell([](Office& office) {
    PhoneOptions options = sim::modern();
    options.remembers_nonces = true;
    Parties parties(office, options);
    for (std::size_t call = 1; call <= 3; ++call) {
      parties.alice_and_bob_talk();
      parties.hangs_up(parties.alice, parties.bob, call);
    }
  });
}

TOLD_IN_ANY_WEATHER(OwnedCalls);

}  // namespace
}  // namespace scenarios
