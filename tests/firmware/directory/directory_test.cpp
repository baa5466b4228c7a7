#include "firmware/directory/directory.h"

#include <gtest/gtest.h>

namespace directory {
namespace {

TEST(Directory, FindsWhatWasPutAndForgetsWhatWasRemoved) {
  Directory directory;
  EXPECT_EQ(directory.find("101"), nullptr);
  directory.put({"101", "Alice", {}});
  ASSERT_NE(directory.find("101"), nullptr);
  EXPECT_EQ(directory.find("101")->name, "Alice");
  EXPECT_TRUE(directory.remove("101"));
  EXPECT_FALSE(directory.remove("101"));
  EXPECT_EQ(directory.find("101"), nullptr);
}

TEST(Directory, ReplacesTheAccountOfTheSameNumber) {
  Directory directory;
  directory.put({"101", "Alice", {}});
  directory.put({"101", "Bob", {}});
  EXPECT_EQ(directory.size(), 1u);
  EXPECT_EQ(directory.find("101")->name, "Bob");
}

}  // namespace
}  // namespace directory
