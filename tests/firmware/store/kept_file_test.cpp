#include "firmware/store/kept_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace store {
namespace {

class KeptFileTest : public testing::Test {
 protected:
  KeptFileTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~KeptFileTest() override { std::filesystem::remove_all(folder_); }

  // Its own: others of these tests run beside it.
  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("kept_file_test_" + std::to_string(::getpid()));
  const std::string path_ = folder_ / "certificate.pem";
};

TEST_F(KeptFileTest, GivesBackWhatWasKeptAndReplacesIt) {
  ASSERT_TRUE(replace_file(path_, "one"));
  ASSERT_TRUE(replace_file(path_, "another"));
  EXPECT_EQ(*read_file(path_, 7), "another");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(KeptFileTest, IsForItsOwnerAlone) {
  ASSERT_TRUE(replace_file(path_, "secret"));
  struct stat facts {};
  ASSERT_EQ(::stat(path_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777u, 0600u);
}

TEST_F(KeptFileTest, ReadsNoneThatIsAbsentOrTooLong) {
  EXPECT_EQ(read_file(path_, 10).error(), Error::cannot_open);
  ASSERT_TRUE(replace_file(path_, "12345678901"));
  EXPECT_EQ(read_file(path_, 10).error(), Error::full);
}

TEST_F(KeptFileTest, FollowsNoLink) {
  ASSERT_TRUE(replace_file(folder_ / "other", "other"));
  std::filesystem::create_symlink(folder_ / "other", path_);
  EXPECT_FALSE(read_file(path_, 10));
}

TEST_F(KeptFileTest, SaysWhyItCannotBeReplaced) {
  EXPECT_EQ(replace_file(folder_ / "absent" / "file", "x").error(), Error::cannot_open);
}

}  // namespace
}  // namespace store
