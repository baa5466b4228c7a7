#include "firmware/sip/transport/server_location.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <set>

namespace sip {
namespace {

// A table of records; answers wait until the test lets them go.
class TableResolver : public net::Resolver {
 public:
  std::unique_ptr<net::Query> addresses(std::string_view name, Family family,
                                        Answer<net::AddressRecords> answer) override {
    const auto& table = family == Family::v4 ? a : aaaa;
    return ask(family == Family::v4 ? "A " : "AAAA ", name, table, std::move(answer),
               [](const auto& found) {
                 return net::AddressRecords{found, {}};
               });
  }
  std::unique_ptr<net::Query> srv(std::string_view name, Answer<net::SrvRecords> answer) override {
    return ask("SRV ", name, srv_table, std::move(answer), [](const auto& found) {
      return net::SrvRecords{found, {}};
    });
  }
  std::unique_ptr<net::Query> naptr(std::string_view name,
                                    Answer<net::NaptrRecords> answer) override {
    return ask("NAPTR ", name, naptr_table, std::move(answer), [](const auto& found) {
      return net::NaptrRecords{found, {}};
    });
  }

  void answer_all() {
    while (!waiting_.empty()) {
      const auto [id, answer] = std::move(waiting_.front());
      waiting_.pop_front();
      if (open_.contains(id)) answer();
    }
  }

  std::map<std::string, std::vector<net::IpAddress>> a, aaaa;
  std::map<std::string, std::vector<net::SrvRecord>> srv_table;
  std::map<std::string, std::vector<net::NaptrRecord>> naptr_table;
  std::vector<std::string> questions;

 private:
  struct Asked : net::Query {
    Asked(std::set<int>& among, int number) : open(among), id(number) { open.insert(id); }
    ~Asked() override { open.erase(id); }
    std::set<int>& open;
    const int id;
  };

  template <class Table, class Records, class Wrap>
  std::unique_ptr<net::Query> ask(const char* type, std::string_view name, const Table& table,
                                  Answer<Records> answer, Wrap wrap) {
    questions.push_back(type + std::string(name));
    const auto found = table.find(std::string(name));
    net::Result<Records> result = net::Error::not_found;
    if (found != table.end()) result = wrap(found->second);
    waiting_.emplace_back(++last_, [answer = std::move(answer), result] { answer(result); });
    return std::make_unique<Asked>(open_, last_);
  }

  int last_ = 0;
  std::set<int> open_;
  std::deque<std::pair<int, std::function<void()>>> waiting_;
};

class ServerLocatorTest : public ::testing::Test {
 protected:
  static net::IpAddress ip(std::string_view text) { return *net::IpAddress::parse(text); }

  // "udp 192.0.2.1:5060, tcp …".
  std::string locate(std::string_view uri,
                     std::vector<Transport> transports = {Transport::udp, Transport::tcp},
                     Families families = {}) {
    ServerLocator locator(resolver, random, families);
    std::string text = "(no answer)";
    const auto search =
        locator.locate(*Uri::parse(uri), transports, [&](const std::vector<Hop>& hops) {
          text.clear();
          for (const Hop& hop : hops) {
            text += text.empty() ? "" : ", ";
            text += std::string(to_uri_param(hop.transport)) + " " + net::to_string(hop.remote);
          }
        });
    EXPECT_EQ(search == nullptr, text != "(no answer)");
    resolver.answer_all();
    return text;
  }

  TableResolver resolver;
  base::SeededRandom random{1};
};

TEST_F(ServerLocatorTest, AnswersNumericHostsAtOnceAndWithoutAQuestion) {
  EXPECT_EQ(locate("sip:a@192.0.2.1"), "udp 192.0.2.1:5060");
  EXPECT_EQ(locate("sip:a@192.0.2.1:5070"), "udp 192.0.2.1:5070");
  EXPECT_EQ(locate("sip:a@192.0.2.1;transport=TCP"), "tcp 192.0.2.1:5060");
  EXPECT_EQ(locate("sip:a@[2001:db8::1]"), "udp [2001:db8::1]:5060");
  EXPECT_EQ(locate("sip:a@example.com;maddr=192.0.2.9"), "udp 192.0.2.9:5060");
  EXPECT_EQ(locate("sip:a@192.0.2.1", {Transport::tcp}), "tcp 192.0.2.1:5060");
  EXPECT_TRUE(resolver.questions.empty());
}

TEST_F(ServerLocatorTest, FindsNothingForWhatWeCannotSpeak) {
  for (const std::string_view uri :
       {"sip:a@192.0.2.1;transport=sctp", "sip:a@192.0.2.1;transport=ws",
        "sip:a@192.0.2.1;transport=tls", "sips:a@192.0.2.1", "sips:a@example.com", "tel:+4930",
        "mailto:a@example.com"}) {
    EXPECT_EQ(locate(uri), "") << uri;
  }
  EXPECT_EQ(locate("sip:a@[2001:db8::1]", {Transport::udp}, {.v4 = true, .v6 = false}), "");
  EXPECT_EQ(locate("sip:a@example.com", {}), "");
  EXPECT_EQ(locate("sip:a@example.com", {Transport::udp}, {.v4 = false, .v6 = false}), "");
  EXPECT_TRUE(resolver.questions.empty());
}

TEST_F(ServerLocatorTest, TakesTlsForSips) {
  const std::vector<Transport> all{Transport::udp, Transport::tcp, Transport::tls};
  EXPECT_EQ(locate("sips:a@192.0.2.1", all), "tls 192.0.2.1:5061");
  EXPECT_EQ(locate("sips:a@192.0.2.1;transport=tcp", all), "tls 192.0.2.1:5061");
  EXPECT_EQ(locate("sips:a@192.0.2.1;transport=udp", all), "");
  EXPECT_EQ(locate("sip:a@192.0.2.1;transport=tls", all), "tls 192.0.2.1:5061");

  resolver.srv_table["_sips._tcp.example.com"] = {{0, 0, 5071, "host.example.com"}};
  resolver.srv_table["_sip._udp.example.com"] = {{0, 0, 5070, "host.example.com"}};
  resolver.a["host.example.com"] = {ip("192.0.2.1")};
  EXPECT_EQ(locate("sips:a@example.com", all), "tls 192.0.2.1:5071");
}

TEST_F(ServerLocatorTest, AsksAnExplicitPortForAddressesOnly) {
  resolver.a["example.com"] = {ip("192.0.2.1"), ip("192.0.2.2")};
  EXPECT_EQ(locate("sip:example.com:5070"), "udp 192.0.2.1:5070, udp 192.0.2.2:5070");
  EXPECT_EQ(resolver.questions, (std::vector<std::string>{"AAAA example.com", "A example.com"}));
}

TEST_F(ServerLocatorTest, GoesFromNaptrOverSrvToAddresses) {
  resolver.naptr_table["example.com"] = {{20, 1, "s", "SIP+D2U", "", "_u.example.com"},
                                         {10, 1, "s", "SIP+D2T", "", "_t.example.com"}};
  resolver.srv_table["_t.example.com"] = {{2, 0, 5060, "second.example.com"},
                                          {1, 0, 5062, "first.example.com"}};
  resolver.srv_table["_u.example.com"] = {{1, 0, 5064, "first.example.com"}};
  resolver.a["first.example.com"] = {ip("192.0.2.1")};
  resolver.aaaa["first.example.com"] = {ip("2001:db8::1")};
  resolver.a["second.example.com"] = {ip("192.0.2.2")};
  EXPECT_EQ(locate("sip:example.com"),
            "tcp [2001:db8::1]:5062, tcp 192.0.2.1:5062, tcp 192.0.2.2:5060, "
            "udp [2001:db8::1]:5064, udp 192.0.2.1:5064");
  // NAPTR, two SRV, and each of two hosts once for each family.
  EXPECT_EQ(resolver.questions.size(), 7u);
}

TEST_F(ServerLocatorTest, AsksOnlyForTheFamiliesWeHave) {
  resolver.a["example.com"] = {ip("192.0.2.1")};
  resolver.aaaa["example.com"] = {ip("2001:db8::1")};
  EXPECT_EQ(locate("sip:example.com:5060", {Transport::udp}, {.v4 = true, .v6 = false}),
            "udp 192.0.2.1:5060");
  EXPECT_EQ(locate("sip:example.com:5060", {Transport::udp}, {.v4 = false, .v6 = true}),
            "udp [2001:db8::1]:5060");
}

TEST_F(ServerLocatorTest, MakesUpTheSrvNamesInOurOrderWithoutNaptr) {
  resolver.srv_table["_sip._udp.example.com"] = {{1, 0, 5060, "u.example.com"}};
  resolver.srv_table["_sip._tcp.example.com"] = {{1, 0, 5060, "t.example.com"}};
  resolver.a["u.example.com"] = {ip("192.0.2.1")};
  resolver.a["t.example.com"] = {ip("192.0.2.2")};
  EXPECT_EQ(locate("sip:example.com"), "udp 192.0.2.1:5060, tcp 192.0.2.2:5060");
  EXPECT_EQ(locate("sip:example.com", {Transport::tcp, Transport::udp}),
            "tcp 192.0.2.2:5060, udp 192.0.2.1:5060");
}

TEST_F(ServerLocatorTest, AsksANamedTransportForItsSrvAlone) {
  resolver.srv_table["_sip._udp.example.com"] = {{1, 0, 5060, "u.example.com"}};
  resolver.a["example.com"] = {ip("192.0.2.7")};
  EXPECT_EQ(locate("sip:example.com;transport=tcp"), "tcp 192.0.2.7:5060");
  EXPECT_EQ(resolver.questions.front(), "SRV _sip._tcp.example.com");
}

TEST_F(ServerLocatorTest, EndsAtTheHostItselfOverUdp) {
  resolver.a["example.com"] = {ip("192.0.2.7")};
  EXPECT_EQ(locate("sip:example.com"), "udp 192.0.2.7:5060");
  EXPECT_EQ(locate("sip:example.com."), "udp 192.0.2.7:5060");
  EXPECT_EQ(locate("sip:nowhere.example"), "");
}

TEST_F(ServerLocatorTest, TakesADotForTheAnswerThatNobodyIsThere) {
  resolver.srv_table["_sip._udp.example.com"] = {{0, 0, 0, "."}};
  resolver.a["example.com"] = {ip("192.0.2.7")};
  EXPECT_EQ(locate("sip:example.com"), "");
}

TEST_F(ServerLocatorTest, BoundsWhatTheNameServerCanMakeUsDo) {
  std::vector<net::SrvRecord> many;
  for (int i = 0; i < 1000; ++i) {
    const std::string host = "h" + std::to_string(i) + ".example.com";
    many.push_back({0, 0, 5060, host});
    resolver.a[host] = std::vector<net::IpAddress>(100, ip("192.0.2.1"));
    for (std::uint32_t n = 0; n < 100; ++n) resolver.a[host][n] = net::IpAddress::v4(n + 1);
  }
  std::vector<net::NaptrRecord> services;
  for (std::uint16_t i = 0; i < 1000; ++i) {
    const std::string name = "_s" + std::to_string(i) + ".example.com";
    services.push_back({i, 0, "s", "SIP+D2U", "", name});
    resolver.srv_table[name] = many;
  }
  resolver.naptr_table["example.com"] = services;
  const std::string hops = locate("sip:example.com");
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(hops, ',')) + 1, ServerLocator::kMaxHops);
  EXPECT_LE(resolver.questions.size(),
            1 + ServerLocator::kMaxServices + 2 * ServerLocator::kMaxTargets);
}

TEST_F(ServerLocatorTest, FallsSilentWhenTheLocatingIsDropped) {
  resolver.a["example.com"] = {ip("192.0.2.7")};
  ServerLocator locator(resolver, random);
  bool told = false;
  auto search = locator.locate(*Uri::parse("sip:example.com:5060"), {Transport::udp},
                               [&](const std::vector<Hop>&) { told = true; });
  search.reset();
  resolver.answer_all();
  EXPECT_FALSE(told);
}

TEST_F(ServerLocatorTest, MayBeDroppedFromInsideItsAnswer) {
  resolver.a["example.com"] = {ip("192.0.2.7")};
  ServerLocator locator(resolver, random);
  std::vector<Hop> found;
  std::unique_ptr<Locating> search;
  search = locator.locate(*Uri::parse("sip:example.com:5060"), {Transport::udp},
                          [&](std::vector<Hop> hops) {
                            search.reset();
                            found = std::move(hops);
                          });
  resolver.answer_all();
  EXPECT_EQ(found.size(), 1u);
}

}  // namespace
}  // namespace sip
