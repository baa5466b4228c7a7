// Who has an address: the names under in-addr.arpa and ip6.arpa (RFC 6762 sections 4, 6.1 and 8.1).
#include "tests/firmware/mdns/box.h"

namespace mdns_test {
namespace {

const std::string kReverse = "1.0.0.10.in-addr.arpa";
const std::string kOwnReverse = "! " + kReverse + " PTR jackfield.local 120 flush";

std::string claim_by(std::string_view host) {
  return octets_of({.flags = kResponse, .answers = {record(kReverse, "PTR", 120, name(host))}});
}

class MdnsReverse : public Mdns {
 protected:
  void asks(const std::string& question) {
    world_.advance(2s);
    neighbour_.forgets();
    neighbour_.says(question);
    world_.advance(10ms);
  }
};

TEST_F(MdnsReverse, NameOfAnAddressLeadsToTheHost) {
  settles();
  asks(query("1.0.0.10.IN-ADDR.arpa", "PTR"));
  ASSERT_EQ(neighbour_.heard().size(), 1u) << "at once";
  EXPECT_EQ(neighbour_.heard()[0].lines, (std::vector<std::string>{"response", kOwnReverse}));
  asks(query("9.0.0.10.in-addr.arpa", "PTR"));
  EXPECT_TRUE(neighbour_.heard().empty()) << "not ours";
}

TEST_F(MdnsReverse, NameOfAnAddressHasNothingElse) {
  settles();
  asks(query(kReverse, "A"));
  EXPECT_TRUE(neighbour_.has_heard("! " + kReverse + " NSEC has PTR 120 flush"));
}

TEST_F(MdnsReverse, NameIsThereForBothFamilies) {
  box_.host.plug("lan", "fe80::1234");
  settles();
  const std::string zeros = "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.e.f.ip6.arpa";
  asks(query("4.3.2.1." + zeros, "PTR"));
  EXPECT_TRUE(neighbour_.has_heard("! 4.3.2.1." + zeros + " PTR jackfield.local 120 flush"));
}

TEST_F(MdnsReverse, NameReachesAnOrdinaryResolver) {
  settles();
  Neighbour resolver(world_, "10.0.0.20", "lan", 40000);
  resolver.says(octets_of({.id = 4711, .questions = {ask(kReverse, "PTR")}}));
  world_.advance(100ms);
  ASSERT_EQ(resolver.heard().size(), 1u);
  EXPECT_EQ(resolver.heard()[0].lines,
            (std::vector<std::string>{"response 4711", "? " + kReverse + " PTR",
                                      "! " + kReverse + " PTR jackfield.local 10"}));
}

TEST_F(MdnsReverse, NameIsTakenWithoutAProbe) {
  box_.starts();
  world_.advance(5s);
  for (const Neighbour::Heard& heard : neighbour_.heard()) {
    if (heard.lines[0] != "query") continue;
    for (const std::string& line : heard.lines) {
      EXPECT_TRUE(!line.starts_with("~") || line.find("arpa") == std::string::npos) << line;
    }
  }
  EXPECT_TRUE(neighbour_.has_heard(kOwnReverse));
  neighbour_.forgets();
  box_.host.plug("lan", "10.0.0.5");
  world_.advance(5s);
  EXPECT_TRUE(neighbour_.has_heard("! 5.0.0.10.in-addr.arpa PTR jackfield.local 120 flush"));
  EXPECT_FALSE(neighbour_.has_heard("? jackfield.local ANY QU")) << "a new address, no new name";
}

// As another responder on this host does that has a name of its own for it.
TEST_F(MdnsReverse, NameIsLeftToWhoHasAnotherForTheAddress) {
  settles();
  neighbour_.says(claim_by("pc.local"));
  world_.advance(5s);
  EXPECT_TRUE(neighbour_.heard().empty()) << "no probe, no goodbye, no second word";
  EXPECT_TRUE(box_.other_labels.empty());
  asks(query(kReverse, "PTR"));
  EXPECT_TRUE(neighbour_.heard().empty());
  asks(query("jackfield.local", "A"));
  EXPECT_TRUE(neighbour_.has_heard(kOwnAddress)) << "the name itself is ours still";
}

TEST_F(MdnsReverse, NameThatWasLeftToAnotherIsNotTakenBackWithTheNextAddress) {
  settles();
  neighbour_.says(claim_by("pc.local"));
  world_.advance(2s);
  box_.host.plug("lan", "10.0.0.5");
  world_.advance(5s);
  EXPECT_TRUE(neighbour_.has_heard("! 5.0.0.10.in-addr.arpa PTR jackfield.local 120 flush"));
  EXPECT_FALSE(neighbour_.has_heard(kOwnReverse));
}

// Who probes for it, as some do, would give up his own name if we defended it.
TEST_F(MdnsReverse, NameIsLeftToWhoProbesForIt) {
  settles();
  world_.advance(2s);
  neighbour_.says(
      octets_of({.questions = {ask(kReverse, "ANY")},
                 .authorities = {record(kReverse, "PTR", 120, name("pc.local"), false)}}));
  world_.advance(5s);
  EXPECT_TRUE(neighbour_.heard().empty());
}

TEST_F(MdnsReverse, NameIsNotSaidWhereAnotherAnswersForIt) {
  box_.starts();
  const std::string asked = "? " + kReverse + " PTR";
  ASSERT_TRUE(world_.advance_until([&] { return neighbour_.has_heard(asked); }, 2s));
  neighbour_.says(claim_by("pc.local"));
  world_.advance(5s);
  EXPECT_TRUE(neighbour_.has_heard(kOwnAddress));
  EXPECT_FALSE(neighbour_.has_heard(kOwnReverse));
}

TEST_F(MdnsReverse, NameIsNotSaidWhereAnotherSaysItBeforeWeAsk) {
  box_.starts();
  neighbour_.says(claim_by("pc.local"));
  world_.advance(5s);
  EXPECT_TRUE(neighbour_.has_heard(kOwnAddress));
  EXPECT_FALSE(neighbour_.has_heard(kOwnReverse));
}

// What was said just before the name changed comes back just after.
TEST_F(MdnsReverse, NameIsNotLeftToOurFormerName) {
  box_.starts();
  ASSERT_TRUE(world_.advance_until([&] { return neighbour_.responses() > 0; }, 2s));
  box_.starts("pbx");
  neighbour_.says(claim_by("jackfield.local"));
  world_.advance(5s);
  EXPECT_TRUE(neighbour_.has_heard("! " + kReverse + " PTR pbx.local 120 flush"));
}

TEST_F(MdnsReverse, NameStaysWhereAnotherSaysTheSame) {
  settles();
  neighbour_.says(claim_by("jackfield.local"));
  world_.advance(5s);
  asks(query(kReverse, "PTR"));
  EXPECT_TRUE(neighbour_.has_heard(kOwnReverse));
}

TEST_F(MdnsReverse, NameFollowsTheHostsName) {
  settles();
  box_.starts("pbx");
  world_.advance(5s);
  EXPECT_TRUE(neighbour_.has_heard("! " + kReverse + " PTR pbx.local 120 flush"));
  asks(query(kReverse, "PTR"));
  EXPECT_EQ(neighbour_.heard().back().lines.size(), 2u) << "one name";
}

}  // namespace
}  // namespace mdns_test
