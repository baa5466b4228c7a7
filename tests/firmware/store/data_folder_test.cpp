#include "firmware/store/data_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "firmware/store/kept_file.h"
#include "tests/firmware/store/folder.h"

namespace store {
namespace {

TEST(DataFolder, IsMadeForItsOwnerOnly) {
  const TemporaryFolder place;
  const auto folder = DataFolder::take(place / "data");
  ASSERT_TRUE(folder);
  struct stat status {};
  ASSERT_EQ(::stat(folder->path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
}

TEST(DataFolder, IsHeldByOneAtATime) {
  const TemporaryFolder place;
  {
    const auto first = DataFolder::take(place / "data");
    ASSERT_TRUE(first);
    const auto second = DataFolder::take(place / "data");
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error(), Error::in_use);
  }
  EXPECT_TRUE(DataFolder::take(place / "data"));
}

TEST(DataFolder, TellsHowMuchRoomItsDiskHas) {
  const TemporaryFolder place;
  EXPECT_GT(DataFolder::take(place / "data")->free_octets(), 0u);
}

TEST(DataFolder, TellsThatItCannotBeMade) {
  const TemporaryFolder place;
  const auto folder = DataFolder::take(place / "no/such/place");
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error(), Error::cannot_open);
}

// A folder with all that a switchboard puts into one.
class Erasure : public testing::Test {
 protected:
  void SetUp() override { fill(); }
  void fill() {
    const auto folder = DataFolder::take(path());
    ASSERT_TRUE(folder);
    for (const char* name : {"jackfield.db", "jackfield.db-wal", "certificate.pem", "lock.new"}) {
      ASSERT_TRUE(replace_file(path() + "/" + name, "secret"));
    }
    std::filesystem::create_directories(path() + "/recordings/2026");
    ASSERT_TRUE(replace_file(path() + "/recordings/2026/talk.wav", "secret"));
    ASSERT_TRUE(replace_file(place_ / "elsewhere", "not ours"));
    std::filesystem::create_symlink(place_ / "elsewhere", path() + "/link");
  }
  std::string path() const { return place_ / "data"; }
  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(path())) {
      found.push_back(entry.path().filename());
    }
    return found;
  }

  const TemporaryFolder place_;
};

TEST_F(Erasure, LeavesNothingToWhoTakesTheFolderNext) {
  ASSERT_TRUE(DataFolder::take(path())->mark_for_erasure());
  EXPECT_EQ(names().size(), 8u) << "nothing is gone yet";
  const auto folder = DataFolder::take(path());
  ASSERT_TRUE(folder);
  EXPECT_FALSE(folder->is_marked());
  EXPECT_EQ(names(), std::vector<std::string>{"lock"});
  EXPECT_TRUE(read_file(place_ / "elsewhere", 100)) << "a link's target is not ours";
}

TEST_F(Erasure, TouchesNothingWithoutAMark) {
  ASSERT_TRUE(DataFolder::take(path()));
  EXPECT_EQ(names().size(), 7u);
}

// The power went while it was erased: whatever is left, the mark is, and it goes on.
TEST_F(Erasure, GoesOnFromWhereverItWasInterrupted) {
  for (std::size_t gone = 0; gone < 7; ++gone) {
    std::filesystem::remove_all(path());
    std::filesystem::remove(place_ / "elsewhere");
    fill();
    ASSERT_TRUE(DataFolder::take(path())->mark_for_erasure());
    std::size_t left = gone;
    for (const std::string& name : names()) {
      if (name == DataFolder::kMark || name == "lock" || left == 0) continue;
      std::filesystem::remove_all(path() + "/" + name);
      --left;
    }
    ASSERT_TRUE(DataFolder::take(path()));
    EXPECT_EQ(names(), std::vector<std::string>{"lock"}) << gone;
  }
}

TEST_F(Erasure, IsNotBegunByAnotherWhileTheFolderIsHeld) {
  const auto folder = DataFolder::take(path());
  ASSERT_TRUE(folder->mark_for_erasure());
  EXPECT_EQ(DataFolder::take(path()).error(), Error::in_use);
  EXPECT_EQ(names().size(), 8u);
}

}  // namespace
}  // namespace store
