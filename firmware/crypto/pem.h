// A chain of certificates and a private key as mbedTLS holds them. Private to this folder.
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

struct PrivateKey {
  PrivateKey() { mbedtls_pk_init(&context); }
  ~PrivateKey() { mbedtls_pk_free(&context); }
  PrivateKey(const PrivateKey&) = delete;
  PrivateKey& operator=(const PrivateKey&) = delete;

  [[nodiscard]] bool parse(std::string_view pem) {
    const std::string terminated(pem);
    const auto* octets = reinterpret_cast<const unsigned char*>(terminated.c_str());
    return mbedtls_pk_parse_key(&context, octets, terminated.size() + 1, nullptr, 0) == 0;
  }

  mbedtls_pk_context context;
};

}  // namespace crypto
