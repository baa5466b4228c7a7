// RFC 3261 section 10.3, step by step.
#include "firmware/registrar/registrar.h"

#include <gtest/gtest.h>

#include "tests/firmware/registrar/office.h"

namespace registrar {
namespace {

using namespace std::chrono_literals;
using testing::Test;
using Lines = std::vector<std::string>;

class RegistrarTest : public Test, public Office {
 protected:
  // The next request of one phone.
  Register next(Lines lines) {
    Register request;
    request.cseq = ++cseq_;
    request.lines = std::move(lines);
    return request;
  }

 private:
  std::uint32_t cseq_ = 0;
};

TEST_F(RegistrarTest, BindsAContactAndListsIt) {
  const Answer ok = send(next({"Contact: <sip:101@192.0.2.10:5060>", "Expires: 600"}));
  EXPECT_EQ(ok.status(), 200);
  EXPECT_EQ(ok.contacts(), Lines{"<sip:101@192.0.2.10:5060>;expires=600"});
  EXPECT_EQ(bound(), Lines{"sip:101@192.0.2.10:5060"});
}

TEST_F(RegistrarTest, AnswersWithTheRequestsOwnHeadersADateAndAToTag) {
  const Answer ok = send(next({"Contact: <sip:101@192.0.2.10>"}));
  EXPECT_EQ(ok.line("Call-ID"), "call-1@phone");
  EXPECT_EQ(ok.line("CSeq"), "1 REGISTER");
  EXPECT_EQ(ok.line("Date"), "Sat, 13 Nov 2010 23:29:00 GMT");
  EXPECT_NE(ok.line("To").find(";tag="), std::string::npos);
}

TEST_F(RegistrarTest, NeverReturnsARecordRoute) {
  const Answer ok = send(next({"Contact: <sip:101@192.0.2.10>", "Record-Route: <sip:p;lr>"}));
  EXPECT_EQ(ok.status(), 200);
  EXPECT_EQ(ok.line("Record-Route"), "");
}

TEST_F(RegistrarTest, AnswersAQueryWithWhatIsBoundAndRoundsUpTheRest) {
  send(next({"Contact: <sip:a@h>;expires=600", "Contact: <sip:b@h>;expires=300;q=0.25"}));
  advance(10s + 1ms);
  const Answer ok = send(next({}));
  EXPECT_EQ(ok.status(), 200);
  EXPECT_EQ(ok.contacts(), (Lines{"<sip:a@h>;expires=590", "<sip:b@h>;expires=290;q=0.25"}));
}

TEST_F(RegistrarTest, AnswersAQueryForNothingWithoutContacts) {
  const Answer ok = send(next({}));
  EXPECT_EQ(ok.status(), 200);
  EXPECT_TRUE(ok.contacts().empty());
}

TEST_F(RegistrarTest, KeepsAddressesOfRecordApart) {
  send(next({"Contact: <sip:a@h>"}), "101");
  send(next({"Contact: <sip:b@h>"}), "102");
  EXPECT_EQ(bound("101"), Lines{"sip:a@h"});
  EXPECT_EQ(bound("102"), Lines{"sip:b@h"});
}

TEST_F(RegistrarTest, KeepsTheFlowAndTheUserAgent) {
  Register request = next({"Contact: <sip:101@10.0.0.1>", "User-Agent: Desk phone 1.0"});
  request.flow.remote = *net::Endpoint::parse("198.51.100.7:32768");
  send(request);
  ASSERT_EQ(location->lookup("101").size(), 1u);
  EXPECT_EQ(location->lookup("101")[0].flow, request.flow);
  EXPECT_EQ(location->lookup("101")[0].user_agent, "Desk phone 1.0");
}

TEST_F(RegistrarTest, CutsAUserAgentThatIsTooLong) {
  send(next({"Contact: <sip:a@h>", "User-Agent: " + std::string(1000, 'x')}));
  EXPECT_EQ(location->lookup("101")[0].user_agent, std::string(kMaxUserAgent, 'x'));
}

// Intervals.

TEST_F(RegistrarTest, PrefersTheContactsOwnIntervalToTheHeader) {
  const Answer ok = send(next({"Contact: <sip:a@h>;expires=120, <sip:b@h>", "Expires: 600"}));
  EXPECT_EQ(ok.contacts(), (Lines{"<sip:a@h>;expires=120", "<sip:b@h>;expires=600"}));
}

TEST_F(RegistrarTest, GrantsTheDefaultWhenNoIntervalIsNamed) {
  EXPECT_EQ(send(next({"Contact: <sip:a@h>"})).line("Contact"), "<sip:a@h>;expires=3600");
}

TEST_F(RegistrarTest, GrantsNoMoreThanItsMaximum) {
  const Answer ok =
      send(next({"Contact: <sip:a@h>;expires=7201, <sip:b@h>;expires=99999999999999999999"}));
  EXPECT_EQ(ok.contacts(), (Lines{"<sip:a@h>;expires=7200", "<sip:b@h>;expires=7200"}));
}

TEST_F(RegistrarTest, TakesAMalformedIntervalForAnHour) {
  settings.default_expires = 1800s;
  restart();
  const Answer ok =
      send(next({"Contact: <sip:a@h>;expires=soon", "Contact: <sip:b@h>", "Expires: later"}));
  EXPECT_EQ(ok.contacts(), (Lines{"<sip:a@h>;expires=3600", "<sip:b@h>;expires=3600"}));
}

TEST_F(RegistrarTest, RefusesAnIntervalBelowItsMinimumAndNamesIt) {
  const Answer refused = send(next({"Contact: <sip:a@h>;expires=59"}));
  EXPECT_EQ(refused.status(), 423);
  EXPECT_EQ(refused.line("Min-Expires"), "60");
  EXPECT_TRUE(bound().empty());
  EXPECT_EQ(send(next({"Contact: <sip:a@h>;expires=60"})).status(), 200);
}

TEST_F(RegistrarTest, NeverFindsAnHourTooBrief) {
  settings.min_expires = 7200s;
  restart();
  EXPECT_EQ(send(next({"Contact: <sip:a@h>;expires=3599"})).status(), 423);
  EXPECT_EQ(send(next({"Contact: <sip:a@h>;expires=3600"})).status(), 200);
}

// Removal.

TEST_F(RegistrarTest, RemovesAContactWithZeroExpires) {
  send(next({"Contact: <sip:a@h>, <sip:b@h>"}));
  const Answer ok = send(next({"Contact: <sip:a@h>;expires=0"}));
  EXPECT_EQ(ok.status(), 200);
  EXPECT_EQ(bound(), Lines{"sip:b@h"});
  EXPECT_EQ(ok.contacts().size(), 1u);
}

TEST_F(RegistrarTest, AnswersTheRemovalOfAnUnknownContactWith200AndNoWrite) {
  EXPECT_EQ(send(next({"Contact: <sip:a@h>", "Expires: 0"})).status(), 200);
  EXPECT_EQ(disk.writes, 0);
}

TEST_F(RegistrarTest, RemovesAllWithAStar) {
  send(next({"Contact: <sip:a@h>, <sip:b@h>"}));
  EXPECT_EQ(send(next({"Contact: *", "Expires: 0"})).status(), 200);
  EXPECT_TRUE(bound().empty());
  EXPECT_TRUE(disk.rows.empty());
}

TEST_F(RegistrarTest, TakesAStarOnlyAloneAndWithExpiresZero) {
  send(next({"Contact: <sip:a@h>"}));
  EXPECT_EQ(send(next({"Contact: *"})).status(), 400);
  EXPECT_EQ(send(next({"Contact: *", "Expires: 1"})).status(), 400);
  EXPECT_EQ(send(next({"Contact: *", "Contact: <sip:b@h>", "Expires: 0"})).status(), 400);
  EXPECT_EQ(send(next({"Contact: <sip:b@h>, *", "Expires: 0"})).status(), 400);
  EXPECT_EQ(bound(), Lines{"sip:a@h"});
}

TEST_F(RegistrarTest, RemovesNothingWithAStarThatComesTooLate) {
  Register late = next({"Contact: *", "Expires: 0"});
  send(next({"Contact: <sip:a@h>"}));
  EXPECT_EQ(send(late).status(), 500);
  EXPECT_EQ(bound(), Lines{"sip:a@h"});
  late.call_id = "another";
  EXPECT_EQ(send(late).status(), 200);
  EXPECT_TRUE(bound().empty());
}

// Order and atomicity.

TEST_F(RegistrarTest, RefusesACSeqThatIsNotHigherWithinOneCallId) {
  Register request = next({"Contact: <sip:a@h>;expires=600"});
  EXPECT_EQ(send(request).status(), 200);
  request.lines = {"Contact: <sip:a@h>;expires=0"};
  EXPECT_EQ(send(request).status(), 500);
  request.cseq = 0;
  EXPECT_EQ(send(request).status(), 500);
  EXPECT_EQ(bound(), Lines{"sip:a@h"});
}

TEST_F(RegistrarTest, TakesALowerCSeqOfAnotherCallId) {
  Register request = next({"Contact: <sip:a@h>;expires=600"});
  request.cseq = 100;
  send(request);
  request.cseq = 1;
  request.call_id = "after the reboot";
  EXPECT_EQ(send(request).status(), 200);
  EXPECT_EQ(location->lookup("101")[0].cseq, 1u);
}

TEST_F(RegistrarTest, RefusesAllContactsWhenOneIsOutOfOrder) {
  Register request = next({"Contact: <sip:a@h>"});
  send(request);
  request.lines = {"Contact: <sip:b@h>, <sip:a@h>"};
  EXPECT_EQ(send(request).status(), 500);
  EXPECT_EQ(bound(), Lines{"sip:a@h"});
}

TEST_F(RegistrarTest, RefusesAllContactsWhenOneIsBad) {
  EXPECT_EQ(send(next({"Contact: <sip:a@h>, <sip:>"})).status(), 400);
  EXPECT_EQ(send(next({"Contact: <sip:a@h>, <sip:b@h>;q=2"})).status(), 400);
  EXPECT_EQ(send(next({"Contact: <sip:a@h>, <sip:b@h>;expires=1"})).status(), 423);
  EXPECT_TRUE(bound().empty());
  EXPECT_EQ(disk.writes, 0);
}

TEST_F(RegistrarTest, ComparesContactsAsUris) {
  send(next({"Contact: <sip:alice@Example.com;Transport=udp>"}));
  send(next({"Contact: <sip:%61lice@example.com;transport=UDP>"}));
  EXPECT_EQ(bound(), Lines{"sip:%61lice@example.com;transport=UDP"});
  send(next({"Contact: <sip:ALICE@example.com;transport=udp>"}));
  EXPECT_EQ(bound().size(), 2u);
}

TEST_F(RegistrarTest, LetsTheLastOfTwoEqualContactsCount) {
  const Answer ok = send(next({"Contact: <sip:a@h>;expires=600, <sip:a@H>;expires=900"}));
  EXPECT_EQ(ok.contacts(), Lines{"<sip:a@H>;expires=900"});
}

TEST_F(RegistrarTest, ReachesNothingButSipContacts) {
  EXPECT_EQ(send(next({"Contact: <mailto:alice@example.com>"})).status(), 400);
  EXPECT_EQ(send(next({"Contact: <tel:+15551234>"})).status(), 400);
  EXPECT_EQ(send(next({"Contact: <sips:alice@example.com>"})).status(), 200);
}

// Limits.

TEST_F(RegistrarTest, BindsTenContactsAndNoMore) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(send(next({"Contact: <sip:" + std::to_string(i) + "@h>"})).status(), 200);
  }
  EXPECT_EQ(send(next({"Contact: <sip:10@h>"})).status(), 403);
  EXPECT_EQ(send(next({"Contact: <sip:9@h>"})).status(), 200);
  EXPECT_EQ(bound().size(), 10u);
}

TEST_F(RegistrarTest, SaysWhenItIsFull) {
  location_settings.max_bindings = 1;
  restart();
  send(next({"Contact: <sip:a@h>"}));
  const Answer full = send(next({"Contact: <sip:b@h>"}), "102");
  EXPECT_EQ(full.status(), 503);
  EXPECT_NE(full.line("Retry-After"), "");
}

TEST_F(RegistrarTest, RefusesWhatIsTooLongToKeep) {
  const std::string longest(kMaxUri - 6, 'u');
  EXPECT_EQ(send(next({"Contact: <sip:" + longest + "@h>"})).status(), 200);
  EXPECT_EQ(send(next({"Contact: <sip:" + longest + "u@h>"})).status(), 400);
  Register request = next({"Contact: <sip:a@h>"});
  request.call_id = std::string(kMaxCallId, 'c');
  EXPECT_EQ(send(request).status(), 200);
  request.call_id += 'c';
  EXPECT_EQ(send(request).status(), 400);
}

TEST_F(RegistrarTest, ReadsNoMoreContactsThanItsLimit) {
  std::string values = "Contact: <sip:0@h>;expires=0";
  for (std::size_t i = 1; i < kMaxContacts; ++i) {
    values += ", <sip:" + std::to_string(i) + "@h>;expires=0";
  }
  EXPECT_EQ(send(next({values})).status(), 200);
  EXPECT_EQ(send(next({values, "Contact: <sip:more@h>;expires=0"})).status(), 400);
}

// Durability.

TEST_F(RegistrarTest, AnswersOnlyOnceTheBindingIsDurable) {
  disk.mode = location::Disk::Mode::slow;
  post(next({"Contact: <sip:a@h>"}));
  EXPECT_TRUE(answers.empty());
  EXPECT_TRUE(bound().empty());
  disk.finish(true);
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].status(), 200);
}

TEST_F(RegistrarTest, Answers500AndChangesNothingWhenTheStoreFails) {
  send(next({"Contact: <sip:a@h>"}));
  disk.mode = location::Disk::Mode::broken;
  for (const char* contact : {"<sip:b@h>", "<sip:a@h>;expires=0"}) {
    const Answer failed = send(next({std::string("Contact: ") + contact}));
    EXPECT_EQ(failed.status(), 500);
    EXPECT_NE(failed.line("Retry-After"), "");
    EXPECT_TRUE(failed.contacts().empty());
  }
  EXPECT_EQ(bound(), Lines{"sip:a@h"});
}

TEST_F(RegistrarTest, AnswersAnUnchangedRefreshWithoutTheStore) {
  send(next({"Contact: <sip:a@h>"}));
  disk.mode = location::Disk::Mode::broken;
  for (int i = 0; i < 40; ++i) {
    advance(30min);
    EXPECT_EQ(send(next({"Contact: <sip:a@h>"})).line("Contact"), "<sip:a@h>;expires=3600");
  }
}

TEST_F(RegistrarTest, ProcessesRequestsInTheirOrderWhileTheStoreWrites) {
  disk.mode = location::Disk::Mode::slow;
  post(next({"Contact: <sip:a@h>"}));
  post(next({"Contact: <sip:b@h>"}));
  post(next({"Contact: *", "Expires: 0"}));
  post(next({"Contact: <sip:c@h>"}));
  post(next({}));
  disk.finish_all();
  ASSERT_EQ(answers.size(), 5u);
  EXPECT_EQ(answers[1].contacts().size(), 2u);
  EXPECT_TRUE(answers[2].contacts().empty());
  EXPECT_EQ(answers[3].contacts(), Lines{"<sip:c@h>;expires=3600"});
  EXPECT_EQ(answers[4].contacts(), answers[3].contacts());
}

TEST_F(RegistrarTest, AsksToTryAgainWhenTooManyWait) {
  disk.mode = location::Disk::Mode::slow;
  for (int i = 0; i < 10; ++i) post(next({"Contact: <sip:a@h>"}));
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].status(), 500);
  EXPECT_NE(answers[0].line("Retry-After"), "");
  disk.finish_all();
  EXPECT_EQ(answers.size(), 10u);
  EXPECT_EQ(answers[9].status(), 200);
}

TEST_F(RegistrarTest, KeepsItsOrderOverARestart) {
  Register old = next({"Contact: <sip:a@h>;expires=0"});
  send(next({"Contact: <sip:a@h>"}));
  restart();
  EXPECT_EQ(send(old).status(), 500);
  EXPECT_EQ(send(next({"Contact: <sip:a@h>;expires=0"})).status(), 200);
  EXPECT_TRUE(disk.rows.empty());
}

}  // namespace
}  // namespace registrar
