#include "firmware/store/data_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

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

}  // namespace
}  // namespace store
