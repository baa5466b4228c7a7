#include "firmware/crypto/digest.h"

#include <gtest/gtest.h>

#include "firmware/base/ascii.h"

namespace crypto {
namespace {

template <class Digest>
std::string hex(const Digest& digest) {
  return base::to_hex(as_view(digest));
}

TEST(Md5, GivesTheDigestsOfRfc1321) {
  EXPECT_EQ(hex(md5({})), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(hex(md5({"message digest"})), "f96b697d7cb7938d525a2f31aaf161d0");
  EXPECT_EQ(hex(md5({"123456789012345678901234567890123456789012345678901234567890123456789012345"
                     "67890"})),
            "57edf4a22be3c955ac49da2e2107b67a");
}

TEST(Sha256, GivesTheDigestsOfFips180) {
  EXPECT_EQ(hex(sha256({"abc"})),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Digests, RunOverTheConcatenationOfTheParts) {
  EXPECT_EQ(md5({"mess", "", "age digest"}), md5({"message digest"}));
  EXPECT_EQ(sha256({"a", "b", "c"}), sha256({"abc"}));
  EXPECT_EQ(HmacSha256("k")({"a", "bc"}), HmacSha256("k")({"abc"}));
}

TEST(RunningSha256, GivesTheDigestOfAllPieces) {
  RunningSha256 running;
  running.add("a");
  running.add("");
  running.add("bc");
  EXPECT_EQ(running.finish(), sha256({"abc"}));
}

TEST(Hmac, GivesTheCodesOfRfc4231) {
  EXPECT_EQ(hex(HmacSha256(std::string(20, '\x0b'))({"Hi There"})),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hex(HmacSha256("Jefe")({"what do ya want ", "for nothing?"})),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex(HmacSha256(std::string(131, '\xaa'))(
                {"Test Using Larger Than Block-Size Key - Hash Key First"})),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(EqualInConstantTime, ComparesWholeTexts) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "xbc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

}  // namespace
}  // namespace crypto
