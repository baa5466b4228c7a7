#include "firmware/location/location_service.h"

#include <gtest/gtest.h>

#include <memory>

#include "tests/firmware/location/disk.h"

namespace location {
namespace {

using namespace std::chrono_literals;

class LocationServiceTest : public testing::Test {
 protected:
  Binding binding(const std::string& contact, base::Duration granted = 1h) {
    Binding binding;
    binding.contact = contact;
    binding.call_id = "call-1@phone";
    binding.cseq = 1;
    binding.user_agent = "Desk phone 1.0";
    binding.flow.remote = *net::Endpoint::parse("192.0.2.10:5060");
    binding.granted = granted;
    binding.expires = timers.now() + granted;
    return binding;
  }

  Binding over_tcp(const std::string& contact, std::uint32_t connection) {
    Binding tcp = binding(contact);
    tcp.flow.transport = sip::Transport::tcp;
    tcp.flow.connection = connection;
    return tcp;
  }

  Outcome replace(std::string_view aor, std::vector<Binding> bindings) {
    Outcome result = Outcome::store_failed;
    location->replace(aor, std::move(bindings), [&](Outcome outcome) { result = outcome; });
    return result;
  }

  // What replace() would say later is kept in `outcomes`.
  void replace_in_turn(const std::string& aor, std::vector<Binding> bindings) {
    location->in_turn(aor, [this, aor, bindings = std::move(bindings)] {
      location->replace(aor, bindings, [this](Outcome outcome) { outcomes.push_back(outcome); });
    });
  }

  void restart() {
    location = std::make_unique<LocationService>(disk, timers, settings);
    for (const auto& [aor, rows] : disk.rows) location->load({aor, rows});
  }

  void advance(base::Duration duration) { timers.run_due(timers.now() + duration); }

  Disk disk;
  base::TimerQueue timers{base::Instant(1000h)};
  LocationSettings settings;
  std::unique_ptr<LocationService> location = std::make_unique<LocationService>(disk, timers);
  std::vector<Outcome> outcomes;
};

TEST_F(LocationServiceTest, GivesBackEveryMemberOfABinding) {
  Binding full = over_tcp("sip:101@192.0.2.10:5060;transport=tcp", 7);
  full.q = 250;
  full.instance = "urn:uuid:1";
  full.reg_id = 2;
  full.path = {"<sip:p1.example.com;lr>", "<sip:p2.example.com;lr>"};
  full.registered_at = base::WallTime(1234567ms);
  EXPECT_EQ(replace("101", {full}), Outcome::stored);
  EXPECT_EQ(location->lookup("101"), std::vector{full});
}

TEST_F(LocationServiceTest, TellsItsWatcherWhenAPhoneComesOrGoes) {
  std::vector<std::string> heard;
  location->set_watcher([&](std::string_view aor) {
    heard.push_back(std::string(aor) + ":" + std::to_string(location->lookup(aor).size()));
  });
  replace("100", {binding("sip:100@192.0.2.10")});
  advance(10s);
  replace("100", {binding("sip:100@192.0.2.10")});  // a refresh
  replace("100", {binding("sip:100@192.0.2.10"), over_tcp("sip:100@192.0.2.11", 7)});
  sip::Flow flow = over_tcp("sip:100@192.0.2.11", 7).flow;
  location->on_flow_failed(flow);
  replace("100", {});
  EXPECT_EQ(heard, (std::vector<std::string>{"100:1", "100:2", "100:1", "100:0"}));
}

TEST_F(LocationServiceTest, FindsNothingForAnUnknownAddress) {
  EXPECT_TRUE(location->lookup("999").empty());
}

TEST_F(LocationServiceTest, KeepsTheOrderOfABindingSet) {
  replace("101", {binding("sip:a@h"), binding("sip:b@h")});
  const auto found = location->lookup("101");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].contact, "sip:a@h");
  EXPECT_EQ(found[1].contact, "sip:b@h");
}

TEST_F(LocationServiceTest, ForgetsABindingTheMomentItExpires) {
  replace("101", {binding("sip:a@h", 60s)});
  advance(60s - 1us);
  EXPECT_EQ(location->lookup("101").size(), 1u);
  advance(1us);
  EXPECT_TRUE(location->lookup("101").empty());
}

TEST_F(LocationServiceTest, TakesExpiredBindingsOutOfMemoryAndStore) {
  replace("101", {binding("sip:a@h", 70s), binding("sip:b@h", 1h)});
  replace("102", {binding("sip:c@h", 70s)});
  advance(2min);
  EXPECT_EQ(location->size(), 1u);
  ASSERT_EQ(disk.rows.size(), 1u);
  ASSERT_EQ(disk.rows["101"].size(), 1u);
  EXPECT_EQ(disk.rows["101"][0].contact, "sip:b@h");
}

TEST_F(LocationServiceTest, LeavesNoTimerWhenNobodyIsRegistered) {
  replace("101", {binding("sip:a@h")});
  EXPECT_EQ(timers.armed(), 1u);
  replace("101", {});
  EXPECT_EQ(timers.armed(), 0u);
}

TEST_F(LocationServiceTest, SweepsAgainWhenTheStoreFailed) {
  replace("101", {binding("sip:a@h", 60s)});
  disk.mode = Disk::Mode::broken;
  advance(1min);
  EXPECT_EQ(disk.rows.size(), 1u);
  disk.mode = Disk::Mode::at_once;
  advance(1min);
  EXPECT_TRUE(disk.rows.empty());
  EXPECT_EQ(location->size(), 0u);
}

TEST_F(LocationServiceTest, SweepsAnyNumberOfExpiredBindings) {
  for (int i = 0; i < 1000; ++i) replace(std::to_string(i), {binding("sip:a@h", 60s)});
  advance(1min + 5s);
  EXPECT_EQ(location->size(), 0u);
  EXPECT_TRUE(disk.rows.empty());
}

TEST_F(LocationServiceTest, DoesNotWriteForARefreshThatOnlyExtendsTheExpiry) {
  replace("101", {binding("sip:a@h")});
  ASSERT_EQ(disk.writes, 1);
  for (std::uint32_t i = 0; i < 20; ++i) {
    advance(30min);
    Binding refreshed = binding("sip:a@h");
    refreshed.cseq = 2 + i;
    EXPECT_EQ(replace("101", {refreshed}), Outcome::stored);
    EXPECT_EQ(location->lookup("101"), std::vector{refreshed});
  }
  EXPECT_EQ(disk.writes, 1);
}

TEST_F(LocationServiceTest, WritesARefreshThatWouldOutliveItsRow) {
  replace("101", {binding("sip:a@h")});
  for (int i = 0; i < 23 * 2; ++i) {
    advance(30min);
    replace("101", {binding("sip:a@h")});
  }
  EXPECT_EQ(disk.writes, 1);
  advance(1us);
  replace("101", {binding("sip:a@h")});
  EXPECT_EQ(disk.writes, 2);
}

TEST_F(LocationServiceTest, WritesEveryChangeThatIsMoreThanARefresh) {
  const Binding first = binding("sip:a@h");
  const std::vector<std::function<void(Binding&)>> changes = {
      [](Binding& b) { b.contact = "sip:a@other"; },
      [](Binding& b) { b.call_id = "call-2"; },
      [](Binding& b) { b.q = 500; },
      [](Binding& b) { b.instance = "urn:uuid:1"; },
      [](Binding& b) { b.reg_id = 1; },
      [](Binding& b) { b.path = {"<sip:p1;lr>"}; },
      [](Binding& b) { b.user_agent = "Desk phone 1.1"; },
      [](Binding& b) { b.flow.remote.port = 40000; },
      [](Binding& b) { b.granted = 30min; },
  };
  for (const auto& change : changes) {
    replace("101", {first});
    const int before = disk.writes;
    Binding changed = first;
    change(changed);
    replace("101", {changed});
    EXPECT_EQ(disk.writes, before + 1);
  }
}

TEST_F(LocationServiceTest, ShowsAChangeOnlyOnceItIsDurable) {
  disk.mode = Disk::Mode::slow;
  replace_in_turn("101", {binding("sip:a@h")});
  EXPECT_TRUE(location->lookup("101").empty());
  EXPECT_TRUE(outcomes.empty());
  disk.finish(true);
  EXPECT_EQ(location->lookup("101").size(), 1u);
  EXPECT_EQ(outcomes, std::vector{Outcome::stored});
}

TEST_F(LocationServiceTest, LeavesEverythingAsItWasWhenTheStoreFails) {
  const Binding first = binding("sip:a@h");
  replace("101", {first});
  disk.mode = Disk::Mode::broken;
  EXPECT_EQ(replace("101", {first, binding("sip:b@h")}), Outcome::store_failed);
  EXPECT_EQ(replace("101", {}), Outcome::store_failed);
  EXPECT_EQ(location->lookup("101"), std::vector{first});
  EXPECT_EQ(location->size(), 1u);
}

TEST_F(LocationServiceTest, TakesChangesOfOneAddressInTurn) {
  disk.mode = Disk::Mode::slow;
  replace_in_turn("101", {binding("sip:a@h")});
  replace_in_turn("101", {binding("sip:b@h")});
  replace_in_turn("102", {binding("sip:c@h")});
  EXPECT_EQ(disk.waiting(), 2u);  // 101 and 102 do not wait for each other
  disk.finish(true);
  EXPECT_EQ(location->lookup("101")[0].contact, "sip:a@h");
  disk.finish_all();
  EXPECT_EQ(location->lookup("101")[0].contact, "sip:b@h");
  EXPECT_EQ(outcomes.size(), 3u);
}

TEST_F(LocationServiceTest, RunsWaitingTurnsAlsoAfterAFailedWrite) {
  disk.mode = Disk::Mode::slow;
  replace_in_turn("101", {binding("sip:a@h")});
  replace_in_turn("101", {binding("sip:b@h")});
  disk.finish(false);
  disk.finish(true);
  EXPECT_EQ(outcomes, (std::vector{Outcome::store_failed, Outcome::stored}));
  EXPECT_EQ(location->lookup("101")[0].contact, "sip:b@h");
}

TEST_F(LocationServiceTest, LetsOnlySoManyTurnsWait) {
  disk.mode = Disk::Mode::slow;
  replace_in_turn("101", {binding("sip:a@h")});
  int ran = 0;
  for (std::size_t i = 0; i < settings.max_waiting_per_aor; ++i) {
    EXPECT_TRUE(location->in_turn("101", [&] { ++ran; }));
  }
  EXPECT_FALSE(location->in_turn("101", [&] { ++ran; }));
  disk.finish(true);
  EXPECT_EQ(ran, 8);
  EXPECT_TRUE(location->in_turn("101", [&] { ++ran; }));
  EXPECT_EQ(ran, 9);
}

TEST_F(LocationServiceTest, TakesNoMoreBindingsPerAddressThanItsLimit) {
  std::vector<Binding> bindings;
  for (int i = 0; i < 10; ++i) bindings.push_back(binding("sip:" + std::to_string(i) + "@h"));
  EXPECT_EQ(replace("101", bindings), Outcome::stored);
  bindings.push_back(binding("sip:10@h"));
  EXPECT_EQ(replace("101", bindings), Outcome::too_many_for_aor);
  EXPECT_EQ(location->lookup("101").size(), 10u);
}

TEST_F(LocationServiceTest, TakesNoMoreBindingsInAllThanItsLimit) {
  settings.max_bindings = 2;
  restart();
  disk.mode = Disk::Mode::slow;
  replace_in_turn("101", {binding("sip:a@h")});
  replace_in_turn("102", {binding("sip:a@h")});
  EXPECT_EQ(replace("103", {binding("sip:a@h")}), Outcome::full);  // those under way count
  disk.finish(false);
  disk.finish(true);
  disk.mode = Disk::Mode::at_once;
  EXPECT_EQ(replace("103", {binding("sip:a@h")}), Outcome::stored);
  EXPECT_EQ(replace("104", {binding("sip:a@h")}), Outcome::full);
  EXPECT_EQ(replace("103", {binding("sip:b@h")}), Outcome::stored);  // none more than before
  EXPECT_EQ(location->size(), 2u);
}

TEST_F(LocationServiceTest, KeepsBindingsOverARestart) {
  replace("101", {binding("sip:a@h")});
  restart();
  ASSERT_EQ(location->lookup("101").size(), 1u);
  EXPECT_EQ(location->lookup("101")[0], binding("sip:a@h"));
}

TEST_F(LocationServiceTest, KeepsABindingOverARestartThoughItsRefreshesWereNotWritten) {
  replace("101", {binding("sip:a@h")});
  for (int i = 0; i < 10; ++i) {
    advance(50min);
    replace("101", {binding("sip:a@h")});
  }
  ASSERT_EQ(disk.writes, 1);
  restart();
  advance(1h - 1us);  // whatever the phone was promised is kept
  EXPECT_EQ(location->lookup("101").size(), 1u);
}

TEST_F(LocationServiceTest, LetsADeadPhoneLingerOneIntervalAfterARestartAtMost) {
  replace("101", {binding("sip:a@h")});
  restart();
  advance(1h);
  EXPECT_TRUE(location->lookup("101").empty());
  advance(2min);
  EXPECT_TRUE(disk.rows.empty());
}

TEST_F(LocationServiceTest, DropsRowsThatAreTooOldAtTheStart) {
  replace("101", {binding("sip:a@h")});
  location.reset();
  advance(24h);
  restart();
  EXPECT_TRUE(location->lookup("101").empty());
  advance(1min);
  EXPECT_TRUE(disk.rows.empty());
}

TEST_F(LocationServiceTest, KnowsNoConnectionOfAnEarlierLife) {
  replace("101", {over_tcp("sip:a@h", 7)});
  restart();
  ASSERT_EQ(location->lookup("101").size(), 1u);
  EXPECT_EQ(location->lookup("101")[0].flow.connection, 0u);
  location->on_flow_failed(over_tcp("sip:b@h", 7).flow);  // somebody else's, by now
  EXPECT_EQ(location->lookup("101").size(), 1u);
}

TEST_F(LocationServiceTest, UnbindsWhatWasReachedOverAConnectionThatEnded) {
  replace("101", {over_tcp("sip:a@h", 7), over_tcp("sip:b@h", 8), binding("sip:c@h")});
  replace("102", {over_tcp("sip:d@h", 7)});
  location->on_flow_failed(over_tcp("", 7).flow);
  const auto left = location->lookup("101");
  ASSERT_EQ(left.size(), 2u);
  EXPECT_EQ(left[0].contact, "sip:b@h");
  EXPECT_EQ(left[1].contact, "sip:c@h");
  EXPECT_TRUE(location->lookup("102").empty());
}

TEST_F(LocationServiceTest, WritesALostConnectionWithTheNextSweepOnly) {
  replace("101", {over_tcp("sip:a@h", 7)});
  location->on_flow_failed(over_tcp("", 7).flow);
  EXPECT_EQ(disk.writes, 1);
  advance(1min);
  EXPECT_TRUE(disk.rows.empty());
}

TEST_F(LocationServiceTest, WritesOnceForAPhoneThatReconnects) {
  replace("101", {over_tcp("sip:a@h", 7)});
  location->on_flow_failed(over_tcp("", 7).flow);
  replace("101", {over_tcp("sip:a@h", 8)});
  advance(1min);
  EXPECT_EQ(disk.writes, 2);
  EXPECT_EQ(location->lookup("101").size(), 1u);
}

TEST_F(LocationServiceTest, KeepsABindingWithAPathWhenTheProxysConnectionEnds) {
  Binding behind = over_tcp("sip:a@h", 7);
  behind.path = {"<sip:edge.example.com;lr>"};
  replace("101", {behind});
  location->on_flow_failed(behind.flow);
  EXPECT_EQ(location->lookup("101").size(), 1u);
}

TEST_F(LocationServiceTest, UnbindsAConnectionThatEndsWhileItsBindingIsWritten) {
  disk.mode = Disk::Mode::slow;
  replace_in_turn("101", {over_tcp("sip:a@h", 7)});
  location->on_flow_failed(over_tcp("", 7).flow);
  disk.finish(true);
  EXPECT_EQ(outcomes, std::vector{Outcome::stored});
  EXPECT_TRUE(location->lookup("101").empty());
}

TEST_F(LocationServiceTest, KeepsUdpBindingsWhateverIcmpSays) {
  replace("101", {binding("sip:a@h")});
  location->on_flow_failed(binding("sip:a@h").flow);
  EXPECT_EQ(location->lookup("101").size(), 1u);
}

TEST_F(LocationServiceTest, KeepsAUdpBindingThatIsWrittenWhileIcmpComplains) {
  disk.mode = Disk::Mode::slow;
  replace_in_turn("101", {binding("sip:a@h")});
  location->on_flow_failed(binding("sip:a@h").flow);
  disk.finish(true);
  EXPECT_EQ(location->lookup("101").size(), 1u);
}

TEST_F(LocationServiceTest, ForgetsAConnectionThatAPhoneHasLeft) {
  replace("101", {over_tcp("sip:a@h", 7)});
  replace("101", {over_tcp("sip:a@h", 8)});
  location->on_flow_failed(over_tcp("", 7).flow);
  EXPECT_EQ(location->lookup("101").size(), 1u);
}

TEST_F(LocationServiceTest, SweepsRoundAnAddressThatIsBeingWritten) {
  replace("101", {binding("sip:a@h", 60s)});
  disk.mode = Disk::Mode::slow;
  replace_in_turn("101", {binding("sip:b@h")});
  advance(1min);
  EXPECT_EQ(disk.waiting(), 1u);
  disk.finish_all();
  EXPECT_EQ(location->lookup("101")[0].contact, "sip:b@h");
}

TEST_F(LocationServiceTest, RemovesTheBindingsOfADeletedAccount) {
  replace("101", {binding("sip:a@h")});
  location->remove("101");
  EXPECT_TRUE(location->lookup("101").empty());
  EXPECT_TRUE(disk.rows.empty());
  EXPECT_EQ(location->size(), 0u);
}

TEST_F(LocationServiceTest, RemovesADeletedAccountAfterTheWriteUnderWay) {
  disk.mode = Disk::Mode::slow;
  replace_in_turn("101", {binding("sip:a@h")});
  location->remove("101");
  disk.finish_all();
  EXPECT_TRUE(location->lookup("101").empty());
  EXPECT_TRUE(disk.rows.empty());
}

TEST_F(LocationServiceTest, VisitsEveryAddressThatHasBindingsNow) {
  replace("101", {binding("sip:a@h"), binding("sip:b@h", 60s)});
  replace("102", {binding("sip:c@h", 60s)});
  advance(60s);
  std::map<std::string, std::size_t> seen;
  location->for_each([&](std::string_view aor, const std::vector<Binding>& bindings) {
    seen.emplace(aor, bindings.size());
  });
  EXPECT_EQ(seen, (std::map<std::string, std::size_t>{{"101", 1}}));
}

TEST_F(LocationServiceTest, WritesAllRowsAgainWhenTheCalendarHasJumped) {
  for (int number = 100; number < 700; ++number) {
    replace(std::to_string(number), {binding("sip:" + std::to_string(number) + "@192.0.2.10")});
  }
  const auto rows = disk.rows;
  disk.rows.clear();
  location->save_again();
  advance(1ms);
  EXPECT_GT(disk.rows.size(), 200u);
  EXPECT_LT(disk.rows.size(), 300u) << "some each second";
  advance(2s);
  EXPECT_EQ(disk.rows, rows);
  EXPECT_EQ(location->size(), 600u);
}

TEST_F(LocationServiceTest, WritesNothingAgainThatIsGoneMeanwhile) {
  replace("100", {binding("sip:100@192.0.2.10")});
  location->save_again();
  location->remove("100");
  advance(1s);
  EXPECT_TRUE(disk.rows.empty());
}

}  // namespace
}  // namespace location
