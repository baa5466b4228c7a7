#include "apps/recording/key_code.h"

#include <gtest/gtest.h>

namespace recording {
namespace {

using namespace std::chrono_literals;

// How often the code is complete while these are pressed, `gap` apart.
int times(std::string_view keys, std::string_view code, base::Duration gap = 500ms) {
  KeyCode pressed;
  base::Instant now(1h);
  int count = 0;
  for (const char key : keys) {
    count += pressed.press(key, code, now) ? 1 : 0;
    now += gap;
  }
  return count;
}

TEST(KeyCode, IsHeardOnceForEachTimeItIsPressed) {
  EXPECT_EQ(times("*1", "*1"), 1);
  EXPECT_EQ(times("*1*1", "*1"), 2);
  EXPECT_EQ(times("*11", "*1"), 1);
  EXPECT_EQ(times("5", "5"), 1);
  EXPECT_EQ(times("11", "1"), 2);
}

TEST(KeyCode, IsHeardAmidOtherKeys) {
  EXPECT_EQ(times("*2**1#", "*1"), 1);
  EXPECT_EQ(times("**11", "*1"), 1) << "a phone that tells each key in two ways";
  EXPECT_EQ(times("1*", "*1"), 0);
  EXPECT_EQ(times("*21", "*1"), 0);
  EXPECT_EQ(times("1111111111111112", "12"), 1);
}

TEST(KeyCode, IsOverlappedByItsOwnBeginning) {
  EXPECT_EQ(times("**1", "**1"), 1);
  EXPECT_EQ(times("***1", "**1"), 1);
  EXPECT_EQ(times("12345678", "12345678"), 1);
}

TEST(KeyCode, HasToBePressedWithoutAPause) {
  EXPECT_EQ(times("*1", "*1", 2s), 1);
  EXPECT_EQ(times("*1", "*1", 2001ms), 0);
}

TEST(KeyCode, ThatIsEmptyIsNeverHeard) {
  EXPECT_EQ(times("*1#0", ""), 0);
}

TEST(KeyCode, IsMadeOfOneToEightKeys) {
  for (const char* code : {"", "*1", "0", "12345678", "#A*D"}) EXPECT_TRUE(is_code(code)) << code;
  for (const char* code : {"123456789", "a", "* 1", "*1\n", "E"})
    EXPECT_FALSE(is_code(code)) << code;
}

}  // namespace
}  // namespace recording
