#include "firmware/sip/auth/digest_response.h"

#include <gtest/gtest.h>

#include "firmware/base/ascii.h"

namespace sip {
namespace {

// RFC 7616 section 3.9.1, with the username and method of RFC 2617 section 3.5.
DigestQuestion rfc7616(DigestAlgorithm algorithm) {
  return {.algorithm = algorithm,
          .nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
          .nc = "00000001",
          .cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
          .qop = "auth",
          .method = "GET",
          .uri = "/dir/index.html"};
}
const Ha1 kMufasa = Ha1::of("Mufasa", "http-auth@example.org", "Circle of Life");

TEST(DigestResponse, IsThatOfRfc7616WithMd5) {
  const DigestResponse response(rfc7616(DigestAlgorithm::md5), kMufasa);
  EXPECT_EQ(response.text(), "8ca523f5e9506fed4657c9700eebdbec");
}

TEST(DigestResponse, IsThatOfRfc7616WithSha256) {
  const DigestResponse response(rfc7616(DigestAlgorithm::sha256), kMufasa);
  EXPECT_EQ(response.text(), "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
}

TEST(DigestResponse, IsThatOfRfc2617) {
  const DigestResponse response({.algorithm = DigestAlgorithm::md5,
                                 .nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093",
                                 .nc = "00000001",
                                 .cnonce = "0a4f113b",
                                 .qop = "auth",
                                 .method = "GET",
                                 .uri = "/dir/index.html"},
                                Ha1::of("Mufasa", "testrealm@host.com", "Circle Of Life"));
  EXPECT_EQ(response.text(), "6629fae49393a05397450978507c4ef1");
}

TEST(DigestResponse, MatchesInEitherCaseAndNothingElse) {
  const DigestResponse response(rfc7616(DigestAlgorithm::md5), kMufasa);
  EXPECT_TRUE(response.matches("8ca523f5e9506fed4657c9700eebdbec"));
  EXPECT_TRUE(response.matches("8CA523F5E9506FED4657C9700EEBDBEC"));
  EXPECT_FALSE(response.matches("8ca523f5e9506fed4657c9700eebdbed"));
  EXPECT_FALSE(response.matches("8ca523f5e9506fed4657c9700eebdbe"));
  EXPECT_FALSE(response.matches(""));
  EXPECT_FALSE(response.matches(std::string(1000, '8')));
}

TEST(DigestAlgorithm, IsMd5WhenNotNamedAndHasNoSessionVariants) {
  EXPECT_EQ(digest_algorithm_of(""), DigestAlgorithm::md5);
  EXPECT_EQ(digest_algorithm_of("md5"), DigestAlgorithm::md5);
  EXPECT_EQ(digest_algorithm_of("sha-256"), DigestAlgorithm::sha256);
  EXPECT_FALSE(digest_algorithm_of("MD5-sess"));
  EXPECT_FALSE(digest_algorithm_of("SHA-512-256"));
}

}  // namespace
}  // namespace sip
