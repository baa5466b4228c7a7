// A TLS client of mbedTLS for tests, passive as crypto::TlsSession: it believes every certificate
// and remembers the ticket of its last session.
#pragma once

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/ssl.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crypto::testing {

struct TlsClientOptions {
  int highest_minor_version = MBEDTLS_SSL_MINOR_VERSION_3;  // TLS 1.2
  std::vector<int> suites{};                                // 0 at the end; empty: all
  std::vector<const char*> protocols{};                     // nullptr at the end
  const mbedtls_ssl_session* resumed = nullptr;
};

class TlsClient {
 public:
  explicit TlsClient(TlsClientOptions options = {}) : options_(std::move(options)) {
    mbedtls_entropy_init(&entropy_);
    mbedtls_ctr_drbg_init(&drbg_);
    mbedtls_ssl_config_init(&settings_);
    mbedtls_ssl_init(&context_);
    mbedtls_ctr_drbg_seed(&drbg_, mbedtls_entropy_func, &entropy_, nullptr, 0);
    mbedtls_ssl_config_defaults(&settings_, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                MBEDTLS_SSL_PRESET_DEFAULT);
    mbedtls_ssl_conf_authmode(&settings_, MBEDTLS_SSL_VERIFY_NONE);
    mbedtls_ssl_conf_rng(&settings_, mbedtls_ctr_drbg_random, &drbg_);
    mbedtls_ssl_conf_min_version(&settings_, MBEDTLS_SSL_MAJOR_VERSION_3, 1);
    mbedtls_ssl_conf_max_version(&settings_, MBEDTLS_SSL_MAJOR_VERSION_3,
                                 options_.highest_minor_version);
    if (!options_.suites.empty()) {
      mbedtls_ssl_conf_ciphersuites(&settings_, options_.suites.data());
    }
    if (!options_.protocols.empty()) {
      mbedtls_ssl_conf_alpn_protocols(&settings_, options_.protocols.data());
    }
    mbedtls_ssl_setup(&context_, &settings_);
    mbedtls_ssl_set_bio(&context_, this, &write, &read, nullptr);
    if (options_.resumed) mbedtls_ssl_set_session(&context_, options_.resumed);
  }
  ~TlsClient() {
    mbedtls_ssl_free(&context_);
    mbedtls_ssl_config_free(&settings_);
    mbedtls_ctr_drbg_free(&drbg_);
    mbedtls_entropy_free(&entropy_);
  }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  // Goes as far as it can: the handshake, then reading into `received`.
  void receive(std::string_view wire) {
    input_ += wire;
    if (!open && result_ == 0) {
      const int result = mbedtls_ssl_handshake(&context_);
      open = result == 0;
      if (result != 0 && result != MBEDTLS_ERR_SSL_WANT_READ) result_ = result;
    }
    while (open && !ended) {
      unsigned char octets[2048];
      const int count = mbedtls_ssl_read(&context_, octets, sizeof octets);
      if (count == MBEDTLS_ERR_SSL_WANT_READ) return;
      if (count > 0) received.append(octets, octets + count);
      ended = count <= 0;
    }
  }
  void send(std::string_view plain) {
    const auto* octets = reinterpret_cast<const unsigned char*>(plain.data());
    std::size_t sent = 0;
    while (sent < plain.size()) {
      const int count = mbedtls_ssl_write(&context_, octets + sent, plain.size() - sent);
      if (count <= 0) return;
      sent += static_cast<std::size_t>(count);
    }
  }
  void close() { mbedtls_ssl_close_notify(&context_); }
  std::string take_output() { return std::exchange(output_, {}); }

  bool failed() const { return result_ != 0; }
  mbedtls_ssl_context& context() { return context_; }

  bool open = false;
  bool ended = false;
  std::string received;

 private:
  static int write(void* self, const unsigned char* octets, std::size_t size) {
    static_cast<TlsClient*>(self)->output_.append(octets, octets + size);
    return static_cast<int>(size);
  }
  static int read(void* self, unsigned char* octets, std::size_t size) {
    std::string& input = static_cast<TlsClient*>(self)->input_;
    const std::size_t count = std::min(size, input.size());
    if (count == 0) return MBEDTLS_ERR_SSL_WANT_READ;
    std::memcpy(octets, input.data(), count);
    input.erase(0, count);
    return static_cast<int>(count);
  }

  TlsClientOptions options_;
  mbedtls_entropy_context entropy_;
  mbedtls_ctr_drbg_context drbg_;
  mbedtls_ssl_config settings_;
  mbedtls_ssl_context context_;
  std::string input_, output_;
  int result_ = 0;
};

}  // namespace crypto::testing
