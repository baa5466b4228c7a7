// All tables of the store, and how a store is opened: migrated, and filled with what a new
// switchboard starts with.
#pragma once

#include <string>

#include "firmware/base/instant.h"
#include "firmware/base/random.h"
#include "firmware/store/database.h"

namespace jackfield {

struct OpenedStore {
  store::Database database;
  std::string node;  // the UUID of this switchboard
};

store::Result<OpenedStore> open_store(const std::string& path, base::Random& random,
                                      base::WallTime now);

}  // namespace jackfield
