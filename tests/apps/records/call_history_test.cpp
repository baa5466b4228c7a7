#include "apps/records/call_history.h"

#include <gtest/gtest.h>

#include <string>

namespace records {
namespace {

using namespace std::chrono_literals;

class OfficeClock : public base::WallClock {
 public:
  base::WallTime now() const override { return time; }
  base::WallTime time{1s};
};

sip::Flow flow_to(std::string_view endpoint) {
  sip::Flow flow;
  flow.remote = *net::Endpoint::parse(endpoint);
  return flow;
}
const sip::Flow kAlice = flow_to("10.0.0.11:5060");
const sip::Flow kBob = flow_to("10.0.0.12:5060");

// A message of the dialog `call_id` that the one with this From tag began.
std::string message(std::string_view start, std::string_view call_id, std::string_view method,
                    std::string_view tag = "alice", std::string_view more = "") {
  return std::string(start) +
         "\r\nVia: SIP/2.0/UDP h;branch=1\r\nFrom: <sip:x@y>;tag=" + std::string(tag) +
         "\r\nTo: <sip:z@y>\r\nCall-ID: " + std::string(call_id) + "\r\nCSeq: 1 " +
         std::string(method) + "\r\n" + std::string(more) + "\r\n";
}
std::string request(std::string_view method, std::string_view call_id,
                    std::string_view tag = "alice", std::string_view more = "") {
  return message(std::string(method) + " sip:101@office SIP/2.0", call_id, method, tag, more);
}
std::string response(std::string_view status, std::string_view method, std::string_view call_id,
                     std::string_view tag = "alice") {
  return message("SIP/2.0 " + std::string(status), call_id, method, tag);
}

CallRecord record_of(std::string id, std::string call_id) {
  CallRecord record;
  record.id = std::move(id);
  record.caller = "100";
  record.callee = "101";
  record.call_id = std::move(call_id);
  return record;
}

// Eight hexadecimal digits, and what makes a UUID of them.
std::string id_of(proxy::CallSerial number) {
  std::string digits = std::to_string(number);
  digits.insert(0, 8 - digits.size(), '0');
  return digits + "-0000-4000-8000-000000000000";
}

class CallHistoryTest : public testing::Test {
 protected:
  void receives(const std::string& text, const sip::Flow& flow = kAlice) {
    history.on_message(false, flow, text);
  }
  void sends(const std::string& text, const sip::Flow& flow = kAlice) {
    history.on_message(true, flow, text);
  }
  void begins(proxy::CallSerial serial, const std::string& call_id) {
    history.begin(serial, record_of(id_of(serial), call_id));
  }
  void ends(proxy::CallSerial serial, const std::string& call_id) {
    history.end(serial, record_of(id_of(serial), call_id));
  }
  KeptCall kept(std::string_view id) const {
    auto found = history.find(id);
    return found.call ? std::move(*found.call) : KeptCall();
  }
  // "100>INVITE 100<SIP/2.0 …": by whom or to whom, and the start line's first word and status.
  std::string ladder(std::string_view id) const {
    const KeptCall call = kept(id);
    std::string rungs;
    for (const KeptMessage& one : call.messages) {
      const bool response = one.text.starts_with("SIP/2.0 ");
      rungs += call.legs[one.leg].name + (one.sent ? '<' : '>') +
               (response ? one.text.substr(8, 3) : one.text.substr(0, one.text.find(' ')));
      if (one.times > 1) rungs += "×" + std::to_string(one.times);
      rungs += ' ';
    }
    return rungs;
  }

  OfficeClock clock;
  CallHistory history{clock};
};

TEST_F(CallHistoryTest, HasTheInviteThatCameBeforeTheCallBegan) {
  receives(request("INVITE", "a"));
  begins(1, "a");
  sends(response("100 Trying", "INVITE", "a"));
  EXPECT_EQ(ladder("a"), "100>INVITE 100<100 ");
  EXPECT_EQ(history.waiting(), 0u);
}

TEST_F(CallHistoryTest, HasTheChallengeThatCameBeforeTheCallBegan) {
  receives(request("INVITE", "a"));
  sends(response("407 Prove It", "INVITE", "a"));
  receives(request("ACK", "a"));
  receives(request("INVITE", "a", "alice", "Proxy-Authorization: Digest response=\"secret\"\r\n"));
  begins(1, "a");
  EXPECT_EQ(ladder("a"), "100>INVITE 100<407 100>ACK 100>INVITE ");
  EXPECT_EQ(kept("a").messages[3].text.find("secret"), std::string::npos) << "masked";
}

TEST_F(CallHistoryTest, TellsTheTwoPartiesOfOneDialogApart) {
  receives(request("INVITE", "a"));
  begins(1, "a");
  sends(request("INVITE", "a"), kBob);
  receives(response("180 Ringing", "INVITE", "a"), kBob);
  sends(response("180 Ringing", "INVITE", "a"));
  receives(request("BYE", "a", "bob"), kBob);
  sends(request("BYE", "a", "bob"));
  receives(response("200 OK", "BYE", "a", "bob"));
  sends(response("200 OK", "BYE", "a", "bob"), kBob);
  EXPECT_EQ(ladder("a"), "100>INVITE 101<INVITE 101>180 100<180 101>BYE 100<BYE 100>200 101<200 ");
  const KeptCall call = kept("a");
  ASSERT_EQ(call.legs.size(), 2u);
  EXPECT_EQ(call.legs[1].flows, (std::vector<std::string>{"udp:10.0.0.12:5060"}));
}

TEST_F(CallHistoryTest, JoinsTheLegsOfACallByTheirCallIds) {
  receives(request("INVITE", "a"));
  begins(1, "a");
  sends(request("INVITE", "b", "us"), kBob);
  history.add_leg(1, "101", "b");
  receives(response("200 OK", "INVITE", "b", "us"), kBob);
  sends(response("200 OK", "INVITE", "a"));
  receives(request("BYE", "b", "bob"), kBob);
  EXPECT_EQ(ladder("a"), "100>INVITE 101<INVITE 101>200 100<200 101>BYE ");
  EXPECT_EQ(ladder("b"), ladder("a"));
}

TEST_F(CallHistoryTest, CountsRetransmissionsAtTheFirst) {
  for (int i = 0; i < 3; ++i) receives(request("INVITE", "a"));
  begins(1, "a");
  receives(request("INVITE", "a"));
  std::string ack = request("ACK", "a");
  sends(ack, kBob);
  ack.replace(ack.find("branch=1"), 8, "branch=2");
  sends(ack, kBob);
  sends(ack, kAlice);
  EXPECT_EQ(ladder("a"), "100>INVITE×4 101<ACK×2 101<ACK ");
}

TEST_F(CallHistoryTest, KeepsWhatFollowsTheEndOfACall) {
  receives(request("INVITE", "a"));
  begins(1, "a");
  ends(1, "a");
  sends(response("486 Busy Here", "INVITE", "a"));
  receives(request("ACK", "a"));
  EXPECT_EQ(ladder("a"), "100>INVITE 100<486 100>ACK ");
}

TEST_F(CallHistoryTest, TakesAnotherAttemptInTheSameDialogForAnotherCall) {
  receives(request("INVITE", "a"));
  begins(1, "a");
  ends(1, "a");
  sends(response("401 Prove It", "INVITE", "a"));
  receives(request("INVITE", "a", "alice", "Authorization: Digest response=\"x\"\r\n"));
  begins(2, "a");
  EXPECT_EQ(ladder(id_of(1)), "100>INVITE 100<401 ");
  EXPECT_EQ(ladder(id_of(2)), "100>INVITE ");
}

TEST_F(CallHistoryTest, KeepsNothingOfWhatIsNoCall) {
  receives(request("REGISTER", "r"));
  receives(request("OPTIONS", "o"));
  sends(response("200 OK", "REGISTER", "r"));
  receives(request("BYE", "unknown"));
  receives("\r\n");
  EXPECT_EQ(history.waiting(), 0u);
  begins(1, "r");
  receives(request("OPTIONS", "r"));
  sends(response("200 OK", "OPTIONS", "r"));
  EXPECT_EQ(ladder("r"), "");
}

TEST_F(CallHistoryTest, FindsACallByItsIdOrTheBeginningOfIt) {
  begins(11110001, "a");
  begins(11110002, "b");
  EXPECT_EQ(kept("11110001").record.call_id, "a");
  EXPECT_EQ(kept(id_of(11110002)).record.call_id, "b");
  EXPECT_TRUE(history.find("1111").ambiguous);
  EXPECT_FALSE(history.find("111").ambiguous) << "too short to stand for anything";
  EXPECT_FALSE(history.find("111").call);
  EXPECT_FALSE(history.find("22220000").call);
  EXPECT_FALSE(history.find("").call);
}

TEST_F(CallHistoryTest, ShowsTheRecordAsItStands) {
  begins(1, "a");
  CallRecord record = record_of(id_of(1), "a");
  record.status = 200;
  history.update(1, record);
  EXPECT_EQ(kept("a").record.status, 200);
  record.reason = "caller hung up";
  history.end(1, record);
  EXPECT_EQ(kept("a").record.reason, "caller hung up");
}

TEST_F(CallHistoryTest, HasNotesAndMediaFactsOfItsLegs) {
  begins(1, "a");
  history.add_leg(1, "102", "b");
  clock.time += 5s;
  history.note(1, "102 transfers to 103");
  MediaFacts facts;
  facts.received = 7;
  history.set_media(1, "102", facts);
  facts.received = 9;
  history.set_media(1, "", facts);
  history.set_media(1, "nobody", facts);
  const KeptCall call = kept("a");
  ASSERT_EQ(call.notes.size(), 1u);
  EXPECT_EQ(call.notes[0].at, base::WallTime(6s));
  EXPECT_EQ(call.legs[0].media->received, 9u);
  EXPECT_EQ(call.legs[1].media->received, 7u);
}

TEST_F(CallHistoryTest, IgnoresWhatIsSaidOfACallItDoesNotKnow) {
  history.update(7, {});
  history.end(7, {});
  history.add_leg(7, "x", "x");
  history.note(7, "x");
  history.set_media(7, "", {});
  EXPECT_EQ(history.size(), 0u);
  EXPECT_EQ(history.octets(), 0u);
}

TEST_F(CallHistoryTest, LetsTheCallGoThatEndedFirst) {
  for (std::size_t i = 1; i <= CallHistory::kMaxCalls; ++i) begins(i, "c" + std::to_string(i));
  ends(7, "c7");
  ends(3, "c3");
  begins(1000, "x");
  EXPECT_FALSE(history.find("c7").call);
  begins(1001, "y");
  EXPECT_FALSE(history.find("c3").call);
  begins(1002, "z");
  EXPECT_FALSE(history.find("c1").call) << "the oldest when none is over";
  EXPECT_TRUE(history.find("c2").call);
  EXPECT_EQ(history.size(), CallHistory::kMaxCalls);
  ends(1, "c1");
  EXPECT_EQ(history.size(), CallHistory::kMaxCalls);
}

TEST_F(CallHistoryTest, KeepsTheBeginningAndTheEndOfALongCall) {
  receives(request("INVITE", "a"));
  begins(1, "a");
  const std::size_t infos = CallHistory::kMaxMessages + 10;
  for (std::size_t i = 0; i < infos; ++i) {
    receives(request("INFO", "a", "alice", "X: " + std::to_string(i) + "\r\n"));
  }
  receives(request("BYE", "a"));
  const KeptCall call = kept("a");
  EXPECT_EQ(call.messages.size(), CallHistory::kMaxMessages);
  EXPECT_EQ(call.missed, infos + 2 - CallHistory::kMaxMessages);
  EXPECT_TRUE(call.messages.front().text.starts_with("INVITE"));
  EXPECT_TRUE(call.messages.back().text.starts_with("BYE"));
}

TEST_F(CallHistoryTest, KeepsNoMoreOctetsOfACallThanItMay) {
  receives(request("INVITE", "a"));
  begins(1, "a");
  for (int i = 0; i < 50; ++i) {
    receives(
        request("INFO", "a", "alice",
                "X: " + std::to_string(i) + std::string(2 * CallHistory::kMaxText, 'x') + "\r\n"));
  }
  const KeptCall call = kept("a");
  EXPECT_LE(history.octets(), CallHistory::kMaxCallOctets);
  EXPECT_GT(history.octets(), CallHistory::kMaxCallOctets / 2);
  EXPECT_EQ(call.messages.back().text.size(), CallHistory::kMaxText);
  EXPECT_FALSE(call.messages.back().whole);
  EXPECT_TRUE(call.messages.front().whole);
}

TEST_F(CallHistoryTest, KeepsNoMoreOctetsInAllThanItMay) {
  const std::string big(7000, 'x');
  for (std::size_t call = 1; call <= 200; ++call) {
    const std::string call_id = "c" + std::to_string(call);
    begins(call, call_id);
    for (std::size_t i = 0; i < 8; ++i) {
      receives(request("INFO", call_id, "alice", "X: " + std::to_string(i) + big + "\r\n"));
    }
    ends(call, call_id);
    ASSERT_LE(history.octets(), CallHistory::kMaxOctets);
  }
  EXPECT_LT(history.size(), 200u);
  EXPECT_GT(history.size(), 100u);
  EXPECT_FALSE(history.find("c1").call);
  EXPECT_TRUE(history.find("c200").call);
}

TEST_F(CallHistoryTest, LetsFewDialogsWait) {
  for (std::size_t i = 0; i < 2 * CallHistory::kMaxWaiting; ++i) {
    receives(request("INVITE", "w" + std::to_string(i)));
  }
  EXPECT_EQ(history.waiting(), CallHistory::kMaxWaiting);
  begins(1, "w0");
  EXPECT_EQ(ladder("w0"), "");
  begins(2, "w" + std::to_string(2 * CallHistory::kMaxWaiting - 1));
  EXPECT_EQ(kept(id_of(2)).messages.size(), 1u);
  EXPECT_EQ(history.waiting(), CallHistory::kMaxWaiting - 1);
}

TEST_F(CallHistoryTest, LetsFewOctetsWait) {
  const std::string big(CallHistory::kMaxText, 'x');
  const std::size_t fit = CallHistory::kMaxWaitingOctets / CallHistory::kMaxText;
  for (std::size_t i = 0; i < 2 * fit; ++i) {
    receives(request("INVITE", "w" + std::to_string(i), "alice", "X: " + big + "\r\n"));
    EXPECT_LE(history.waiting(), fit);
  }
  for (std::size_t i = 0; i < 2 * fit; ++i) {
    receives(request("INVITE", "w", "alice", "X: " + std::to_string(i) + big + "\r\n"));
  }
  EXPECT_LE(history.waiting(), 1u) << "one dialog in place of all";
}

TEST_F(CallHistoryTest, TakesFewLegsAndNotes) {
  begins(1, "a");
  for (std::size_t i = 0; i < 100; ++i) {
    history.add_leg(1, "x", "leg" + std::to_string(i));
    history.note(1, std::string(1000, 'x'));
  }
  sends(request("INVITE", "a"), kBob);  // of a party there is no more room for
  const KeptCall call = kept("a");
  EXPECT_EQ(call.legs.size(), CallHistory::kMaxLegs);
  EXPECT_EQ(call.notes.size(), CallHistory::kMaxNotes);
  EXPECT_EQ(call.notes[0].text.size(), CallHistory::kMaxNote);
}

TEST_F(CallHistoryTest, ForgetsACallWhole) {
  for (std::size_t i = 1; i <= 2 * CallHistory::kMaxCalls; ++i) {
    const std::string call_id = "c" + std::to_string(i);
    begins(i, call_id);
    history.add_leg(i, "102", "second" + std::to_string(i));
    sends(request("INVITE", "second" + std::to_string(i)), kBob);
    ends(i, call_id);
  }
  EXPECT_FALSE(history.find("c1").call);
  EXPECT_FALSE(history.find("second1").call);
  const std::size_t octets = history.octets();
  for (std::size_t i = 1; i <= 2 * CallHistory::kMaxCalls; ++i) {
    const std::string call_id = "d" + std::to_string(i);
    begins(2000 + i, call_id);
    history.add_leg(2000 + i, "102", "second" + std::to_string(i));
    sends(request("INVITE", "second" + std::to_string(i)), kBob);
    ends(2000 + i, call_id);
  }
  EXPECT_EQ(history.octets(), octets);
}

}  // namespace
}  // namespace records
