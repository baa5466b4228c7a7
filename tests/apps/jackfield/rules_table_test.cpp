#include "apps/jackfield/rules_table.h"

#include <gtest/gtest.h>

namespace jackfield {
namespace {

const store::Stamp kStamp{base::WallTime(std::chrono::milliseconds(1)), "node"};

Rule rule(int position, Rule::Action action, std::string argument) {
  return {position,        "a rule", Rule::Caller::extension, "1??",
          "*.example.com", action,   std::move(argument)};
}

TEST(RulesTable, GivesBackRulesByPosition) {
  store::Database database = *store::Database::open(":memory:");
  ASSERT_TRUE(store::migrate(database, RulesTable::migrations()));
  RulesTable table(database);
  ASSERT_TRUE(table.add(rule(20, Rule::Action::reject, "403 No"), kStamp));
  ASSERT_TRUE(table.add(rule(10, Rule::Action::redirect, "sip:x@y"), kStamp));
  EXPECT_FALSE(table.add(rule(10, Rule::Action::foreign, ""), kStamp));
  const auto all = table.all();
  ASSERT_EQ(all->size(), 2u);
  const Rule& first = all->front();
  EXPECT_EQ(first.position, 10);
  EXPECT_EQ(first.name, "a rule");
  EXPECT_EQ(first.caller, Rule::Caller::extension);
  EXPECT_EQ(first.user, "1??");
  EXPECT_EQ(first.domain, "*.example.com");
  EXPECT_EQ(first.action, Rule::Action::redirect);
  EXPECT_EQ(first.argument, "sip:x@y");
  EXPECT_TRUE(*table.remove(10));
  EXPECT_FALSE(*table.remove(10));
  EXPECT_EQ(table.all()->size(), 1u);
}

TEST(Rule, GivesAnAppWhatItTakes) {
  for (const char* argument : {"echo", "milliwatt", "conference", "conference 1",
                               "conference  1234567890123456 ", "play Welcome", "play 欢迎 词"}) {
    EXPECT_TRUE(faults_of(rule(1, Rule::Action::app, argument)).empty()) << argument;
  }
  for (const char* argument :
       {"", "dance", "echo 1", "milliwatt loud", "conference 12a", "conference 12 34", "play",
        "play ../etc", "play a.wav", "conference 12345678901234567", "conference\t12"}) {
    EXPECT_EQ(faults_of(rule(1, Rule::Action::app, argument)).size(), 1u) << argument;
  }
}

TEST(Rule, IsJudgedBeforeItIsStored) {
  EXPECT_TRUE(faults_of(rule(1, Rule::Action::extension, "")).empty());
  EXPECT_TRUE(faults_of(rule(99'999, Rule::Action::redirect, "sip:{user}@example.com")).empty());
  EXPECT_TRUE(faults_of(rule(1, Rule::Action::reject, "699")).empty());
  EXPECT_EQ(faults_of(rule(0, Rule::Action::extension, "")).size(), 1u);
  EXPECT_EQ(faults_of(rule(100'000, Rule::Action::extension, "")).size(), 1u);
  EXPECT_EQ(faults_of(rule(1, Rule::Action::extension, "x")).size(), 1u);
  EXPECT_EQ(faults_of(rule(1, Rule::Action::redirect, "example.com")).size(), 1u);
  EXPECT_EQ(faults_of(rule(1, Rule::Action::redirect, "sip:a b")).size(), 1u);
  for (const char* argument : {"", "403No", "399 x", "700 x", "403 a\r\nVia: b"}) {
    EXPECT_EQ(faults_of(rule(1, Rule::Action::reject, argument)).size(), 1u) << argument;
  }
  Rule nameless = rule(1, Rule::Action::extension, "");
  nameless.name = "";
  nameless.user = "1 2";
  nameless.domain = "";
  EXPECT_EQ(faults_of(nameless).size(), 3u);
}

}  // namespace
}  // namespace jackfield
