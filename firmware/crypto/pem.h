// A chain of certificates, a private and a public key as mbedTLS holds them. Private to this
// folder.
#pragma once

#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>

#include <string>
#include <string_view>

namespace crypto {

struct Chain {
  Chain() { mbedtls_x509_crt_init(&context); }
  ~Chain() { mbedtls_x509_crt_free(&context); }
  Chain(const Chain&) = delete;
  Chain& operator=(const Chain&) = delete;

  // Every certificate of it must parse.
  [[nodiscard]] bool parse(std::string_view pem) {
    const std::string terminated(pem);  // which mbedTLS wants to see counted
    const auto* octets = reinterpret_cast<const unsigned char*>(terminated.c_str());
    return mbedtls_x509_crt_parse(&context, octets, terminated.size() + 1) == 0;
  }

  mbedtls_x509_crt context;
};

struct Key {
  Key() { mbedtls_pk_init(&context); }
  ~Key() { mbedtls_pk_free(&context); }
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;

  mbedtls_pk_context context;
};

struct PrivateKey : Key {
  [[nodiscard]] bool parse(std::string_view pem) {
    const std::string terminated(pem);
    const auto* octets = reinterpret_cast<const unsigned char*>(terminated.c_str());
    return mbedtls_pk_parse_key(&context, octets, terminated.size() + 1, nullptr, 0) == 0;
  }
};

struct PublicKey : Key {
  [[nodiscard]] bool parse(std::string_view pem) {
    const std::string terminated(pem);
    const auto* octets = reinterpret_cast<const unsigned char*>(terminated.c_str());
    return mbedtls_pk_parse_public_key(&context, octets, terminated.size() + 1) == 0;
  }
};

}  // namespace crypto
