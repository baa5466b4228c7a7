#include "firmware/crypto/signature.h"

#include <gtest/gtest.h>

#include "firmware/base/base64.h"

namespace crypto {
namespace {

// openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 | openssl pkey -pubout
constexpr char kKey[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBojANBgkqhkiG9w0BAQEFAAOCAY8AMIIBigKCAYEAqmm2bQs2PNEzj+itEwZg\n"
    "kaYo/ffsDeyMKVU1T0TV9VDgD846a6npgq+tLZ9CX0qyVIHoLL0N/b4LaFrBJ9VX\n"
    "TARGATT1t1HcbKlz5lmnmZ+Cu5ptBTqhkr9GRj2hdlUyXZwi4XwQy55SW0wz2h1s\n"
    "9SdcOYh2VGZ8L3THPHdjFOFw7IZDSoSIrwrzUBPpQ6Je/EaBPi7VDN2eTV6vHjzd\n"
    "bxuoYtTlv183XUuSYPuQW7De3KFARgaKjUcbb2fmDGWyaowCzxwtbqyXHvI6uR93\n"
    "KWQoQbrKJgqPbusm/U+nzdnofi16Lb6ZU+W7BDfZaELfBg2luYe8I9ncw8z96L11\n"
    "vmFExgGEZ0XRPHIqAKiuzjx2Doi8LrFfUdTfafhOzvNqC6xe0Vl1xlTJbrBpe5ZL\n"
    "dNC+DPFxIK6J0i4xMGJQEn4v/IO+SRj71Y3R4rvej9sm+Q7VUzYm9yvUaaLZ0Dt5\n"
    "oggwSOyH/+kRemjnnMBpgmcLWlYZK38H5E8/D7hW8ZELAgMBAAE=\n"
    "-----END PUBLIC KEY-----\n";

// Of kText: openssl dgst -sha256 -sign
constexpr char kText[] = "format=1\n";
constexpr char kSignature[] =
    "OVgJsmcxzhBGq/VFXjf4WI3cb/sY/p2+7VrJt8nEQHxz4Ll1fgFWT+195ZoFECrxqGWEhISa9qlBJWyN8zEUcOhc"
    "H5j6Bn1F33YRTmJKzKZhYNWKxTjA3fYjrgS20yxQ4mMtbc25VC2JZm3cE2JK5ae9YY5MIvYKQMFzCrLbhIYfOOwO"
    "ahgt9qF85FI12QYHHT9ihRt0/FfJmbpzFjzqew2zXxK/dsI2vpOpQJUhFeFE4LwcIle/kVDB7DpjPw57pjSLZ6R7"
    "gWFyj133PRosglPJg0XfbBfapVRhCdKQOayzWv5fpmpupK/h0vJvhUDSfbIMI9j8MC5aW+xB7tqu4biGsDiNS7C6"
    "QUVgy5AHmZIxYaifgaNouyDbIEOWlq+Fbp6HzrJTviqT5aQ4pnY8HJQ5G4ykDhskoHqDfm6mLaXO17bqFl6XCNgq"
    "hd3rVw9qZfHSMipiifO//46+I7rGaykbCt320SArEgYgCjMRx6gH6nCMAjBr6ZfasAnykq3n";

constexpr char kKeyOf2048Bits[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA85mTndLh+SzzfQBCMKh5\n"
    "nsXndLbcmguUZGj5NQQGE5Njjqj2Lje2arQXj+WBpls/G8t0z7V215Pv1ODY/wLT\n"
    "yPPLjWRjk1aiZXn/YCHDQKh74+CXLr5E2j367I9ytOdU8NPsR1INRsa/kyFgMUPG\n"
    "8Te6IXO27xkcKfLymysF00clO+4+hQljFbp93h13G1eZNrjYn3lvrPcPyDourQmG\n"
    "+nAJuqdqyrJt+6nANGBK9BwPUHNPQrYpwT32qWhQf2pWj7wSqo51d5/VmJAcE0wj\n"
    "V/LiOJMuRKRN66re2qOahsfKSbbI6JOqpJjZJdqWfOeIFEik9IkicCA5lt7JiTeg\n"
    "SwIDAQAB\n"
    "-----END PUBLIC KEY-----\n";

constexpr char kEllipticKey[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEc7uyT0+tVhgWDPbgoBMJFAKtWg29\n"
    "08InRhxVN3T5MXaB7yx2Rx8GrQgHKsuim1/GPvrUWNaN5CVk8eGznobz+A==\n"
    "-----END PUBLIC KEY-----\n";

std::string signature() {
  const auto octets = *base::from_base64(kSignature);
  return {octets.begin(), octets.end()};
}

TEST(Signature, IsGoodOfItsKeyAndText) {
  EXPECT_EQ(check_signature(kKey, kText, signature()), Signature::good);
}

TEST(Signature, IsWrongWithAnyOctetChanged) {
  EXPECT_EQ(check_signature(kKey, "format=2\n", signature()), Signature::wrong);
  EXPECT_EQ(check_signature(kKey, "format=1\n\n", signature()), Signature::wrong);
  for (std::size_t i = 0; i < signature().size(); i += 13) {
    std::string changed = signature();
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_EQ(check_signature(kKey, kText, changed), Signature::wrong) << i;
  }
}

TEST(Signature, IsWrongAtAnotherLength) {
  EXPECT_EQ(check_signature(kKey, kText, ""), Signature::wrong);
  EXPECT_EQ(check_signature(kKey, kText, signature().substr(1)), Signature::wrong);
  EXPECT_EQ(check_signature(kKey, kText, signature() + "x"), Signature::wrong);
}

TEST(Signature, NeedsAKeyThatIsStrongEnough) {
  for (const char* key : {"", "-----BEGIN PUBLIC KEY-----\n", kKeyOf2048Bits, kEllipticKey}) {
    EXPECT_EQ(check_signature(key, kText, signature()), Signature::no_key);
  }
}

}  // namespace
}  // namespace crypto
