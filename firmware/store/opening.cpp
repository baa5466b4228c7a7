#include "firmware/store/opening.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <optional>
#include <utility>

#include "firmware/store/kept_file.h"

namespace store {

namespace {

std::string copy_of(const std::string& path) {
  return path + ".before";
}

// The copy is there whole or not at all.
Result<void> copy(Database& database, const std::string& path) {
  const std::string making = copy_of(path) + ".new";
  ::unlink(making.c_str());
  if (const auto copied = database.copy_to(making); !copied) {
    ::unlink(making.c_str());
    return copied;
  }
  return rename_file(making, copy_of(path));
}

// Whether there is a copy, and these migrations know it.
bool has_copy(const std::string& path, std::span<const Migration> migrations) {
  if (::access(copy_of(path).c_str(), F_OK) != 0) return false;
  auto copied = Database::open(copy_of(path));
  if (!copied) return false;
  const auto age = age_of(*copied, migrations);
  return age && *age != Age::newer;
}

// At every moment there is a store, and it is whole: the newer one gets a second name, and then the
// copy takes its first. Its log goes before, as it would be taken for the copy's.
Result<void> put_back(std::optional<Database> newer, const std::string& path) {
  if (const auto merged = newer->execute("PRAGMA journal_mode=DELETE"); !merged) return merged;
  newer.reset();
  const std::string kept = path + ".newer";
  ::unlink(kept.c_str());
  if (::link(path.c_str(), kept.c_str()) != 0) return Error::newer;
  return rename_file(copy_of(path), path);
}

}  // namespace

Result<Opening> open_migrated(const std::string& path, std::span<const Migration> migrations) {
  auto database = Database::open(path);
  if (!database) return database.error();
  auto age = age_of(*database, migrations);
  if (!age) return age.error();
  const bool is_newer = *age == Age::newer;
  if (is_newer) {
    if (!has_copy(path, migrations)) return Error::newer;
    if (const auto done = put_back(std::move(*database), path); !done) return done.error();
    database = Database::open(path);
    if (!database) return database.error();
    age = age_of(*database, migrations);
    if (!age) return age.error();
  }
  if (*age == Age::older) {
    if (const auto copied = copy(*database, path); !copied) return copied.error();
  }
  if (const auto done = migrate(*database, migrations); !done) return done.error();
  return Opening{std::move(*database), is_newer};
}

void forget_copy(const std::string& path) {
  ::unlink(copy_of(path).c_str());
}

}  // namespace store
