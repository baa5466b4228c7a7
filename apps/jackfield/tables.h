// All tables of the store, and how a store is opened: migrated, and filled with what a new
// switchboard starts with.
#pragma once

#include <cstddef>
#include <string>

#include "firmware/base/instant.h"
#include "firmware/base/random.h"
#include "firmware/store/database.h"

namespace jackfield {

// How many migrations all tables have by now: a program reads the data of another whose number is
// not larger. rootfs/image.sh reads it here.
inline constexpr std::size_t kSchema = 12;

struct OpenedStore {
  store::Database database;
  std::string node;       // the UUID of this switchboard
  bool put_back = false;  // see store::Opening
};

store::Result<OpenedStore> open_store(const std::string& path, base::Random& random,
                                      base::WallTime now);

}  // namespace jackfield
