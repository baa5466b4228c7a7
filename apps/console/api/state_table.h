// StateTable: what the console remembers beside users and tokens: how far the first steps have
// come. On the thread that has the database.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "firmware/store/database.h"
#include "firmware/store/migrations.h"
#include "firmware/store/stamp.h"

namespace console {

class StateTable {
 public:
  static constexpr std::string_view kSetupDone = "setup_done";  // "yes"
  static constexpr std::string_view kLanguage = "language";     // chosen at first: "en", "zh"

  using Values = std::map<std::string, std::string, std::less<>>;

  static std::span<const store::Migration> migrations();

  explicit StateTable(store::Database& database) : database_(database) {}

  store::Result<Values> all();
  store::Result<void> put(std::string_view key, std::string_view value, const store::Stamp& stamp);

 private:
  store::Database& database_;
};

}  // namespace console
