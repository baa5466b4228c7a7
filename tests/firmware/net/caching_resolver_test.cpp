#include "firmware/net/caching_resolver.h"

#include <gtest/gtest.h>

#include <deque>
#include <string>

namespace net {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

// Asks nobody: notes what it is asked, and answers when the test says so.
class ScriptedResolver : public Resolver {
 public:
  std::unique_ptr<Query> addresses(std::string_view name, Family family,
                                   Answer<AddressRecords> answer) override {
    asked.push_back((family == Family::v6 ? "AAAA " : "A ") + std::string(name));
    waiting.push_back(std::move(answer));
    return std::make_unique<Query>();
  }
  std::unique_ptr<Query> srv(std::string_view name, Answer<SrvRecords> answer) override {
    asked.push_back("SRV " + std::string(name));
    answer(SrvRecords{{{1, 2, 5060, "host"}}, seconds(60)});
    return std::make_unique<Query>();
  }
  std::unique_ptr<Query> naptr(std::string_view name, Answer<NaptrRecords> answer) override {
    asked.push_back("NAPTR " + std::string(name));
    answer(Error::not_found);
    return std::make_unique<Query>();
  }

  void answer(Result<AddressRecords> result) {
    const auto next = waiting.front();
    waiting.pop_front();
    next(std::move(result));
  }

  std::vector<std::string> asked;
  std::deque<Answer<AddressRecords>> waiting;
};

AddressRecords one_address(const char* text, seconds ttl) {
  return {{*IpAddress::parse(text)}, ttl};
}

class CachingResolverTest : public testing::Test {
 protected:
  CachingResolverTest() { timers_.advance_to(base::Instant(hours(1))); }

  void pass(base::Duration time) { timers_.run_due(timers_.now() + time); }

  void ask(std::string_view name, Resolver::Family family = Resolver::Family::v4) {
    query_ = cache_.addresses(name, family, [this](Result<AddressRecords> result) {
      told_.push_back(result ? to_string(result->addresses.at(0))
                             : std::string(to_string(result.error())));
    });
  }
  // Asks, and lets the server answer.
  void learn(std::string_view name, Result<AddressRecords> result) {
    ask(name);
    scripted_.answer(std::move(result));
  }

  base::TimerQueue timers_;
  ScriptedResolver scripted_;
  CachingResolver cache_{
      scripted_, timers_, {.max_entries = 3, .longest = hours(1), .failure = seconds(10)}};
  std::unique_ptr<Query> query_;
  std::vector<std::string> told_;
};

TEST_F(CachingResolverTest, AsksOnceWhileTheTtlLasts) {
  learn("example.com", one_address("192.0.2.1", seconds(30)));
  pass(seconds(29));
  ask("EXAMPLE.com");
  EXPECT_EQ(told_.size(), 1u);  // not from inside the call
  pass(seconds(0));
  EXPECT_EQ(told_, (std::vector<std::string>{"192.0.2.1", "192.0.2.1"}));
  EXPECT_EQ(scripted_.asked.size(), 1u);
}

TEST_F(CachingResolverTest, AsksAgainOnceTheTtlIsOver) {
  learn("example.com", one_address("192.0.2.1", seconds(30)));
  pass(seconds(30));
  learn("example.com", one_address("192.0.2.2", seconds(30)));
  EXPECT_EQ(told_.back(), "192.0.2.2");
  EXPECT_EQ(scripted_.asked.size(), 2u);
}

TEST_F(CachingResolverTest, DoesNotKeepWhatSaysItMustNotBeKept) {
  learn("example.com", one_address("192.0.2.1", seconds(0)));
  ask("example.com");
  EXPECT_EQ(scripted_.asked.size(), 2u);
}

TEST_F(CachingResolverTest, BelievesNoTtlBeyondItsOwnLimit) {
  learn("example.com", one_address("192.0.2.1", hours(1000)));
  pass(hours(1) - seconds(1));
  ask("example.com");
  EXPECT_EQ(scripted_.asked.size(), 1u);
  pass(seconds(1));
  ask("example.com");
  EXPECT_EQ(scripted_.asked.size(), 2u);
}

TEST_F(CachingResolverTest, RemembersForAMomentThatANameDoesNotExist) {
  learn("nowhere.example", Error::not_found);
  ask("nowhere.example");
  pass(seconds(9));
  EXPECT_EQ(told_, (std::vector<std::string>{"name not found", "name not found"}));
  EXPECT_EQ(scripted_.asked.size(), 1u);
  pass(seconds(1));
  ask("nowhere.example");
  EXPECT_EQ(scripted_.asked.size(), 2u);
}

TEST_F(CachingResolverTest, DoesNotRememberTroubleOfItsOwnHouse) {
  learn("example.com", Error::overloaded);
  ask("example.com");
  EXPECT_EQ(scripted_.asked.size(), 2u);
}

TEST_F(CachingResolverTest, KeepsFamiliesAndKindsApart) {
  learn("example.com", one_address("192.0.2.1", seconds(30)));
  ask("example.com", Resolver::Family::v6);
  EXPECT_EQ(scripted_.asked.back(), "AAAA example.com");
  int srv = 0;
  int naptr = 0;
  for (int i = 0; i < 2; ++i) {
    const auto services =
        cache_.srv("example.com", [&](Result<SrvRecords> r) { srv += r ? 1 : 0; });
    const auto rules =
        cache_.naptr("example.com", [&](Result<NaptrRecords> r) { naptr += r ? 0 : 1; });
    pass(seconds(0));
  }
  EXPECT_EQ(srv, 2);
  EXPECT_EQ(naptr, 2);
  EXPECT_EQ(scripted_.asked.size(), 4u);
}

TEST_F(CachingResolverTest, ForgetsTheOldestWhenFull) {
  for (const char* name : {"a", "b", "c", "a.again", "d"}) {
    learn(name, one_address("192.0.2.1", seconds(30)));
  }
  ask("c");
  pass(seconds(0));
  EXPECT_EQ(scripted_.asked.size(), 5u);
  ask("a");
  EXPECT_EQ(scripted_.asked.size(), 6u);
}

TEST_F(CachingResolverTest, NeverAnswersAQueryThatWasDropped) {
  learn("example.com", one_address("192.0.2.1", seconds(30)));
  ask("example.com");
  query_.reset();
  pass(seconds(1));
  EXPECT_EQ(told_.size(), 1u);
}

TEST_F(CachingResolverTest, LetsAnAnswerDropItsQuery) {
  learn("example.com", one_address("192.0.2.1", seconds(30)));
  query_ =
      cache_.addresses("example.com", Resolver::Family::v4, [this](const Result<AddressRecords>&) {
        query_.reset();
        told_.push_back("dropped");
      });
  pass(seconds(0));
  EXPECT_EQ(told_.back(), "dropped");
}

}  // namespace
}  // namespace net
