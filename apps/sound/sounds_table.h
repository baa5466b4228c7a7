// SoundsTable: the sounds in the store, with what is to be heard of them: so a sound is there whole
// or not at all, and a backup holds what belongs together. On the thread that has the database.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "apps/sound/sound.h"
#include "firmware/store/database.h"
#include "firmware/store/migrations.h"
#include "firmware/store/stamp.h"

namespace sound {

class SoundsTable {
 public:
  static std::span<const store::Migration> migrations();

  explicit SoundsTable(store::Database& database) : database_(database) {}

  store::Result<std::vector<Entry>> list();  // by name
  store::Result<std::vector<Sound>> all();
  store::Result<std::optional<Sound>> find(std::string_view name);
  store::Result<void> add(const Sound& sound, const store::Stamp& stamp);
  store::Result<bool> remove(std::string_view name);  // false when absent
  store::Result<void> clear();

 private:
  store::Database& database_;
};

}  // namespace sound
