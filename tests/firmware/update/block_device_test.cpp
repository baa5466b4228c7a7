#include <gtest/gtest.h>

#include <array>
#include <fstream>

#include "firmware/update/disk.h"
#include "tests/firmware/store/folder.h"

namespace update {
namespace {

TEST(BlockDevice, IsAFileAsLargeAsItIs) {
  const store::TemporaryFolder folder;
  std::ofstream(folder / "slot") << std::string(10'000, 'o');
  auto device = BlockDevice::open(folder / "slot");
  ASSERT_TRUE(device);
  EXPECT_EQ(device->size(), 10'000U);
  EXPECT_TRUE(device->write(9'996, "1234"));
  EXPECT_TRUE(device->settle());
  std::array<char, 6> read{};
  EXPECT_TRUE(device->read(9'994, read));
  EXPECT_EQ(std::string(read.begin(), read.end()), "oo1234");
  EXPECT_FALSE(device->read(9'995, read)) << "beyond its end";
}

TEST(BlockDevice, IsNotMade) {
  const store::TemporaryFolder folder;
  const auto device = BlockDevice::open(folder / "slot");
  ASSERT_FALSE(device);
  EXPECT_EQ(device.error(), Refusal::cannot_write);
}

}  // namespace
}  // namespace update
