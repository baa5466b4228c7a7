// How a store is opened by one version of the program after another. Before a newer version
// migrates it, it is copied beside itself; a version that finds it newer than it knows puts that
// copy back, and keeps the newer one as PATH.newer. So an update that is given up on trial costs
// nothing but what was changed during its trial. Whoever has the data folder; any thread.
#pragma once

#include <span>
#include <string>

#include "firmware/store/database.h"
#include "firmware/store/error.h"
#include "firmware/store/migrations.h"

namespace store {

struct Opening {
  Database database;
  bool put_back;  // what was there was newer, and is PATH.newer now
};

// Migrated. Error::newer when no copy is there that `migrations` know.
Result<Opening> open_migrated(const std::string& path, std::span<const Migration> migrations);

// The version that migrated it is here to stay: the copy, if there is one, is of no more use, and
// would only grow old.
void forget_copy(const std::string& path);

}  // namespace store
