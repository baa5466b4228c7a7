// What a box answers, to whom, when and how often (RFC 6762 sections 5 to 7).
#include "tests/firmware/mdns/box.h"

namespace mdns_test {
namespace {

using Lines = std::vector<std::string>;

class MdnsAnswer : public Mdns {
 protected:
  MdnsAnswer() { settles(); }
  // What is said to all after this question, a long time after the last.
  Lines to(const std::string& question) {
    world_.advance(2s);
    neighbour_.forgets();
    neighbour_.says(question);
    world_.advance(300ms);
    return neighbour_.heard().empty() ? Lines{} : neighbour_.heard().front().lines;
  }
};

TEST_F(MdnsAnswer, TellsItsAddressToAllAtOnce) {
  EXPECT_EQ(to(query("JackField.local", "A")),
            (Lines{"response", kOwnAddress, "+ jackfield.local NSEC has A 120 flush"}));
  ASSERT_EQ(neighbour_.heard().size(), 1u);
  EXPECT_EQ(neighbour_.heard()[0].arrival.to, *net::IpAddress::parse("224.0.0.251"));
  EXPECT_EQ(neighbour_.heard()[0].arrival.from.port, 5353);
  EXPECT_LE(neighbour_.heard()[0].at - world_.now(), -298ms) << "what is unique waits for nobody";
}

TEST_F(MdnsAnswer, SaysNothingOfOtherNames) {
  EXPECT_TRUE(to(query("other.local", "A")).empty());
  EXPECT_TRUE(to(query("local", "ANY")).empty());
}

TEST_F(MdnsAnswer, SaysThatARecordIsNotThere) {
  EXPECT_EQ(to(query("jackfield.local", "AAAA")),
            (Lines{"response", "! jackfield.local NSEC has A 120 flush"}));
  EXPECT_EQ(to(query("jackfield._sip._udp.local", "A")),
            (Lines{"response", "! jackfield._sip._udp.local NSEC has TXT SRV 120 flush"}));
}

TEST_F(MdnsAnswer, LeadsFromAServiceToItsAddress) {
  EXPECT_EQ(
      to(query("_http._tcp.local", "PTR")),
      (Lines{"response", "! _http._tcp.local PTR jackfield._http._tcp.local 4500",
             "+ jackfield.local A 10.0.0.1 120 flush", "+ jackfield.local NSEC has A 120 flush",
             "+ jackfield._http._tcp.local SRV jackfield.local:80 120 flush",
             "+ jackfield._http._tcp.local TXT \"path=/\" 4500 flush"}));
  EXPECT_EQ(to(query("jackfield._sip._udp.local", "SRV"))[1],
            "! jackfield._sip._udp.local SRV jackfield.local:5060 120 flush");
}

TEST_F(MdnsAnswer, ListsTheKindsOfServices) {
  EXPECT_EQ(to(query("_services._dns-sd._udp.local", "PTR")),
            (Lines{"response", "! _services._dns-sd._udp.local PTR _sip._udp.local 4500",
                   "! _services._dns-sd._udp.local PTR _http._tcp.local 4500"}));
}

TEST_F(MdnsAnswer, WaitsAMomentWhereOthersAnswerToo) {
  for (int i = 0; i < 20; ++i) {
    world_.advance(2s);
    neighbour_.forgets();
    const base::Instant asked = world_.now();
    neighbour_.says(query("_sip._udp.local", "PTR"));
    world_.advance(300ms);
    ASSERT_EQ(neighbour_.heard().size(), 1u);
    EXPECT_GE(neighbour_.heard()[0].at - asked, 22ms);
    EXPECT_LE(neighbour_.heard()[0].at - asked, 122ms);
  }
}

TEST_F(MdnsAnswer, LeavesOutWhatTheAskerKnows) {
  const std::string known =
      record("_sip._udp.local", "PTR", 2250, name("jackfield._sip._udp.local"), false);
  EXPECT_TRUE(
      to(octets_of({.questions = {ask("_sip._udp.local", "PTR")}, .answers = {known}})).empty());
  const std::string old =
      record("_sip._udp.local", "PTR", 2249, name("jackfield._sip._udp.local"), false);
  EXPECT_FALSE(
      to(octets_of({.questions = {ask("_sip._udp.local", "PTR")}, .answers = {old}})).empty());
}

TEST_F(MdnsAnswer, WaitsForTheRestOfWhatTheAskerKnows) {
  const std::string question =
      octets_of({.flags = kTruncated, .questions = {ask("_sip._udp.local", "PTR")}});
  const std::string rest = octets_of(
      {.answers = {record("_sip._udp.local", "PTR", 4500, name("jackfield._sip._udp.local"))}});
  neighbour_.says(question);
  world_.advance(300ms);
  neighbour_.says(rest);
  world_.advance(1s);
  EXPECT_EQ(neighbour_.responses(), 0u);
  neighbour_.says(question);
  world_.advance(390ms);
  EXPECT_EQ(neighbour_.responses(), 0u);
  world_.advance(200ms);
  EXPECT_EQ(neighbour_.responses(), 1u);
}

TEST_F(MdnsAnswer, TellsARecordOnceASecondAtMost) {
  world_.advance(2s);
  for (int i = 0; i < 100; ++i) {
    neighbour_.says(query("jackfield.local", "A"));
    world_.advance(50ms);
  }
  world_.advance(2s);
  EXPECT_EQ(neighbour_.responses(), 6u) << "in five seconds, and who asked last is answered";
  for (std::size_t i = 1; i < neighbour_.heard().size(); ++i) {
    EXPECT_GE(neighbour_.heard()[i].at - neighbour_.heard()[i - 1].at, 1s);
  }
}

TEST_F(MdnsAnswer, GoesToTheAskerAloneWhenHeWishesAndAllHaveHeardItLately) {
  EXPECT_EQ(to(query("jackfield.local", "A", true))[1], kOwnAddress);
  ASSERT_EQ(neighbour_.heard().size(), 1u);
  EXPECT_EQ(neighbour_.heard()[0].arrival.to, *net::IpAddress::parse("10.0.0.9"));
  world_.advance(31s);  // a quarter of the TTL
  EXPECT_EQ(to(query("jackfield.local", "A", true))[1], kOwnAddress);
  EXPECT_EQ(neighbour_.heard()[0].arrival.to, *net::IpAddress::parse("224.0.0.251"));
}

TEST_F(MdnsAnswer, ReachesAnOrdinaryResolver) {
  Neighbour resolver(world_, "10.0.0.20", "lan", 40000);
  resolver.says(octets_of({.id = 4711, .questions = {ask("jackfield.local", "A")}}));
  world_.advance(100ms);
  ASSERT_EQ(resolver.heard().size(), 1u);
  EXPECT_EQ(resolver.heard()[0].lines,
            (Lines{"response 4711", "? jackfield.local A", "! jackfield.local A 10.0.0.1 10",
                   "+ jackfield.local NSEC has A 10"}));
  EXPECT_EQ(resolver.heard()[0].arrival.to, *net::IpAddress::parse("10.0.0.20"));
  EXPECT_EQ(neighbour_.responses(), 0u);
}

// Eight answers with names of 63 octets do not fit where RFC 1035 alone is known.
TEST_F(MdnsAnswer, TellsAnOrdinaryResolverThatThereIsMore) {
  std::vector<mdns::Service> services;
  for (char kind = 'a'; kind < 'i'; ++kind) {
    services.push_back({std::string("_") + kind, "_tcp", *net::Endpoint::parse("0.0.0.0:80"),
                        std::string("\077") + std::string(63, 'x')});
  }
  const std::string label(63, 'y');
  box_.responder.adopt({label, services});
  world_.advance(5s);
  Neighbour resolver(world_, "10.0.0.20", "lan", 40000);
  Said all{.id = 1};
  for (char kind = 'a'; kind < 'i'; ++kind) {
    all.questions.push_back(ask(std::string("_") + kind + "._tcp.local", "PTR"));
  }
  resolver.says(octets_of(all));
  world_.advance(100ms);
  ASSERT_EQ(resolver.heard().size(), 1u);
  EXPECT_LE(resolver.heard()[0].octets.size(), 512u);
  EXPECT_EQ(resolver.heard()[0].octets[2], '\x86') << "QR, AA, TC";
}

TEST_F(MdnsAnswer, ReachesNobodyBeyondTheLink) {
  Neighbour stranger(world_, "192.0.2.7", "lan");
  Neighbour resolver(world_, "192.0.2.8", "lan", 40000);
  stranger.says_to("10.0.0.1:5353", query("jackfield.local", "A"));
  resolver.says(query("jackfield.local", "A"));
  world_.advance(1s);
  EXPECT_EQ(stranger.responses() + resolver.responses(), 0u);
  stranger.forgets();
  stranger.says(query("jackfield.local", "A", true));
  world_.advance(1s);
  ASSERT_EQ(stranger.heard().size(), 1u) << "what came to the group came from the link";
  EXPECT_EQ(stranger.heard()[0].arrival.to, *net::IpAddress::parse("224.0.0.251"));
}

TEST_F(MdnsAnswer, IsNotMovedByResponsesFromOtherPorts) {
  Neighbour liar(world_, "10.0.0.20", "lan", 40000);
  liar.says(octets_of({.flags = kResponse,
                       .answers = {record("jackfield.local", "A", 120, address("10.0.0.20"))}}));
  world_.advance(5s);
  EXPECT_EQ(neighbour_.heard().size(), 1u) << "what the liar says, and nothing of ours";
}

TEST_F(MdnsAnswer, HearsNothingMalformed) {
  const std::string whole = query("jackfield.local", "A");
  world_.advance(2s);
  for (std::size_t size = 0; size < whole.size(); ++size) neighbour_.says(whole.substr(0, size));
  std::string update = whole;
  update[2] = 0x28;
  neighbour_.says(update);
  world_.advance(2s);
  EXPECT_TRUE(neighbour_.heard().empty());
}

// Section 6.6: as a process does that ends after another has begun in its place.
TEST_F(MdnsAnswer, SaysAgainWhatSomebodyElseTakesBack) {
  world_.advance(2s);
  neighbour_.says(octets_of(
      {.flags = kResponse, .answers = {record("jackfield.local", "A", 0, address("10.0.0.1"))}}));
  world_.advance(100ms);
  EXPECT_TRUE(neighbour_.has_heard(kOwnAddress));
}

}  // namespace
}  // namespace mdns_test
