// Certificates (RFC 5280) as PEM (RFC 7468): made for ourselves, or brought by the administrator.
// Pure but for the randomness of a new key; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/base/instant.h"
#include "firmware/base/result.h"

namespace crypto {

enum class CertificateError : std::uint8_t {
  too_long,            // a PEM above kLongestPem
  no_certificate,      // nothing that parses as a chain
  no_key,              // nothing that parses as a private key without a password
  key_does_not_match,  // it is another certificate's
  weak_key,            // RSA below 2,048 bits, a curve below 256, or neither RSA nor ECDSA
  too_many_names,      // to make one for: above kMaxNames
  not_a_name,          // to make one for: neither host name nor IP address
  cannot_make,         // the system gave no randomness
};

std::string_view to_string(CertificateError error);

JACKFIELD_RESULT_ERROR(CertificateError)

struct PemPair {
  std::string certificate;  // its own first, then those of the issuers
  std::string key;
};

struct CertificateFacts {
  std::string subject;             // "CN=jackfield.local"
  std::vector<std::string> names;  // subjectAltName: host names and IP addresses
  std::string issuer;
  base::WallTime not_before;
  base::WallTime not_after;
  bool self_signed = false;
  std::string sha256;  // of the DER, 64 hexadecimal digits
};

inline constexpr std::size_t kLongestPem = 64 << 10;
inline constexpr std::size_t kMaxNames = 32;

// An ECDSA P-256 key and its self-signed certificate for host names and IP addresses ("192.0.2.1",
// "2001:db8::1"); the first is the subject. Valid from 2020 to 2049: the clock of a board that was
// just switched on may be years behind, and the two years that browsers demand are for
// authorities only.
base::Result<PemPair, CertificateError> make_self_signed(std::span<const std::string> names);

// Of the first certificate in a PEM.
base::Result<CertificateFacts, CertificateError> facts_of(std::string_view pem);

// Whether a server can present the pair: it parses, the key is the certificate's, and is no weak
// one. Gives the facts.
base::Result<CertificateFacts, CertificateError> check_pair(const PemPair& pair);

}  // namespace crypto
