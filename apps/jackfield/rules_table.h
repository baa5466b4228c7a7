// RulesTable: the dialplan's rules in the store, and the words by which people write them. The
// table on the thread that has the database; the words on any.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "apps/jackfield/dialplan.h"
#include "apps/jackfield/message.h"
#include "firmware/store/database.h"
#include "firmware/store/migrations.h"
#include "firmware/store/stamp.h"

namespace jackfield {

constexpr std::size_t kMaxRules = 500;
constexpr int kMaxPosition = 99'999;
constexpr int kRuleStep = 10;  // leaves room between rules

std::string_view to_string(Rule::Caller caller);  // "anyone", "extension", "stranger"
std::string_view to_string(Rule::Action action);  // "extension", "proxy", "foreign" …
std::optional<Rule::Caller> caller_of(std::string_view word);
std::optional<Rule::Action> action_of(std::string_view word);

// What is wrong with the rule; empty when it may be stored.
std::vector<Message> faults_of(const Rule& rule);

class RulesTable {
 public:
  static std::span<const store::Migration> migrations();

  explicit RulesTable(store::Database& database) : database_(database) {}

  store::Result<std::vector<Rule>> all();  // by position
  store::Result<void> add(const Rule& rule, const store::Stamp& stamp);
  store::Result<bool> remove(int position);  // false when absent
  store::Result<void> clear();

 private:
  store::Database& database_;
};

}  // namespace jackfield
