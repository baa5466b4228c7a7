#include "apps/recording/recording_name.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace recording {
namespace {

constexpr char kId[] = "8f14e45f-ea4c-4d5b-8b4e-1c2d3e4f5a6b";

base::WallTime at(int hour, int minute, int second) {
  return std::chrono::sys_days(std::chrono::year(2026) / 1 / 31) + std::chrono::hours(hour) +
         std::chrono::minutes(minute) + std::chrono::seconds(second) +
         std::chrono::milliseconds(999);
}

TEST(RecordingName, TellsDayTimeAndParties) {
  EXPECT_EQ(name_of({"100", "101", kId, 1}, at(9, 5, 0), media::RecordingFormat::ogg_opus),
            "2026-01-31/090500-100-101-8f14e45f-ea4c-4d5b-8b4e-1c2d3e4f5a6b.opus");
  EXPECT_EQ(name_of({"+491", "0", kId, 1}, at(23, 59, 59), media::RecordingFormat::wav),
            "2026-01-31/235959-+491-0-8f14e45f-ea4c-4d5b-8b4e-1c2d3e4f5a6b.wav");
}

TEST(RecordingName, IsAnotherOneForEachRecordingOfACall) {
  const std::string first = name_of({"1", "2", kId, 1}, at(0, 0, 0), media::RecordingFormat::wav);
  const std::string second = name_of({"1", "2", kId, 2}, at(0, 0, 0), media::RecordingFormat::wav);
  EXPECT_NE(first, second);
  EXPECT_TRUE(second.ends_with("-2.wav"));
}

TEST(RecordingName, KeepsNothingThatLeadsElsewhere) {
  EXPECT_EQ(safe_part("../../etc/passwd"), "etcpasswd");
  EXPECT_EQ(safe_part("10.0/1"), "1001");
  EXPECT_EQ(safe_part(""), "unknown");
  EXPECT_EQ(safe_part("\xc3\xa9-\n"), "unknown");
  EXPECT_EQ(safe_part(std::string(100, '7')).size(), 32u);
}

RC_GTEST_PROP(RecordingName, IsOneFileInOneFolderWhateverThePartiesCallThemselves,
              (const std::string& caller, const std::string& callee)) {
  const std::string name =
      name_of({caller, callee, kId, 1}, at(1, 2, 3), media::RecordingFormat::wav);
  RC_ASSERT(std::ranges::count(name, '/') == 1);
  RC_ASSERT(name.find("..") == std::string::npos);
  RC_ASSERT(name.size() < 150);
  RC_ASSERT(std::ranges::all_of(name, [](char c) { return c > ' ' && c < '\x7f'; }));
}

}  // namespace
}  // namespace recording
