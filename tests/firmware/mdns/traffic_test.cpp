// How a box saves words: what goes together, what waits for what, and what need not be said (RFC
// 6762 sections 5.4, 6.3, 6.4 and 7).
#include "tests/firmware/mdns/box.h"

namespace mdns_test {
namespace {

const std::string kOwnSip = "! _sip._udp.local PTR jackfield._sip._udp.local 4500";

std::string sip_record(unsigned ttl) {
  return record("_sip._udp.local", "PTR", ttl, name("jackfield._sip._udp.local"), false);
}
std::string sip_said(unsigned ttl) {
  return octets_of({.flags = kResponse, .answers = {sip_record(ttl)}});
}

class MdnsTraffic : public Mdns {
 protected:
  MdnsTraffic() {
    settles();
    world_.advance(2s);
  }
};

TEST_F(MdnsTraffic, LeavesOutWhatAnotherHasSaidMeanwhile) {
  Neighbour other(world_, "10.0.0.8");
  neighbour_.says(query("_sip._udp.local", "PTR"));
  world_.advance(15ms);
  other.says(sip_said(4500));
  world_.advance(1s);
  EXPECT_EQ(other.responses(), 0u);
  neighbour_.says(query("_sip._udp.local", "PTR"));
  world_.advance(1s);
  EXPECT_TRUE(other.has_heard(kOwnSip)) << "asked again, answered again";
}

TEST_F(MdnsTraffic, LeavesOutNothingThatAnotherSaysForAShorterTime) {
  Neighbour other(world_, "10.0.0.8");
  neighbour_.says(query("_sip._udp.local", "PTR"));
  world_.advance(15ms);
  other.says(sip_said(4499));
  world_.advance(1s);
  EXPECT_TRUE(other.has_heard(kOwnSip));
}

TEST_F(MdnsTraffic, LeavesOutOfAReplyWhatAnotherHasToldAll) {
  Neighbour other(world_, "10.0.0.8");
  neighbour_.says(query("_sip._udp.local", "PTR", true));
  world_.advance(15ms);
  other.says(sip_said(4500));
  world_.advance(1s);
  EXPECT_EQ(neighbour_.responses(), 1u) << "the other's";
}

// Others may answer the other question at the same moment (section 6.3).
TEST_F(MdnsTraffic, WaitsAMomentWhereThereAreSeveralQuestions) {
  const base::Instant asked = world_.now();
  neighbour_.says(octets_of({.questions = {ask("jackfield.local", "A"), ask("other.local", "A")}}));
  world_.advance(1s);
  ASSERT_EQ(neighbour_.heard().size(), 1u);
  EXPECT_EQ(neighbour_.heard()[0].lines[1], kOwnAddress);
  EXPECT_GE(neighbour_.heard()[0].at - asked, 22ms);
  EXPECT_LE(neighbour_.heard()[0].at - asked, 122ms);
}

TEST_F(MdnsTraffic, AnswersSeveralQuestionsInOneMessage) {
  neighbour_.says(
      octets_of({.questions = {ask("_sip._udp.local", "PTR"), ask("_http._tcp.local", "PTR"),
                               ask("jackfield.local", "A")}}));
  world_.advance(1s);
  ASSERT_EQ(neighbour_.heard().size(), 1u);
  EXPECT_TRUE(neighbour_.has_heard(kOwnSip));
  EXPECT_TRUE(neighbour_.has_heard("! _http._tcp.local PTR jackfield._http._tcp.local 4500"));
  EXPECT_TRUE(neighbour_.has_heard(kOwnAddress));
}

// Section 6.4: a record that has its pause, and an answer that can wait for it.
TEST_F(MdnsTraffic, SaysTogetherWhatIsDueWithinHalfASecond) {
  neighbour_.says(query("_http._tcp.local", "PTR"));
  world_.advance(700ms);
  neighbour_.forgets();
  neighbour_.says(query("_http._tcp.local", "PTR"));
  neighbour_.says(query("_sip._udp.local", "PTR"));
  world_.advance(1s);
  ASSERT_EQ(neighbour_.heard().size(), 1u);
  EXPECT_TRUE(neighbour_.has_heard(kOwnSip));
  EXPECT_TRUE(neighbour_.has_heard("! _http._tcp.local PTR jackfield._http._tcp.local 4500"));
}

TEST_F(MdnsTraffic, DelaysNothingForWhatIsDueLater) {
  neighbour_.says(query("_http._tcp.local", "PTR"));
  world_.advance(250ms);
  neighbour_.forgets();
  const base::Instant asked = world_.now();
  neighbour_.says(query("_http._tcp.local", "PTR"));
  neighbour_.says(query("_sip._udp.local", "PTR"));
  world_.advance(2s);
  ASSERT_EQ(neighbour_.heard().size(), 2u);
  EXPECT_LE(neighbour_.heard()[0].at - asked, 122ms);
}

TEST_F(MdnsTraffic, WaitsOnWhileKnownAnswersComeButNotForEver) {
  const auto part = [&] {
    neighbour_.says(octets_of({.flags = kTruncated}));
    world_.advance(300ms);
  };
  neighbour_.says(octets_of({.flags = kTruncated, .questions = {ask("_sip._udp.local", "PTR")}}));
  world_.advance(300ms);
  part();
  EXPECT_EQ(neighbour_.responses(), 0u);
  world_.advance(90ms);
  EXPECT_EQ(neighbour_.responses(), 0u) << "400 ms after the last at the earliest";
  world_.advance(120ms);
  EXPECT_EQ(neighbour_.responses(), 1u);
  world_.advance(2s);
  neighbour_.says(octets_of({.flags = kTruncated, .questions = {ask("_sip._udp.local", "PTR")}}));
  for (int i = 0; i < 16; ++i) part();
  EXPECT_EQ(neighbour_.responses(), 1u);
  part();
  EXPECT_EQ(neighbour_.responses(), 2u) << "after five seconds";
}

TEST_F(MdnsTraffic, WaitsForTheRestForOneWhoWantsItAlone) {
  const std::string question =
      octets_of({.flags = kTruncated, .questions = {ask("_sip._udp.local", "PTR", true)}});
  neighbour_.says(question);
  world_.advance(300ms);
  neighbour_.says(octets_of({.answers = {sip_record(4500)}}));
  world_.advance(1s);
  EXPECT_EQ(neighbour_.responses(), 0u);
  neighbour_.says(question);
  world_.advance(1s);
  ASSERT_EQ(neighbour_.responses(), 1u);
  EXPECT_EQ(neighbour_.heard()[0].arrival.to, *net::IpAddress::parse("10.0.0.9"));
}

TEST_F(MdnsTraffic, WaitsAMomentWithAReplyThatOthersMayGiveToo) {
  const base::Instant asked = world_.now();
  neighbour_.says(query("_sip._udp.local", "PTR", true));
  world_.advance(1s);
  ASSERT_EQ(neighbour_.heard().size(), 1u);
  EXPECT_EQ(neighbour_.heard()[0].lines[1], kOwnSip);
  EXPECT_EQ(neighbour_.heard()[0].arrival.to, *net::IpAddress::parse("10.0.0.9"));
  EXPECT_GE(neighbour_.heard()[0].at - asked, 22ms);
  EXPECT_LE(neighbour_.heard()[0].at - asked, 122ms);
}

TEST_F(MdnsTraffic, TellsAllWhereTooManyWaitForAReply) {
  std::vector<std::unique_ptr<Neighbour>> crowd;
  for (int i = 0; i < 40; ++i) {
    crowd.push_back(std::make_unique<Neighbour>(world_, "10.0.0." + std::to_string(100 + i)));
  }
  for (const auto& one : crowd) one->says(query("_sip._udp.local", "PTR", true));
  world_.advance(1s);
  for (const auto& one : crowd) EXPECT_TRUE(one->has_heard(kOwnSip));
  EXPECT_EQ(neighbour_.responses(), 1u) << "for eight of them";
}

// A record beside the question makes a probe only when it is about the same name.
TEST_F(MdnsTraffic, TakesNothingForAProbeThatClaimsSomethingElse) {
  for (int i = 0; i < 40; ++i) {
    neighbour_.says(
        octets_of({.questions = {ask("jackfield.local", "A")},
                   .authorities = {record("other.local", "A", 120, address("10.0.0.9"), false)}}));
    world_.advance(25ms);
  }
  EXPECT_EQ(neighbour_.responses(), 1u) << "once a second, as everybody";
}

// Section 10.2: or the flush would take the other one from all caches.
TEST_F(MdnsTraffic, SaysAllAddressesEvenIfOneIsKnown) {
  box_.host.plug("lan", "10.0.0.5");
  world_.advance(10s);
  neighbour_.forgets();
  neighbour_.says(
      octets_of({.questions = {ask("jackfield.local", "A")},
                 .answers = {record("jackfield.local", "A", 120, address("10.0.0.1"), false)}}));
  world_.advance(1s);
  EXPECT_TRUE(neighbour_.has_heard("! jackfield.local A 10.0.0.5 120 flush"));
  EXPECT_TRUE(neighbour_.has_heard("+ jackfield.local A 10.0.0.1 120 flush"));
}

TEST_F(MdnsTraffic, SaysARecordOnceASecondAlsoWhenItIsAnnounced) {
  neighbour_.says(query("jackfield.local", "A"));
  box_.host.plug("lan", "10.0.0.5");
  world_.advance(500ms);
  neighbour_.says(query("jackfield.local", "A"));
  world_.advance(5s);
  base::Instant last;
  for (const Neighbour::Heard& heard : neighbour_.heard()) {
    if (std::find(heard.lines.begin(), heard.lines.end(), kOwnAddress) == heard.lines.end()) {
      continue;
    }
    EXPECT_GE(heard.at - last, 1s);
    last = heard.at;
  }
  EXPECT_GE(neighbour_.responses(), 4u);
}

}  // namespace
}  // namespace mdns_test
