#include "firmware/location/bindings_table.h"

#include <gtest/gtest.h>

#include <utility>

#include "firmware/location/location_service.h"
#include "firmware/store/writer.h"

namespace location {
namespace {

using namespace std::chrono_literals;

class SetClock : public base::WallClock {
 public:
  base::WallTime now() const override { return time; }
  base::WallTime time{1'769'850'300'123ms};
};

class BindingsTableTest : public testing::Test {
 protected:
  BindingsTableTest() { EXPECT_TRUE(store::migrate(database_, BindingsTable::migrations())); }

  Binding binding(std::string contact, base::Duration lifetime) {
    Binding made;
    made.contact = std::move(contact);
    made.call_id = "abc@host";
    made.cseq = 4'000'000'000u;
    made.q = 700;
    made.instance = "urn:uuid:1";
    made.reg_id = 2;
    made.path = {"<sip:edge.example.com;lr>", "<sip:p1.example.com;lr>"};
    made.user_agent = "baresip";
    made.flow = {sip::Transport::tcp, 3, 77, *net::Endpoint::parse("[2001:db8::7]:40000")};
    made.granted = lifetime;
    made.expires = timers_.now() + lifetime;
    made.registered_at = clock_.time;
    return made;
  }

  void save(std::string aor, std::vector<Binding> bindings) {
    bool stored = false;
    table_.save({std::move(aor), std::move(bindings)}, [&](bool done) { stored = done; });
    EXPECT_TRUE(stored);
  }

  store::Database database_ = *store::Database::open(":memory:");
  store::DirectQueue queue_{database_};
  base::TimerQueue timers_{base::Instant(5h)};
  SetClock clock_;
  BindingsTable table_{queue_, timers_, clock_, "node"};
};

TEST_F(BindingsTableTest, RemembersThatThereWasAPhoneUntilItIsToldToForget) {
  const auto had_phones = [this] { return *BindingsTable::had_phones(database_, "101"); };
  save("101", {});
  EXPECT_FALSE(had_phones());
  save("101", {binding("<sip:101@192.0.2.1>", 1h)});
  save("101", {});
  EXPECT_TRUE(had_phones()) << "it has gone again";
  ASSERT_TRUE(BindingsTable::load(database_, clock_.time + 2h, base::Instant(1s)));
  EXPECT_TRUE(had_phones());
  EXPECT_FALSE(*BindingsTable::had_phones(database_, "102"));
  ASSERT_TRUE(BindingsTable::forget_phones(database_, "101"));
  EXPECT_FALSE(had_phones());
  save("101", {binding("<sip:101@192.0.2.1>", 1h)});
  ASSERT_TRUE(BindingsTable::remove(database_, "101"));
  EXPECT_FALSE(had_phones());
}

TEST_F(BindingsTableTest, GivesBackABindingOnTheNewClock) {
  const Binding saved = binding("<sip:101@192.0.2.1>", 1h);
  save("101", {saved});
  // Ten minutes later, after a restart: the monotonic clock has begun anew.
  const base::Instant now(1s);
  const auto all = BindingsTable::load(database_, clock_.time + 10min, now);
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 1u);
  EXPECT_EQ((*all)[0].aor, "101");
  ASSERT_EQ((*all)[0].bindings.size(), 1u);
  const Binding& read = (*all)[0].bindings[0];
  EXPECT_EQ(read.contact, saved.contact);
  EXPECT_EQ(read.call_id, saved.call_id);
  EXPECT_EQ(read.cseq, saved.cseq);
  EXPECT_EQ(read.q, 700);
  EXPECT_EQ(read.instance, saved.instance);
  EXPECT_EQ(read.reg_id, 2u);
  EXPECT_EQ(read.path, saved.path);
  EXPECT_EQ(read.user_agent, "baresip");
  EXPECT_EQ(read.granted, saved.granted);
  EXPECT_EQ(read.expires, now + 50min);
  EXPECT_EQ(read.registered_at, saved.registered_at);
}

TEST_F(BindingsTableTest, GivesBackTheFlowWithoutItsConnection) {
  save("101", {binding("<sip:101@192.0.2.1>", 1h)});
  const auto all = BindingsTable::load(database_, clock_.time, timers_.now());
  const sip::Flow& flow = (*all)[0].bindings[0].flow;
  EXPECT_EQ(flow.transport, sip::Transport::tcp);
  EXPECT_EQ(flow.interface, 3);
  EXPECT_EQ(flow.connection, 0u);
  EXPECT_EQ(net::to_string(flow.remote), "[2001:db8::7]:40000");
}

TEST_F(BindingsTableTest, ReplacesTheWholeSetOfAnAddressOfRecord) {
  save("101", {binding("<sip:a@192.0.2.1>", 1h), binding("<sip:b@192.0.2.1>", 1h)});
  save("102", {binding("<sip:c@192.0.2.1>", 1h)});
  save("101", {binding("<sip:d@192.0.2.1>", 1h)});
  auto all = BindingsTable::load(database_, clock_.time, timers_.now());
  ASSERT_EQ(all->size(), 2u);
  ASSERT_EQ((*all)[0].bindings.size(), 1u);
  EXPECT_EQ((*all)[0].bindings[0].contact, "<sip:d@192.0.2.1>");
  save("101", {});
  all = BindingsTable::load(database_, clock_.time, timers_.now());
  ASSERT_EQ(all->size(), 1u);
  EXPECT_EQ((*all)[0].aor, "102");
}

TEST_F(BindingsTableTest, ForgetsWhatHasExpiredMeanwhile) {
  save("101", {binding("<sip:a@192.0.2.1>", 60s), binding("<sip:b@192.0.2.1>", 61s)});
  const auto all = BindingsTable::load(database_, clock_.time + 60s, timers_.now());
  ASSERT_EQ(all->size(), 1u);
  ASSERT_EQ((*all)[0].bindings.size(), 1u);
  EXPECT_EQ((*all)[0].bindings[0].contact, "<sip:b@192.0.2.1>");
}

// A board without a clock of its own has dated its rows 1970 before it learnt the time.
TEST_F(BindingsTableTest, KeepsWhatIsSavedAgainAfterTheCalendarHasJumped) {
  clock_.time = base::WallTime(1h);
  LocationService location(table_, timers_);
  location.in_turn(
      "101", [&] { location.replace("101", {binding("<sip:a@192.0.2.1>", 1h)}, [](Outcome) {}); });
  clock_.time = base::WallTime(24h * 365 * 56);
  location.save_again();
  timers_.run_due(timers_.now() + 1s);
  const auto all = BindingsTable::load(database_, clock_.time + 1min, timers_.now());
  ASSERT_EQ(all->size(), 1u);
  EXPECT_EQ((*all)[0].bindings[0].contact, "<sip:a@192.0.2.1>");
}

}  // namespace
}  // namespace location
