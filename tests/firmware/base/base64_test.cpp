#include "firmware/base/base64.h"

#include <gtest/gtest.h>

#include "firmware/base/random.h"

namespace base {
namespace {

std::vector<std::uint8_t> octets_of(std::string_view text) {
  return {text.begin(), text.end()};
}

// RFC 4648 section 10.
TEST(Base64, WritesAndReadsTheTestVectorsOfTheRfc) {
  const std::pair<const char*, const char*> vectors[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
  };
  for (const auto& [plain, text] : vectors) {
    EXPECT_EQ(to_base64(octets_of(plain)), text);
    EXPECT_EQ(from_base64(text), octets_of(plain)) << text;
  }
}

TEST(Base64, ReadsBackWhateverItWrites) {
  SeededRandom random(1);
  for (std::size_t size = 0; size < 300; ++size) {
    std::vector<std::uint8_t> octets(size);
    for (auto& octet : octets) octet = static_cast<std::uint8_t>(random.below(256));
    EXPECT_EQ(from_base64(to_base64(octets)), octets);
  }
}

TEST(Base64, RefusesWhatItWouldNotWrite) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "=Zg=", "Zg==Zg==", "Zm 9",
                           "Zm9v\n", "====", "Z===", "Zm-_"}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

}  // namespace
}  // namespace base
