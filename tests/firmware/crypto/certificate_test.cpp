#include "firmware/crypto/certificate.h"

#include <gtest/gtest.h>

#include "firmware/base/ascii.h"
#include "firmware/crypto/der.h"

namespace crypto {
namespace {

using Names = std::vector<std::string>;

TEST(Der, WritesLengthsOfEachForm) {
  EXPECT_EQ(base::to_hex(der(0x04, "ab")), "04026162");
  EXPECT_EQ(base::to_hex(der(0x04, std::string(127, 'x'))).substr(0, 6), "047f78");
  EXPECT_EQ(base::to_hex(der(0x04, std::string(128, 'x'))).substr(0, 8), "04818078");
  EXPECT_EQ(base::to_hex(der(0x04, std::string(255, 'x'))).substr(0, 8), "0481ff78");
  EXPECT_EQ(base::to_hex(der(0x04, std::string(256, 'x'))).substr(0, 10), "0482010078");
}

TEST(Der, WritesGeneralNames) {
  EXPECT_EQ(base::to_hex(general_names(Names{"a.b", "192.0.2.1"})), "300b8203612e628704c0000201");
  EXPECT_EQ(base::to_hex(general_names(Names{"::1"})), "3012871000000000000000000000000000000001");
  for (const char* wrong :
       {"", "a b", "a..b", ".a", "a.", "*", "a_b", "caf\xc3\xa9", "fe80::1%2"}) {
    EXPECT_EQ(general_names(Names{wrong}), "") << wrong;
  }
}

TEST(Certificate, NamesWhomItWasMadeFor) {
  const Names names = {"jackfield.local", "jackfield", "192.0.2.1", "2001:db8::1"};
  const auto pair = make_self_signed(names);
  ASSERT_TRUE(pair);
  const auto facts = check_pair(*pair);
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->subject, "CN=jackfield.local");
  EXPECT_EQ(facts->issuer, "CN=jackfield.local");
  EXPECT_EQ(facts->names, names);
  EXPECT_TRUE(facts->self_signed);
  EXPECT_EQ(facts->sha256.size(), 64u);
  using namespace std::chrono;
  EXPECT_EQ(facts->not_before, sys_days(2020y / January / 1));
  EXPECT_EQ(facts->not_after, sys_days(2049y / December / 31) + 23h + 59min + 59s);
}

TEST(Certificate, IsAnotherEachTime) {
  const Names names = {"jackfield.local"};
  const auto one = make_self_signed(names), two = make_self_signed(names);
  EXPECT_NE(one->key, two->key);
  EXPECT_NE(facts_of(one->certificate)->sha256, facts_of(two->certificate)->sha256);
}

TEST(Certificate, TakesAsManyNamesAsTheLimitAndNotOneMore) {
  Names names(kMaxNames, std::string(253, 'a'));
  const auto pair = make_self_signed(names);
  ASSERT_TRUE(pair);
  EXPECT_EQ(facts_of(pair->certificate)->names.size(), kMaxNames);
  names.push_back("one.more");
  EXPECT_EQ(make_self_signed(names).error(), CertificateError::too_many_names);
}

TEST(Certificate, IsNotMadeForWhatIsNoName) {
  EXPECT_EQ(make_self_signed(Names{}).error(), CertificateError::not_a_name);
  EXPECT_EQ(make_self_signed(Names{"a,O=b"}).error(), CertificateError::not_a_name);
}

TEST(Certificate, TellsWhatIsWrongWithAPair) {
  const Names names = {"jackfield.local"};
  const PemPair pair = *make_self_signed(names);
  const PemPair other = *make_self_signed(names);
  const auto fault = [](const PemPair& tried) { return check_pair(tried).error(); };
  EXPECT_EQ(fault({"", pair.key}), CertificateError::no_certificate);
  EXPECT_EQ(fault({pair.key, pair.key}), CertificateError::no_certificate);
  EXPECT_EQ(fault({pair.certificate, ""}), CertificateError::no_key);
  EXPECT_EQ(fault({pair.certificate, pair.certificate}), CertificateError::no_key);
  EXPECT_EQ(fault({pair.certificate, other.key}), CertificateError::key_does_not_match);
  EXPECT_EQ(fault({pair.certificate + std::string(kLongestPem, '\n'), pair.key}),
            CertificateError::too_long);
  EXPECT_TRUE(check_pair({pair.certificate + other.certificate, pair.key}));
}

// openssl req -x509 -newkey rsa:1024 -nodes -days 20000 -subj /CN=weak
constexpr char kWeakCertificate[] = R"(-----BEGIN CERTIFICATE-----
MIIB9jCCAV+gAwIBAgIUfEpGvVsv70StEJmw3bfkUGZaHVEwDQYJKoZIhvcNAQEL
BQAwDzENMAsGA1UEAwwEd2VhazAgFw0yNjExMjIxODU2MDhaGA8yMDgxMDgyNTE4
NTYwOFowDzENMAsGA1UEAwwEd2VhazCBnzANBgkqhkiG9w0BAQEFAAOBjQAwgYkC
gYEAmdifA0NOHBYFJO3jRqOFyOKKitHWjJKYAy10ehAEkFyIoSL0YsJhodtpCdq3
1Cb+UlcuPqILNvQGaUMoXrkl65iPnN6SUfWHdsB9OvdKHZSUwO9/QSEG0Dl9uJGr
i+9HkFKZXUi7HIkbFXNR/jzhduZL++vcFKufkSDgw9uzpw8CAwEAAaNNMEswHQYD
VR0OBBYEFA0nCLCCLogJRPWQUE5V16wdpB/7MB8GA1UdIwQYMBaAFA0nCLCCLogJ
RPWQUE5V16wdpB/7MAkGA1UdEwQCMAAwDQYJKoZIhvcNAQELBQADgYEALJWGcbtd
feUbIRBCq8qu/UoF4f45Uod4NR1BSY9w0nICWoy9cwTrenSA6zbhG0gWV+3WSVEN
ocMg5ge7QwyTf11ax4uO9cZL2YAQ+roJy90BAsRMUORsEiUFFHYL4Xfx/QY1gmku
lSxhMaQZBEtmDV4YNlZUfW2ecJOmTn1IZrE=
-----END CERTIFICATE-----
)";
constexpr char kWeakKey[] = R"(-----BEGIN PRIVATE KEY-----
MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBAJnYnwNDThwWBSTt
40ajhcjiiorR1oySmAMtdHoQBJBciKEi9GLCYaHbaQnat9Qm/lJXLj6iCzb0BmlD
KF65JeuYj5zeklH1h3bAfTr3Sh2UlMDvf0EhBtA5fbiRq4vvR5BSmV1IuxyJGxVz
Uf484XbmS/vr3BSrn5Eg4MPbs6cPAgMBAAECgYEAicvowTdrouRmPymDxCV7Eu82
QBirHsW+ujngdeQa8mKvTgTM+Bg68opfjqAEv1UdvgqwNRFXEiWICIhKhG05dGRF
v2VSMAMPNaOnrWq+be5VHGRoJo/FKDQ6jzMooufv3ZpC5AbuqeV3Kjz2tkUhD0Dr
dW/f1rsRdeMDAvM/dOECQQDMzeEikHRf5NZ+hbcUIuYLsb9XSxTsgcQIAL3u3lx2
a0SHiITHw4UXyJiYFVcdiJpxzMwVlIYrvl/fDU3zKXFVAkEAwE3DSr/0NGtyEboJ
Hm5EF25XkpEa0C3t4s0EfBM77NIDs+WtfquQcmG32oR+QBf3J3eJLIUtWunko2PS
5VZG0wJBALArcLvAsrpCKFfRQbiqhGQO096NEUSYIz4XFUpCMBsVDm/feQg1IWlh
/hDkWnlnJiM53Vu61OcP7Xv6/9BpF7kCQQCN2U6S1uD1wcPUm5uaXM/RUM08Cdjz
cs2knIIQW8e6OngMvQCrDTZxiO8rOsw9zu+6pwwCUQJRq3HBrCKmlGuNAkBfazMN
0DbBuvfWvtG6bS/EGvpeNhERfxXRAydi2nqVyICXOjz9a7PTT9KwbRVhoEQs6pL+
5mvf7RnkFcpqEC7o
-----END PRIVATE KEY-----
)";

TEST(Certificate, WithAWeakKeyIsRefused) {
  const auto facts = facts_of(kWeakCertificate);
  ASSERT_TRUE(facts);
  EXPECT_TRUE(facts->names.empty());
  EXPECT_EQ(check_pair({kWeakCertificate, kWeakKey}).error(), CertificateError::weak_key);
}

}  // namespace
}  // namespace crypto
