#include "firmware/crypto/certificate.h"

#include <arpa/inet.h>
#include <mbedtls/asn1.h>
#include <mbedtls/ecp.h>
#include <mbedtls/oid.h>
#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>

#include <array>
#include <cstring>

#include "firmware/base/ascii.h"
#include "firmware/crypto/der.h"
#include "firmware/crypto/digest.h"
#include "firmware/crypto/pem.h"
#include "firmware/crypto/random_source.h"

namespace crypto {

namespace {

constexpr char kNotBefore[] = "20200101000000";
constexpr char kNotAfter[] = "20491231235959";  // the last that UTCTime can say (RFC 5280 4.1.2.5)
constexpr std::size_t kLongestCommonName = 64;  // ub-common-name

std::string text_of(const mbedtls_x509_name& name) {
  std::array<char, 512> text{};
  const int size = mbedtls_x509_dn_gets(text.data(), text.size(), &name);
  return size > 0 ? std::string(text.data(), static_cast<std::size_t>(size)) : "";
}

base::WallTime time_of(const mbedtls_x509_time& time) {
  using namespace std::chrono;
  const year_month_day date{year(time.year), month(static_cast<unsigned>(time.mon)),
                            day(static_cast<unsigned>(time.day))};
  return sys_days(date) + hours(time.hour) + minutes(time.min) + seconds(time.sec);
}

std::vector<std::string> names_of(const mbedtls_x509_crt& certificate) {
  std::vector<std::string> names;
  const auto* name = &certificate.subject_alt_names;
  for (; name && name->buf.p; name = name->next) {
    const std::string_view octets(reinterpret_cast<const char*>(name->buf.p), name->buf.len);
    const int kind = name->buf.tag & MBEDTLS_ASN1_TAG_VALUE_MASK;
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (kind == 2) {  // dNSName
      names.emplace_back(octets);
    } else if (kind == 7 && (octets.size() == 4 || octets.size() == 16)) {  // iPAddress
      const int family = octets.size() == 4 ? AF_INET : AF_INET6;
      names.emplace_back(::inet_ntop(family, octets.data(), text.data(), text.size()));
    }
    if (names.size() == kMaxNames) break;
  }
  return names;
}

CertificateFacts facts_of(const mbedtls_x509_crt& certificate) {
  CertificateFacts facts;
  facts.subject = text_of(certificate.subject);
  facts.issuer = text_of(certificate.issuer);
  facts.names = names_of(certificate);
  facts.not_before = time_of(certificate.valid_from);
  facts.not_after = time_of(certificate.valid_to);
  const auto& subject = certificate.subject_raw;
  const auto& issuer = certificate.issuer_raw;
  facts.self_signed =
      subject.len == issuer.len && std::memcmp(subject.p, issuer.p, issuer.len) == 0;
  const std::string_view octets(reinterpret_cast<const char*>(certificate.raw.p),
                                certificate.raw.len);
  facts.sha256 = base::to_hex(as_view(sha256({octets})));
  return facts;
}

bool is_weak(mbedtls_pk_context& key) {
  const std::size_t bits = mbedtls_pk_get_bitlen(&key);
  if (mbedtls_pk_can_do(&key, MBEDTLS_PK_RSA)) return bits < 2048;
  return !mbedtls_pk_can_do(&key, MBEDTLS_PK_ECDSA) || bits < 256;
}

struct CertificateWriter {
  CertificateWriter() { mbedtls_x509write_crt_init(&context); }
  ~CertificateWriter() { mbedtls_x509write_crt_free(&context); }
  CertificateWriter(const CertificateWriter&) = delete;
  CertificateWriter& operator=(const CertificateWriter&) = delete;

  mbedtls_x509write_cert context;
};

bool make_key(PrivateKey& key, RandomSource& random) {
  return mbedtls_pk_setup(&key.context, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY)) == 0 &&
         mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(key.context),
                             mbedtls_ctr_drbg_random, &random.drbg) == 0;
}

// A positive number of 127 random bits (RFC 5280 section 4.1.2.2).
bool set_serial(CertificateWriter& writer, RandomSource& random) {
  std::array<unsigned char, 16> octets{};
  if (mbedtls_ctr_drbg_random(&random.drbg, octets.data(), octets.size()) != 0) return false;
  octets[0] = static_cast<unsigned char>((octets[0] & 0x7f) | 0x01);
  mbedtls_mpi serial;
  mbedtls_mpi_init(&serial);
  const bool set = mbedtls_mpi_read_binary(&serial, octets.data(), octets.size()) == 0 &&
                   mbedtls_x509write_crt_set_serial(&writer.context, &serial) == 0;
  mbedtls_mpi_free(&serial);
  return set;
}

bool set_extensions(mbedtls_x509write_cert* writer, const std::string& names) {
  // ExtKeyUsageSyntax of id-kp-serverAuth alone: what Apple's clients insist on.
  const std::string usage = der(
      0x30,
      der(MBEDTLS_ASN1_OID, {MBEDTLS_OID_SERVER_AUTH, MBEDTLS_OID_SIZE(MBEDTLS_OID_SERVER_AUTH)}));
  const auto set = [writer](const char* oid, std::size_t size, const std::string& value) {
    const auto* octets = reinterpret_cast<const unsigned char*>(value.data());
    return mbedtls_x509write_crt_set_extension(writer, oid, size, 0, octets, value.size()) == 0;
  };
  return mbedtls_x509write_crt_set_basic_constraints(writer, 0, -1) == 0 &&
         mbedtls_x509write_crt_set_subject_key_identifier(writer) == 0 &&
         mbedtls_x509write_crt_set_key_usage(writer, MBEDTLS_X509_KU_DIGITAL_SIGNATURE) == 0 &&
         set(MBEDTLS_OID_SUBJECT_ALT_NAME, MBEDTLS_OID_SIZE(MBEDTLS_OID_SUBJECT_ALT_NAME), names) &&
         set(MBEDTLS_OID_EXTENDED_KEY_USAGE, MBEDTLS_OID_SIZE(MBEDTLS_OID_EXTENDED_KEY_USAGE),
             usage);
}

}  // namespace

std::string_view to_string(CertificateError error) {
  switch (error) {
    case CertificateError::too_long:
      return "too long";
    case CertificateError::no_certificate:
      return "no certificate";
    case CertificateError::no_key:
      return "no private key";
    case CertificateError::key_does_not_match:
      return "the key is not the certificate's";
    case CertificateError::weak_key:
      return "weak key";
    case CertificateError::too_many_names:
      return "too many names";
    case CertificateError::not_a_name:
      return "neither host name nor IP address";
    case CertificateError::cannot_make:
      return "cannot make a certificate";
  }
  return "";
}

base::Result<PemPair, CertificateError> make_self_signed(std::span<const std::string> names) {
  if (names.size() > kMaxNames) return CertificateError::too_many_names;
  const std::string alternatives = general_names(names);
  if (alternatives.empty()) return CertificateError::not_a_name;
  RandomSource random;
  PrivateKey key;
  CertificateWriter writer;
  const std::string subject = "CN=" + names[0].substr(0, kLongestCommonName);
  auto* context = &writer.context;
  mbedtls_x509write_crt_set_version(context, MBEDTLS_X509_CRT_VERSION_3);
  mbedtls_x509write_crt_set_md_alg(context, MBEDTLS_MD_SHA256);
  mbedtls_x509write_crt_set_subject_key(context, &key.context);
  mbedtls_x509write_crt_set_issuer_key(context, &key.context);
  std::array<unsigned char, 1024> key_text{};
  std::array<unsigned char, 24 << 10> text{};  // 32 names of 253 octets, in base64
  const bool made = random.seed() && make_key(key, random) && set_serial(writer, random) &&
                    mbedtls_x509write_crt_set_subject_name(context, subject.c_str()) == 0 &&
                    mbedtls_x509write_crt_set_issuer_name(context, subject.c_str()) == 0 &&
                    mbedtls_x509write_crt_set_validity(context, kNotBefore, kNotAfter) == 0 &&
                    set_extensions(context, alternatives) &&
                    mbedtls_pk_write_key_pem(&key.context, key_text.data(), key_text.size()) == 0 &&
                    mbedtls_x509write_crt_pem(context, text.data(), text.size(),
                                              mbedtls_ctr_drbg_random, &random.drbg) == 0;
  if (!made) return CertificateError::cannot_make;
  return PemPair{reinterpret_cast<const char*>(text.data()),
                 reinterpret_cast<const char*>(key_text.data())};
}

base::Result<CertificateFacts, CertificateError> facts_of(std::string_view pem) {
  if (pem.size() > kLongestPem) return CertificateError::too_long;
  Chain chain;
  if (!chain.parse(pem)) return CertificateError::no_certificate;
  return facts_of(chain.context);
}

base::Result<CertificateFacts, CertificateError> check_pair(const PemPair& pair) {
  auto facts = facts_of(pair.certificate);
  if (!facts) return facts;
  if (pair.key.size() > kLongestPem) return CertificateError::too_long;
  Chain chain;
  PrivateKey key;
  if (!chain.parse(pair.certificate)) return CertificateError::no_certificate;
  if (!key.parse(pair.key)) return CertificateError::no_key;
  if (is_weak(chain.context.pk)) return CertificateError::weak_key;
  if (mbedtls_pk_check_pair(&chain.context.pk, &key.context) != 0) {
    return CertificateError::key_does_not_match;
  }
  return facts;
}

}  // namespace crypto
