#include "firmware/net/asio/ares_resolver.h"

#include "tests/firmware/net/asio/loop_fixture.h"
#include "tests/firmware/net/asio/name_server.h"

namespace net {
namespace {

using std::chrono::seconds;
using namespace std::string_literals;
using Family = Resolver::Family;

class AresResolverTest : public LoopTest {
 protected:
  // Asks and waits for the answer.
  template <class T, class Ask>
  Result<T> answer_of(const Ask& ask) {
    std::optional<Result<T>> told;
    const auto query = ask([&](Result<T> result) { told.emplace(std::move(result)); });
    EXPECT_FALSE(told);  // never from inside the call
    if (!run_until([&] { return told.has_value(); }, seconds(15))) return Error::timed_out;
    return *told;
  }
  Result<AddressRecords> addresses(const std::string& name, Family family = Family::v4) {
    return answer_of<AddressRecords>(
        [&](auto told) { return resolver_.addresses(name, family, told); });
  }
  Result<SrvRecords> srv(const std::string& name) {
    return answer_of<SrvRecords>([&](auto told) { return resolver_.srv(name, told); });
  }
  Result<NaptrRecords> naptr(const std::string& name) {
    return answer_of<NaptrRecords>([&](auto told) { return resolver_.naptr(name, told); });
  }

  NameServer server_{loop_, loopback()};
  AresResolver resolver_{loop_, {server_.endpoint()}};
};

TEST_F(AresResolverTest, FindsAddressesOfBothFamilies) {
  server_.add("pbx.example", NameServer::kA, 300, "\xc0\x00\x02\x01"s);
  server_.add("pbx.example", NameServer::kA, 200, "\xc0\x00\x02\x02"s);
  server_.add("pbx.example", NameServer::kAaaa, 100,
              "\x20\x01\x0d\xb8" + std::string(11, '\0') + "\x01");
  const auto v4 = addresses("pbx.example");
  ASSERT_TRUE(v4);
  ASSERT_EQ(v4->addresses.size(), 2u);
  EXPECT_EQ(to_string(v4->addresses[0]), "192.0.2.1");
  EXPECT_EQ(to_string(v4->addresses[1]), "192.0.2.2");
  EXPECT_EQ(v4->ttl, seconds(200));
  const auto v6 = addresses("pbx.example", Family::v6);
  ASSERT_TRUE(v6);
  EXPECT_EQ(to_string(v6->addresses.at(0)), "2001:db8::1");
  EXPECT_EQ(v6->ttl, seconds(100));
}

TEST_F(AresResolverTest, FindsServicesWithTheShortestTtl) {
  const auto data = [](unsigned priority, unsigned port, const std::string& target) {
    return NameServer::u16(priority) + NameServer::u16(7) + NameServer::u16(port) +
           NameServer::name_of(target);
  };
  server_.add("_sip._udp.example", NameServer::kSrv, 60, data(10, 5060, "a.example"));
  server_.add("_sip._udp.example", NameServer::kSrv, 30, data(20, 5062, "b.example"));
  const auto found = srv("_sip._udp.example");
  ASSERT_TRUE(found);
  ASSERT_EQ(found->records.size(), 2u);
  EXPECT_EQ(found->records[0].priority, 10);
  EXPECT_EQ(found->records[0].weight, 7);
  EXPECT_EQ(found->records[1].port, 5062);
  EXPECT_EQ(found->records[1].target, "b.example");
  EXPECT_EQ(found->ttl, seconds(30));
}

TEST_F(AresResolverTest, FindsNamingAuthorityPointers) {
  server_.add("example", NameServer::kNaptr, 90,
              NameServer::u16(50) + NameServer::u16(60) + NameServer::text("s") +
                  NameServer::text("SIP+D2T") + NameServer::text("") +
                  NameServer::name_of("_sip._tcp.example"));
  const auto found = naptr("example");
  ASSERT_TRUE(found);
  ASSERT_EQ(found->records.size(), 1u);
  const NaptrRecord& record = found->records[0];
  EXPECT_EQ(record.order, 50);
  EXPECT_EQ(record.preference, 60);
  EXPECT_EQ(record.flags, "s");
  EXPECT_EQ(record.service, "SIP+D2T");
  EXPECT_EQ(record.regexp, "");
  EXPECT_EQ(record.replacement, "_sip._tcp.example");
  EXPECT_EQ(found->ttl, seconds(90));
}

TEST_F(AresResolverTest, TellsAMissingNameFromAFailingServer) {
  EXPECT_EQ(srv("nobody.example").error(), Error::not_found);
  EXPECT_EQ(addresses("nobody.example").error(), Error::not_found);
  server_.mood = NameServer::Mood::fails;
  EXPECT_EQ(srv("nobody.example").error(), Error::server_failed);
}

TEST_F(AresResolverTest, GivesUpOnASilentServer) {
  server_.mood = NameServer::Mood::is_silent;
  EXPECT_EQ(srv("slow.example").error(), Error::server_failed);
  EXPECT_GE(server_.questions, 2);
}

TEST_F(AresResolverTest, RefusesWhatIsNoName) {
  EXPECT_EQ(srv("").error(), Error::not_found);
  EXPECT_EQ(srv(std::string(256, 'x')).error(), Error::not_found);
  EXPECT_EQ(srv("a..example").error(), Error::not_found);
  EXPECT_EQ(srv(std::string("pbx.example\0.evil", 17)).error(), Error::not_found);
  EXPECT_EQ(server_.questions, 0);
}

TEST_F(AresResolverTest, NeverAnswersACancelledQueryAndBoundsThoseUnderWay) {
  server_.mood = NameServer::Mood::is_silent;
  int told = 0;
  std::vector<std::unique_ptr<Query>> queries;
  for (std::size_t i = 0; i < AresResolver::kMaxQuestions; ++i) {
    queries.push_back(
        resolver_.srv("q" + std::to_string(i), [&](const Result<SrvRecords>&) { ++told; }));
  }
  EXPECT_EQ(srv("one.more").error(), Error::overloaded);
  queries.clear();
  run_for(std::chrono::milliseconds(20));
  EXPECT_EQ(told, 0);
}

TEST_F(AresResolverTest, CancelsWhatIsUnderWayWhenItGoes) {
  server_.mood = NameServer::Mood::is_silent;
  auto resolver = std::make_unique<AresResolver>(loop_, std::vector{server_.endpoint()});
  std::optional<Error> told;
  const auto query = resolver->srv("x.example", [&](const Result<SrvRecords>& result) {
    if (!result) told = result.error();
  });
  ASSERT_TRUE(run_until([&] { return server_.questions == 1; }));
  resolver.reset();
  ASSERT_TRUE(run_until([&] { return told.has_value(); }));
  EXPECT_EQ(*told, Error::cancelled);
}

}  // namespace
}  // namespace net
