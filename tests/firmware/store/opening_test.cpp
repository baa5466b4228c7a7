#include "firmware/store/opening.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <vector>

#include "firmware/store/statement.h"
#include "tests/firmware/store/folder.h"

namespace store {
namespace {

constexpr Migration kColours{"colours", 1, "CREATE TABLE colours (name)"};
constexpr Migration kColourValues{"colours", 2, "ALTER TABLE colours ADD COLUMN value DEFAULT 7"};
constexpr Migration kShapes{"shapes", 1, "CREATE TABLE shapes (name)"};
constexpr Migration kBrokenShapes{"shapes", 1, "CREATE TABLE shapes (name); NOT SQL"};

const std::vector<Migration> kFirst{kColours};
const std::vector<Migration> kSecond{kColours, kColourValues};
const std::vector<Migration> kThird{kColours, kColourValues, kShapes};
const std::vector<Migration> kFailing{kColours, kColourValues, kBrokenShapes};

// One store, opened by one version after the other.
class StoreOpening : public testing::Test {
 protected:
  Result<Opening> open(const std::vector<Migration>& version) {
    return open_migrated(path_, version);
  }

  void add(const std::vector<Migration>& version, const std::string& name) {
    auto opening = open(version);
    ASSERT_TRUE(opening);
    ASSERT_TRUE(opening->database.execute("INSERT INTO colours (name) VALUES ('" + name + "')"));
  }

  static std::vector<std::string> names(Database& database) {
    std::vector<std::string> names;
    Statement rows(database, "SELECT name FROM colours ORDER BY name");
    EXPECT_TRUE(rows.each([&names](const Statement& row) { names.push_back(row.text(0)); }));
    return names;
  }

  bool is_there(const std::string& suffix) const {
    return ::access((path_ + suffix).c_str(), F_OK) == 0;
  }

  using Names = std::vector<std::string>;
  TemporaryFolder folder_;
  const std::string path_ = folder_ / "store";
};

TEST_F(StoreOpening, CopiesNothingThatNeedsNoMigration) {
  add(kFirst, "red");
  add(kFirst, "green");
  EXPECT_FALSE(is_there(".before"));
}

TEST_F(StoreOpening, CopiesTheStoreBeforeItIsMigrated) {
  add(kFirst, "red");
  add(kSecond, "green");
  ASSERT_TRUE(is_there(".before"));
  struct stat facts {};
  ASSERT_EQ(::stat((path_ + ".before").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);
  auto copy = *Database::open(path_ + ".before");
  EXPECT_EQ(names(copy), Names{"red"});
  EXPECT_EQ(*age_of(copy, kFirst), Age::current);
}

// What is committed may be in the log alone.
TEST_F(StoreOpening, CopiesWhatIsInTheLogToo) {
  auto first = open(kFirst);
  ASSERT_TRUE(first->database.execute("INSERT INTO colours (name) VALUES ('red')"));
  ASSERT_TRUE(is_there("-wal"));
  ASSERT_TRUE(open(kSecond));
  auto copy = *Database::open(path_ + ".before");
  EXPECT_EQ(names(copy), Names{"red"});
}

TEST_F(StoreOpening, PutsTheCopyBackForTheOlderVersion) {
  add(kFirst, "red");
  add(kSecond, "green");
  {
    auto opening = open(kFirst);
    ASSERT_TRUE(opening);
    EXPECT_TRUE(opening->put_back);
    EXPECT_EQ(names(opening->database), Names{"red"});
    EXPECT_FALSE(is_there(".before"));
  }
  auto newer = *Database::open(path_ + ".newer");
  EXPECT_EQ(names(newer), (Names{"green", "red"}));
  const auto again = open(kFirst);
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->put_back);
}

TEST_F(StoreOpening, PutsACopyBackThatIsOlderStill) {
  add(kFirst, "red");
  add(kThird, "green");
  auto opening = open(kSecond);
  ASSERT_TRUE(opening);
  EXPECT_TRUE(opening->put_back);
  EXPECT_EQ(names(opening->database), Names{"red"});
  EXPECT_EQ(*age_of(opening->database, kSecond), Age::current);
}

TEST_F(StoreOpening, MigratesAnewAfterItWasPutBack) {
  add(kFirst, "red");
  add(kSecond, "green");
  add(kFirst, "blue");
  add(kSecond, "white");
  auto opening = open(kFirst);
  ASSERT_TRUE(opening);
  EXPECT_EQ(names(opening->database), (Names{"blue", "red"}));
}

TEST_F(StoreOpening, RefusesANewerStoreWithoutACopy) {
  add(kFirst, "red");
  add(kSecond, "green");
  forget_copy(path_);
  const auto refused = open(kFirst);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), Error::newer);
  EXPECT_EQ(names(open(kSecond)->database), (Names{"green", "red"}));
}

TEST_F(StoreOpening, RefusesANewerStoreWithACopyThatIsNewerToo) {
  add(kSecond, "red");
  add(kThird, "green");
  const auto refused = open(kFirst);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), Error::newer);
  EXPECT_TRUE(is_there(".before"));
  EXPECT_EQ(names(open(kThird)->database), (Names{"green", "red"}));
}

TEST_F(StoreOpening, RefusesANewerStoreWithACopyThatIsDamaged) {
  add(kFirst, "red");
  add(kSecond, "green");
  std::ofstream(path_ + ".before") << "no database";
  EXPECT_FALSE(open(kFirst));
  EXPECT_EQ(names(open(kSecond)->database), (Names{"green", "red"}));
}

// Otherwise a second try would copy what neither version knows.
TEST_F(StoreOpening, LeavesTheStoreAsItWasWhenAMigrationFails) {
  add(kFirst, "red");
  EXPECT_FALSE(open(kFailing));
  auto opening = open(kFirst);
  ASSERT_TRUE(opening);
  EXPECT_FALSE(opening->put_back);
  EXPECT_EQ(names(opening->database), Names{"red"});
}

// The power goes between the two steps of putting back: the store has a second name, and the copy
// is not yet in its place.
TEST_F(StoreOpening, PutsTheCopyBackAfterItWasInterrupted) {
  add(kFirst, "red");
  add(kSecond, "green");
  ASSERT_EQ(::link(path_.c_str(), (path_ + ".newer").c_str()), 0);
  auto opening = open(kFirst);
  ASSERT_TRUE(opening);
  EXPECT_EQ(names(opening->database), Names{"red"});
}

TEST_F(StoreOpening, ForgetsACopyThatIsHalfMade) {
  add(kFirst, "red");
  std::ofstream(path_ + ".before.new") << "half";
  add(kSecond, "green");
  EXPECT_FALSE(is_there(".before.new"));
  EXPECT_TRUE(open(kFirst)->put_back);
}

// A version that migrates, with the older one's log still open, as after kill -9.
TEST_F(StoreOpening, TakesNoLogOfTheNewerStoreForTheCopys) {
  add(kFirst, "red");
  add(kSecond, "green");
  const std::string log = path_ + "-wal";
  std::string octets;
  {
    auto second = open(kSecond);
    ASSERT_TRUE(second->database.execute("INSERT INTO colours (name) VALUES ('white')"));
    std::ifstream file(log, std::ios::binary);
    octets.assign(std::istreambuf_iterator<char>(file), {});
    ASSERT_FALSE(octets.empty());
  }
  std::ofstream(log, std::ios::binary) << octets;
  auto opening = open(kFirst);
  ASSERT_TRUE(opening);
  EXPECT_EQ(names(opening->database), Names{"red"});
}

}  // namespace
}  // namespace store
