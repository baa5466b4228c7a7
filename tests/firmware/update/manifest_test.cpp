#include "firmware/update/manifest.h"

#include <gtest/gtest.h>

#include "tests/firmware/update/update_file.h"

namespace update {
namespace {

constexpr char kRelease[] = "board=raspberrypi/4\nversion=0.1.0\nbuilt=1700000000\nschema=23\n";

TEST(Release, IsFourLines) {
  const auto release = parse_release(kRelease);
  ASSERT_TRUE(release);
  EXPECT_EQ(release->board, "raspberrypi/4");
  EXPECT_EQ(release->version, "0.1.0");
  EXPECT_EQ(release->built, 1700000000U);
  EXPECT_EQ(release->schema, 23U);
}

TEST(Release, IsNothingElse) {
  const std::string good = kRelease;
  EXPECT_FALSE(parse_release(""));
  for (std::size_t length = 0; length < good.size(); ++length) {
    EXPECT_FALSE(parse_release(good.substr(0, length))) << length;
  }
  for (const char* text : {
           "version=0.1.0\nboard=raspberrypi/4\nbuilt=1700000000\nschema=23\n",  // another order
           "board=raspberrypi/4\r\nversion=0.1.0\nbuilt=1700000000\nschema=23\n",
           "board=raspberrypi 4\nversion=0.1.0\nbuilt=1700000000\nschema=23\n",
           "board=\nversion=0.1.0\nbuilt=1700000000\nschema=23\n",
           "board=raspberrypi/4\nversion=0.1.0\nbuilt=017\nschema=23\n",
           "board=raspberrypi/4\nversion=0.1.0\nbuilt=-17\nschema=23\n",
           "board=raspberrypi/4\nversion=0.1.0\nbuilt=1700000000000\nschema=23\n",
           "board=raspberrypi/4\nversion=0.1.0\nbuilt=1700000000\nschema=23\nmore=1\n",
           "board=raspberrypi/4\nversion=0.1.0\nbuilt=1700000000\nschema =23\n",
       }) {
    EXPECT_FALSE(parse_release(text)) << text;
  }
  EXPECT_TRUE(parse_release("board=b\nversion=" + std::string(64, '1') + "\nbuilt=0\nschema=0\n"));
  EXPECT_FALSE(parse_release("board=b\nversion=" + std::string(65, '1') + "\nbuilt=0\nschema=0\n"));
}

TEST(Manifest, SaysWhatThePayloadIs) {
  const UpdateFile file;
  const auto manifest = parse_manifest(file.manifest());
  ASSERT_TRUE(manifest);
  EXPECT_EQ(manifest->release.version, "1.1");
  EXPECT_EQ(manifest->size, file.payload.size());
  EXPECT_EQ(manifest->sha256, crypto::sha256({file.payload}));
}

TEST(Manifest, IsNothingElse) {
  const std::string good = UpdateFile().manifest();
  for (std::size_t length = 0; length < good.size(); ++length) {
    EXPECT_FALSE(parse_manifest(good.substr(0, length))) << length;
  }
  EXPECT_FALSE(parse_manifest(good + "\n"));
  const auto changed = [&good](std::string_view from, std::string_view to) {
    std::string text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  EXPECT_FALSE(parse_manifest(changed("format=1", "format=2")));
  EXPECT_FALSE(parse_manifest(changed("size=10000", "size=0")));
  EXPECT_FALSE(parse_manifest(changed("size=10000", "size=ten")));
  EXPECT_FALSE(parse_manifest(changed("sha256=", "sha256=00")));
  EXPECT_FALSE(parse_manifest(changed("sha256=", "sha256=A")));
  std::string upper = good;
  for (char& c : upper) {
    if (c >= 'a' && c <= 'f' && &c > &upper[upper.find("sha256=") + 6])
      c = static_cast<char>(c - 32);
  }
  EXPECT_FALSE(parse_manifest(upper));
}

}  // namespace
}  // namespace update
