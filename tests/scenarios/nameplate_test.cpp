// The office on the local network: it is found by its name, two of one name come to terms, and what
// changes is told.
#include "tests/firmware/mdns/neighbour.h"
#include "tests/scenarios/desks.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

using mdns_test::Neighbour;

class Nameplate : public testing::Test {
 protected:
  Nameplate() { plug("10.0.0.1"); }

  void plug(std::string_view address) { world_.host(address).plug("lan", address); }
  static OfficeOptions at(std::string address) {
    OfficeOptions options;
    options.domain = "office" + address + ".example";
    options.page = {{"_http", "_tcp", {*net::IpAddress::parse("0.0.0.0"), 80}, "\006path=/"}};
    options.address = std::move(address);
    return options;
  }
  bool finds(const std::string& label, const std::string& address) {
    world_.advance(5s);
    browser_.forgets();
    browser_.says(mdns_test::query(label + ".local", "A"));
    world_.advance(200ms);
    return browser_.has_heard("! " + label + ".local A " + address + " 120 flush");
  }

  World world_;
  Neighbour browser_{world_, "10.0.0.99"};
};

TEST_F(Nameplate, LeadsABrowserToThePageAndAPhoneToTheRegistrar) {
  Office office(world_, at("10.0.0.1"));
  EXPECT_TRUE(finds("jackfield", "10.0.0.1"));
  browser_.says(mdns_test::query("_http._tcp.local", "PTR"));
  browser_.says(mdns_test::query("_sip._udp.local", "PTR"));
  browser_.says(mdns_test::query("_sip._tcp.local", "PTR"));
  world_.advance(2s);
  EXPECT_TRUE(browser_.has_heard("+ jackfield._http._tcp.local SRV jackfield.local:80 120 flush"));
  EXPECT_TRUE(browser_.has_heard("+ jackfield._sip._udp.local SRV jackfield.local:5060 120 flush"));
  EXPECT_TRUE(browser_.has_heard("+ jackfield._sip._tcp.local SRV jackfield.local:5060 120 flush"));
}

TEST_F(Nameplate, HasANumberWhereAnotherOfficeHasTheName) {
  plug("10.0.0.2");
  Office first(world_, at("10.0.0.1"));
  world_.advance(5s);
  Office second(world_, at("10.0.0.2"));
  world_.advance(5s);
  EXPECT_TRUE(finds("jackfield", "10.0.0.1"));
  EXPECT_TRUE(finds("jackfield-2", "10.0.0.2"));
  EXPECT_TRUE(world_.log().contains("another has this name"));
}

TEST_F(Nameplate, DiffersWhereTwoOfficesAreSwitchedOnTogether) {
  plug("10.0.0.2");
  Office one(world_, at("10.0.0.1"));
  Office other(world_, at("10.0.0.2"));
  world_.advance(10s);
  EXPECT_TRUE(finds("jackfield", "10.0.0.1") != finds("jackfield", "10.0.0.2"));
  EXPECT_TRUE(finds("jackfield-2", "10.0.0.1") != finds("jackfield-2", "10.0.0.2"));
}

// Two networks, each with its office, become one.
TEST_F(Nameplate, IsSettledWhenTwoNetworksMeet) {
  world_.host("10.0.0.2").plug("elsewhere", "10.0.0.2");
  Office one(world_, at("10.0.0.1"));
  Office other(world_, at("10.0.0.2"));
  world_.advance(10s);
  world_.host("10.0.0.2").unplug("elsewhere");
  world_.advance(2s);
  plug("10.0.0.2");
  world_.advance(10s);
  EXPECT_TRUE(finds("jackfield", "10.0.0.1")) << "who was here keeps it";
  EXPECT_TRUE(finds("jackfield-2", "10.0.0.2"));
}

TEST_F(Nameplate, TellsOfAnotherAddressAndWhatIsNotReachedThere) {
  Office office(world_, at("10.0.0.1"));
  world_.advance(5s);
  browser_.forgets();
  world_.host("10.0.0.1").renumber("lan", "10.0.0.7");
  world_.advance(5s);
  EXPECT_TRUE(browser_.has_heard("! 1.0.0.10.in-addr.arpa PTR jackfield.local 0 flush"));
  EXPECT_TRUE(browser_.has_heard("! jackfield.local A 10.0.0.7 120 flush"));
  EXPECT_TRUE(browser_.has_heard("! 7.0.0.10.in-addr.arpa PTR jackfield.local 120 flush"));
  EXPECT_TRUE(browser_.has_heard("! _sip._udp.local PTR jackfield._sip._udp.local 0"))
      << "SIP is bound to the old address";
  EXPECT_TRUE(finds("jackfield", "10.0.0.7"));
}

TEST_F(Nameplate, SaysGoodbyeAndIsSilentWithoutPower) {
  Office office(world_, at("10.0.0.1"));
  world_.advance(5s);
  browser_.forgets();
  office.loses_power();
  world_.advance(1s);
  EXPECT_TRUE(browser_.heard().empty());
  office.restarts();
  world_.advance(5s);
  browser_.forgets();
  office.is_torn_down();
  world_.advance(1s);
  EXPECT_TRUE(browser_.has_heard("! jackfield.local A 10.0.0.1 0 flush"));
}

TEST_F(Nameplate, ChangesWithTheSettingsAtOnce) {
  Office office(world_, at("10.0.0.1"));
  world_.advance(5s);
  office.changes_settings([](jackfield::Settings& settings) { settings.host_name = "pbx"; });
  EXPECT_TRUE(finds("pbx", "10.0.0.1"));
  EXPECT_FALSE(finds("jackfield", "10.0.0.1"));
  office.changes_settings([](jackfield::Settings& settings) { settings.announce = false; });
  world_.advance(1s);
  EXPECT_FALSE(finds("pbx", "10.0.0.1"));
}

TEST_F(Nameplate, CostsNoCallInAStorm) {
  world_.begin_storm();
  Office office(world_, at("10.0.0.1"));
  Desks desks(office);
  desks.alice_and_bob_talk();
  EXPECT_TRUE(world_.advance_until([&] { return finds("jackfield", "10.0.0.1"); }, 1min));
}

}  // namespace
}  // namespace scenarios
