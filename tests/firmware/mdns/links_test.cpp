// Links that come, go and change; several of them; IPv6; storms.
#include <set>

#include "tests/firmware/mdns/box.h"

namespace mdns_test {
namespace {

using MdnsLink = Mdns;

// Between a cable and radio: what is said on one is heard on the other.
class Reflector final : private net::MulticastUser {
 public:
  explicit Reflector(sim::World& world) {
    sim::Host& host = world.host("10.0.0.98").plug("lan", "10.0.0.98").plug("radio", "10.0.0.99");
    socket_ = *host.bind_multicast(kAll, *this);
    static_cast<void>(socket_->join(1));
    static_cast<void>(socket_->join(2));
  }

 private:
  void on_datagram(std::string_view octets, const net::Arrival& arrival) override {
    if (to_string(arrival.from.address).starts_with("10.0.0.9")) return;
    socket_->send(3 - arrival.link, kAll, octets);
  }

  const net::Endpoint kAll = *net::Endpoint::parse("224.0.0.251:5353");
  std::unique_ptr<net::MulticastSocket> socket_;
};

TEST_F(MdnsLink, IsToldItsOwnAddressesAlone) {
  box_.host.plug("other", "10.7.0.1");
  Neighbour there(world_, "10.7.0.9", "other");
  settles();
  there.says(query("jackfield.local", "A"));
  world_.advance(1s);
  EXPECT_TRUE(there.has_heard("! jackfield.local A 10.7.0.1 120 flush"));
  EXPECT_FALSE(there.has_heard("! jackfield.local A 10.0.0.1 120 flush"));
  EXPECT_TRUE(neighbour_.heard().empty());
}

TEST_F(MdnsLink, IsNoticedWhenItComesLater) {
  settles();
  box_.host.plug("other", "10.7.0.1");
  Neighbour there(world_, "10.7.0.9", "other");
  world_.advance(5s);
  EXPECT_TRUE(there.has_heard("~ jackfield.local A 10.7.0.1 120"));
  EXPECT_TRUE(there.has_heard("! jackfield.local A 10.7.0.1 120 flush"));
  EXPECT_TRUE(neighbour_.heard().empty()) << "nothing is new here";
}

TEST_F(MdnsLink, MayGoAndComeBack) {
  settles();
  box_.host.unplug("lan");
  world_.advance(5s);
  neighbour_.says(query("jackfield.local", "A"));
  world_.advance(5s);
  EXPECT_TRUE(neighbour_.heard().empty());
  box_.host.plug("lan", "10.0.0.1");
  world_.advance(5s);
  EXPECT_TRUE(neighbour_.has_heard("! jackfield.local A 10.0.0.1 120 flush"));
}

TEST_F(MdnsLink, HearsOfAnotherAddress) {
  settles();
  box_.host.renumber("lan", "10.0.0.77");
  world_.advance(5s);
  EXPECT_FALSE(neighbour_.has_heard("! jackfield.local A 10.0.0.1 0 flush"))
      << "section 8.4: the new one flushes it";
  EXPECT_TRUE(neighbour_.has_heard("! 1.0.0.10.in-addr.arpa PTR jackfield.local 0 flush"));
  EXPECT_TRUE(neighbour_.has_heard("! jackfield.local A 10.0.0.77 120 flush"));
  EXPECT_EQ(neighbour_.responses(), 3u) << "goodbye, and told twice";
  EXPECT_FALSE(neighbour_.has_heard("? jackfield.local ANY QU")) << "the name is ours";
  EXPECT_TRUE(box_.other_labels.empty());
}

TEST_F(MdnsLink, LosesAnAddressOfAKindThatItHasNoMore) {
  box_.host.plug("lan", "fe80::1");
  settles();
  box_.host.renumber("lan", "10.0.0.1");
  world_.advance(5s);
  EXPECT_TRUE(neighbour_.has_heard("! jackfield.local AAAA fe80::1 0 flush"));
}

// Section 8: it may be another network's.
TEST_F(MdnsLink, IsAskedAnewWhenItsCableWasOutForAMoment) {
  settles();
  box_.host.unplug("lan");
  world_.advance(100ms);
  box_.host.plug("lan", "10.0.0.1");
  world_.advance(5s);
  EXPECT_TRUE(neighbour_.has_heard("? jackfield.local ANY QU"));
}

TEST_F(MdnsLink, IsHeardOfTenTimesAMinuteHoweverOftenItChanges) {
  settles();
  for (int i = 0; i < 60; ++i) {
    box_.host.renumber("lan", i % 2 == 0 ? "10.0.0.77" : "10.0.0.1");
    world_.advance(1s);
  }
  EXPECT_LE(neighbour_.responses(), 30u) << "a goodbye and two announcements each time";
  EXPECT_GE(neighbour_.responses(), 10u);
  world_.advance(2min);
  neighbour_.forgets();
  neighbour_.says(query("jackfield.local", "A"));
  world_.advance(1s);
  EXPECT_TRUE(neighbour_.has_heard(kOwnAddress)) << "as it was left";
}

TEST_F(MdnsLink, IsServedByBothFamilies) {
  Neighbour six(world_, "fe80::9", "lan");
  box_.host.plug("lan", "fe80::1");
  settles();
  six.forgets();
  six.says(query("jackfield.local", "AAAA"));
  world_.advance(500ms);
  ASSERT_EQ(six.heard().size(), 1u);
  EXPECT_EQ(six.heard()[0].lines[1], "! jackfield.local AAAA fe80::1 120 flush");
  EXPECT_EQ(six.heard()[0].lines[2], "+ jackfield.local A 10.0.0.1 120 flush");
  EXPECT_EQ(six.heard()[0].arrival.to, *net::IpAddress::parse("ff02::fb"));
  EXPECT_EQ(neighbour_.heard().size(), 1u) << "told to both groups";
}

TEST_F(MdnsLink, MayBeOneNetworkTwice) {
  Reflector between(world_);
  box_.host.plug("radio", "10.0.0.2");
  box_.starts();
  world_.advance(10s);
  EXPECT_TRUE(neighbour_.has_heard("! jackfield.local A 10.0.0.2 120 flush"));
  EXPECT_TRUE(box_.other_labels.empty());
}

// Section 14: what is said on one flushes what was said on the other, so that is said again, and
// then it is quiet.
TEST_F(MdnsLink, SaysAgainWhatIsFlushedByTheOtherOfOneNetwork) {
  Reflector between(world_);
  box_.host.plug("radio", "10.0.0.2");
  settles();
  neighbour_.says(query("jackfield.local", "A"));
  world_.advance(20s);
  EXPECT_EQ(neighbour_.responses(), 2u);
  EXPECT_TRUE(neighbour_.has_heard(kOwnAddress));
  EXPECT_TRUE(neighbour_.has_heard("! jackfield.local A 10.0.0.2 120 flush"));
}

TEST_F(MdnsLink, TellsOfServicesThatListenThere) {
  box_.responder.adopt({"jackfield",
                        {{"_sip", "_udp", *net::Endpoint::parse("10.7.0.1:5060")},
                         {"_sip", "_udp", *net::Endpoint::parse("10.0.0.1:5070")},
                         {"_sip", "_udp", *net::Endpoint::parse("0.0.0.0:5080")},
                         {"_sip", "_tcp", *net::Endpoint::parse("[::]:5060")},
                         {"_http", "_tcp", *net::Endpoint::parse("127.0.0.1:80")}}});
  world_.advance(5s);
  EXPECT_TRUE(
      neighbour_.has_heard("! jackfield._sip._udp.local SRV jackfield.local:5070 120 flush"));
  EXPECT_FALSE(neighbour_.has_heard("! _sip._tcp.local PTR jackfield._sip._tcp.local 4500"));
  EXPECT_FALSE(neighbour_.has_heard("! _http._tcp.local PTR jackfield._http._tcp.local 4500"));
}

// What all that was said when they started did not tell, the first answer tells.
TEST_F(MdnsLink, IsAskedForTheNameOfAServiceThatComesWithAnAddress) {
  box_.responder.adopt({"jackfield",
                        {{"_http", "_tcp", *net::Endpoint::parse("0.0.0.0:80")},
                         {"_sip", "_udp", *net::Endpoint::parse("10.0.0.5:5060")}}});
  world_.advance(5s);
  EXPECT_FALSE(neighbour_.has_heard("? jackfield._sip._udp.local ANY QU"));
  box_.host.plug("lan", "10.0.0.5");
  world_.advance(5s);
  EXPECT_TRUE(neighbour_.has_heard("? jackfield._sip._udp.local ANY QU"));
  EXPECT_TRUE(
      neighbour_.has_heard("! jackfield._sip._udp.local SRV jackfield.local:5060 120 flush"));
}

TEST(MdnsStorm, GivesThreeBoxesThreeNames) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    sim::World world(seed);
    sim::LinkSettings weather = sim::storm();
    weather.reorder_delay = 50ms;
    world.network().set_weather(weather);
    Neighbour asker(world, "10.0.0.9");
    Box one(world, "10.0.0.1"), other(world, "10.0.0.2"), third(world, "10.0.0.3");
    one.starts();
    other.starts();
    world.advance(300ms);
    third.starts();
    for (int i = 0; i < 60; ++i) {
      asker.says(query("jackfield.local", "A"));
      asker.says(query("jackfield-2.local", "A"));
      world.advance(2s);
    }
    const std::set<std::string> labels = {one.responder.label(), other.responder.label(),
                                          third.responder.label()};
    EXPECT_EQ(labels.size(), 3u) << seed;
  }
}

}  // namespace
}  // namespace mdns_test
