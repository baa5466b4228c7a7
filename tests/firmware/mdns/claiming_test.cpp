// How a box comes by its name, keeps it, and takes another (RFC 6762 sections 8 to 10).
#include <set>

#include "tests/firmware/mdns/box.h"

namespace mdns_test {
namespace {

const std::string kProposed = "~ jackfield.local A 10.0.0.1 120";

std::string claim_of(std::string_view own) {
  return octets_of(
      {.flags = kResponse, .answers = {record("jackfield.local", "A", 120, address(own))}});
}
std::string probe_of(std::string_view own) {
  return octets_of({.questions = {ask("jackfield.local", "ANY", true)},
                    .authorities = {record("jackfield.local", "A", 120, address(own), false)}});
}

using Lines = std::vector<std::string>;
using MdnsName = Mdns;

TEST_F(MdnsName, IsAskedForThreeTimesAndToldTwice) {
  box_.starts();
  world_.advance(10s);
  const auto& heard = neighbour_.heard();
  ASSERT_EQ(heard.size(), 7u);
  EXPECT_LE(heard[0].at, base::Instant(251ms)) << "section 8.1: after 250 ms at most";
  const Lines reverse = {"query", "? 1.0.0.10.in-addr.arpa PTR"};
  EXPECT_EQ(heard[1].lines, reverse);
  EXPECT_EQ(heard[2].at - heard[0].at, 250ms);
  EXPECT_EQ(heard[3].at - heard[2].at, 250ms);
  EXPECT_EQ(heard[4].lines, reverse);
  EXPECT_EQ(heard[5].at - heard[3].at, 250ms);
  EXPECT_EQ(heard[6].at - heard[5].at, 1s);
  EXPECT_EQ(heard[0].lines[0], "query");
  EXPECT_EQ(heard[0].lines[1], "? jackfield.local ANY QU");
  EXPECT_EQ(heard[0].lines[2], "? jackfield._sip._udp.local ANY QU");
  EXPECT_EQ(heard[2].lines[1], "? jackfield.local ANY");
  EXPECT_NE(std::find(heard[0].lines.begin(), heard[0].lines.end(), kProposed),
            heard[0].lines.end());
  EXPECT_EQ(heard[5].lines,
            (Lines{"response", kOwnAddress, "! 1.0.0.10.in-addr.arpa PTR jackfield.local 120 flush",
                   "! _services._dns-sd._udp.local PTR _sip._udp.local 4500",
                   "! _sip._udp.local PTR jackfield._sip._udp.local 4500",
                   "! jackfield._sip._udp.local SRV jackfield.local:5060 120 flush",
                   "! jackfield._sip._udp.local TXT \"\" 4500 flush",
                   "! _services._dns-sd._udp.local PTR _http._tcp.local 4500",
                   "! _http._tcp.local PTR jackfield._http._tcp.local 4500",
                   "! jackfield._http._tcp.local SRV jackfield.local:80 120 flush",
                   "! jackfield._http._tcp.local TXT \"path=/\" 4500 flush"}));
  EXPECT_EQ(heard[6].lines, heard[5].lines);
}

TEST_F(MdnsName, IsNotAnsweredForBeforeItIsOurs) {
  box_.starts();
  world_.advance(600ms);
  neighbour_.says(query("jackfield.local", "A"));
  world_.advance(50ms);
  EXPECT_EQ(neighbour_.responses(), 0u);
}

TEST_F(MdnsName, BecomesAnotherWhereSomebodyHasIt) {
  box_.starts();
  world_.advance(400ms);
  neighbour_.says(claim_of("10.0.0.9"));
  world_.advance(5s);
  EXPECT_EQ(box_.other_labels, std::vector<std::string>{"jackfield-2"});
  EXPECT_TRUE(neighbour_.has_heard("! jackfield-2.local A 10.0.0.1 120 flush"));
  EXPECT_FALSE(neighbour_.has_heard(kOwnAddress));
}

TEST_F(MdnsName, IsAnotherAlsoForWhoHasNoAddressOfThatKind) {
  box_.starts();
  world_.advance(400ms);
  neighbour_.says(
      octets_of({.flags = kResponse,
                 .answers = {record("JACKFIELD.local", "AAAA", 120, address("fe80::9"))}}));
  world_.advance(5s);
  EXPECT_EQ(box_.responder.label(), "jackfield-2");
}

TEST_F(MdnsName, IsNotLostToAGoodbye) {
  box_.starts();
  world_.advance(400ms);
  neighbour_.says(octets_of(
      {.flags = kResponse, .answers = {record("jackfield.local", "A", 0, address("10.0.0.9"))}}));
  world_.advance(5s);
  EXPECT_TRUE(box_.other_labels.empty());
}

TEST_F(MdnsName, GoesToTheLaterInOrderOfTwoWhoProbeTogether) {
  box_.starts();
  world_.advance(300ms);
  neighbour_.forgets();
  neighbour_.says(probe_of("10.0.0.0"));  // earlier than ours
  world_.advance(700ms);
  EXPECT_TRUE(neighbour_.has_heard(kOwnAddress)) << "we go on";
}

TEST_F(MdnsName, IsAskedForAgainASecondAfterALostTie) {
  box_.starts();
  world_.advance(300ms);
  neighbour_.forgets();
  neighbour_.says(probe_of("10.0.0.200"));  // octets count as unsigned
  world_.advance(999ms);
  EXPECT_TRUE(neighbour_.heard().empty());
  world_.advance(10ms);
  ASSERT_FALSE(neighbour_.heard().empty());
  EXPECT_EQ(neighbour_.heard()[0].lines[1], "? jackfield.local ANY QU");
  world_.advance(5s);
  EXPECT_TRUE(neighbour_.has_heard(kOwnAddress)) << "the other did not take it after all";
}

TEST_F(MdnsName, IsDefendedAgainstWhoProbes) {
  settles();
  world_.advance(2s);
  neighbour_.says(probe_of("10.0.0.200"));
  world_.advance(50ms);
  ASSERT_EQ(neighbour_.heard().size(), 1u);
  EXPECT_EQ(neighbour_.heard()[0].lines[1], kOwnAddress);
  EXPECT_EQ(neighbour_.heard()[0].arrival.to, *net::IpAddress::parse("10.0.0.9"));
}

TEST_F(MdnsName, IsDefendedFourTimesASecondAtMost) {
  settles();
  world_.advance(2s);
  const std::string probe = octets_of(
      {.questions = {ask("jackfield.local", "ANY")},
       .authorities = {record("jackfield.local", "A", 120, address("10.0.0.200"), false)}});
  for (int i = 0; i < 100; ++i) {
    neighbour_.says(probe);
    world_.advance(10ms);
  }
  EXPECT_EQ(neighbour_.responses(), 4u);
}

// Section 9: both ask anew; who answers keeps it.
TEST_F(MdnsName, IsAskedForAnewWhenSomebodyElseShowsUpWithIt) {
  settles();
  neighbour_.says(claim_of("10.0.0.9"));
  world_.advance(260ms);
  ASSERT_GE(neighbour_.heard().size(), 1u);
  EXPECT_EQ(neighbour_.heard()[0].lines[0], "query");
  world_.advance(5s);
  EXPECT_TRUE(neighbour_.has_heard(kOwnAddress)) << "nobody answered";
  EXPECT_TRUE(box_.other_labels.empty());
  neighbour_.forgets();
  neighbour_.says(claim_of("10.0.0.9"));
  world_.advance(260ms);
  neighbour_.says(claim_of("10.0.0.9"));
  world_.advance(5s);
  EXPECT_EQ(box_.responder.label(), "jackfield-2");
  EXPECT_TRUE(neighbour_.has_heard("! _sip._udp.local PTR jackfield._sip._udp.local 0"));
  EXPECT_TRUE(neighbour_.has_heard("! jackfield.local A 10.0.0.1 0"))
      << "and the winner's is flushed from no cache";
}

// Section 8.1: it may be old, and our own.
TEST_F(MdnsName, IsNotLostToWhatCameBeforeItWasAskedFor) {
  for (int i = 0; i < 5; ++i) {
    box_.starts("");
    world_.advance(1s);
    neighbour_.forgets();
    box_.starts();
    neighbour_.says(claim_of("10.0.0.9"));
    world_.advance(3ms);
    if (!neighbour_.heard().empty()) continue;  // asked already
    world_.advance(5s);
    EXPECT_TRUE(box_.other_labels.empty());
    return;
  }
  FAIL() << "it is always asked for within 3 ms";
}

TEST_F(MdnsName, IsLostToWhoSaysOnlyThatItHasAnAddressOfTheOtherKind) {
  box_.starts();
  world_.advance(400ms);
  const std::string types = name("jackfield.local") + std::string("\0\4\0\0\0\10", 6);
  neighbour_.says(
      octets_of({.flags = kResponse, .answers = {record("jackfield.local", "NSEC", 120, types)}}));
  world_.advance(5s);
  EXPECT_EQ(box_.responder.label(), "jackfield-2");
}

TEST_F(MdnsName, IsContestedInAnySection) {
  settles();
  neighbour_.says(
      octets_of({.flags = kResponse,
                 .authorities = {record("jackfield.local", "A", 120, address("10.0.0.9"))}}));
  world_.advance(260ms);
  EXPECT_TRUE(neighbour_.has_heard("? jackfield.local ANY QU"));
}

// Section 6: a response by unicast counts only where one was asked for.
TEST_F(MdnsName, IsContestedBeforeAllOnly) {
  settles();
  neighbour_.says_to("10.0.0.1:5353", claim_of("10.0.0.9"));
  world_.advance(5s);
  EXPECT_TRUE(neighbour_.heard().empty());
  box_.starts("");
  box_.starts();
  world_.advance(400ms);
  neighbour_.says_to("10.0.0.1:5353", claim_of("10.0.0.9"));
  world_.advance(5s);
  EXPECT_EQ(box_.responder.label(), "jackfield-2") << "that was a probe's answer";
}

TEST_F(MdnsName, IsAnsweredForByNobodyWhileItIsContested) {
  settles();
  world_.advance(2s);
  neighbour_.says(query("_sip._udp.local", "PTR"));
  neighbour_.says(claim_of("10.0.0.9"));
  world_.advance(600ms);
  EXPECT_EQ(neighbour_.responses(), 0u);
}

TEST_F(MdnsName, FollowsSlowlyWhereAllNamesAreTaken) {
  box_.starts();
  std::set<std::string> asked;
  base::Instant last;
  for (int i = 0; i < 40; ++i) {
    world_.advance_until([&] { return !neighbour_.heard().empty(); }, 10s);
    const std::string line = neighbour_.heard().front().lines[1];
    const std::string taken = line.substr(2, line.find(' ', 2) - 2);
    asked.insert(taken);
    last = neighbour_.heard().front().at;
    neighbour_.forgets();
    neighbour_.says(
        octets_of({.flags = kResponse, .answers = {record(taken, "A", 120, address("10.0.0.9"))}}));
    world_.advance(5ms);
    neighbour_.forgets();
  }
  EXPECT_EQ(asked.size(), 40u);
  EXPECT_GE(last, base::Instant(24 * 5s)) << "fifteen are free, then one in five seconds";
}

// Section 8.1 counts all conflicts, not those alone that cost a name.
TEST_F(MdnsName, IsAskedForSlowlyAfterManyConflictsOfEitherKind) {
  box_.starts();
  const auto is_claimed = [&] {
    neighbour_.says(octets_of(
        {.flags = kResponse,
         .answers = {record(box_.responder.label() + ".local", "A", 120, address("10.0.0.9"))}}));
    world_.advance(3ms);
    neighbour_.forgets();
  };
  for (int i = 0; i < 14; ++i) {
    world_.advance_until([&] { return !neighbour_.heard().empty(); }, 10s);
    is_claimed();
  }
  world_.advance_until([&] { return neighbour_.responses() > 0; }, 10s);
  ASSERT_LT(world_.now(), base::Instant(9s));
  is_claimed();
  world_.advance(4990ms);
  EXPECT_TRUE(neighbour_.heard().empty());
  world_.advance(20ms);
  EXPECT_FALSE(neighbour_.heard().empty());
}

TEST_F(MdnsName, IsMissedAloudOnceWhenNoneIsFreeForAMinute) {
  box_.starts();
  const auto goes_on = [&](base::Duration span) {
    const base::Instant end = world_.now() + span;
    while (world_.now() < end) {
      world_.advance_until([&] { return !neighbour_.heard().empty(); }, 10s);
      neighbour_.forgets();
      neighbour_.says(octets_of(
          {.flags = kResponse,
           .answers = {record(box_.responder.label() + ".local", "A", 120, address("10.0.0.9"))}}));
      world_.advance(5ms);
    }
  };
  const auto complaints = [&] {
    const auto& lines = world_.log().lines();
    return std::count_if(lines.begin(), lines.end(), [](const std::string& line) {
      return line.find("no name is free") != std::string::npos;
    });
  };
  goes_on(55s);
  EXPECT_EQ(complaints(), 0);
  goes_on(3min);
  EXPECT_EQ(complaints(), 1);
}

TEST_F(MdnsName, StaysWithinALabelWhenItGetsANumber) {
  const std::string longest(63, 'x');
  box_.starts(longest);
  world_.advance(400ms);
  neighbour_.says(
      octets_of({.flags = kResponse,
                 .answers = {record(longest + ".local", "A", 120, address("10.0.0.9"))}}));
  world_.advance(5s);
  EXPECT_EQ(box_.responder.label(), std::string(61, 'x') + "-2");
}

TEST_F(MdnsName, IsTakenBackInTheEnd) {
  {
    Box other(world_, "10.0.0.2");
    other.starts("other");
    world_.advance(5s);
    neighbour_.forgets();
  }
  world_.advance(10ms);
  EXPECT_TRUE(neighbour_.has_heard("! other.local A 10.0.0.2 0 flush"));
  EXPECT_TRUE(neighbour_.has_heard("! _http._tcp.local PTR other._http._tcp.local 0"));
}

TEST_F(MdnsName, ChangesWhenItIsToldTo) {
  settles();
  box_.starts("pbx");
  world_.advance(5s);
  EXPECT_TRUE(neighbour_.has_heard("! jackfield.local A 10.0.0.1 0 flush"));
  EXPECT_TRUE(neighbour_.has_heard("! pbx.local A 10.0.0.1 120 flush"));
  neighbour_.forgets();
  box_.starts("");
  world_.advance(5s);
  EXPECT_TRUE(neighbour_.has_heard("! pbx.local A 10.0.0.1 0 flush"));
  neighbour_.says(query("pbx.local", "A"));
  world_.advance(5s);
  EXPECT_EQ(neighbour_.responses(), 1u) << "the goodbye";
}

}  // namespace
}  // namespace mdns_test
