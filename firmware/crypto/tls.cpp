#include "firmware/crypto/tls.h"

#include <mbedtls/ssl.h>
#include <mbedtls/ssl_ciphersuites.h>
#include <mbedtls/ssl_ticket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "firmware/base/assert.h"
#include "firmware/crypto/pem.h"
#include "firmware/crypto/random_source.h"

namespace crypto {

namespace {

constexpr std::uint32_t kTicketLifetime = 86400;  // s

// ChaCha20 first: the boards have no AES instructions. 0 ends the list.
constexpr std::array<int, 7> kSuites = {
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    0,
};

}  // namespace

struct TlsContext::Parts {
  Parts() {
    mbedtls_ssl_config_init(&settings);
    mbedtls_ssl_ticket_init(&tickets);
  }
  ~Parts() {
    mbedtls_ssl_config_free(&settings);
    mbedtls_ssl_ticket_free(&tickets);
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  bool set_up();
  bool set_up_client();

  RandomSource random;
  Chain chain;
  PrivateKey key;
  mbedtls_ssl_config settings;
  mbedtls_ssl_ticket_context tickets;
  std::array<const char*, 2> protocols = {"http/1.1", nullptr};
};

bool TlsContext::Parts::set_up() {
  if (!random.seed() ||
      mbedtls_ssl_config_defaults(&settings, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_STREAM,
                                  MBEDTLS_SSL_PRESET_DEFAULT) != 0 ||
      mbedtls_ssl_conf_own_cert(&settings, &chain.context, &key.context) != 0 ||
      mbedtls_ssl_conf_alpn_protocols(&settings, protocols.data()) != 0 ||
      mbedtls_ssl_ticket_setup(&tickets, mbedtls_ctr_drbg_random, &random.drbg,
                               MBEDTLS_CIPHER_AES_256_GCM, kTicketLifetime) != 0) {
    return false;
  }
  mbedtls_ssl_conf_rng(&settings, mbedtls_ctr_drbg_random, &random.drbg);
  mbedtls_ssl_conf_min_version(&settings, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
  mbedtls_ssl_conf_ciphersuites(&settings, kSuites.data());
  mbedtls_ssl_conf_session_tickets_cb(&settings, mbedtls_ssl_ticket_write, mbedtls_ssl_ticket_parse,
                                      &tickets);
  return true;
}

namespace {

// mbedTLS asks this of each certificate of the peer's chain; what counts is that its own, at depth
// 0, is the one that was expected.
int judge_peer(void* expected, mbedtls_x509_crt* shown, int depth, std::uint32_t* faults) {
  const auto& own = static_cast<Chain*>(expected)->context.raw;
  const bool same = shown->raw.len == own.len && std::memcmp(shown->raw.p, own.p, own.len) == 0;
  *faults = depth > 0 || same ? 0 : std::uint32_t{MBEDTLS_X509_BADCERT_NOT_TRUSTED};
  return 0;
}

}  // namespace

bool TlsContext::Parts::set_up_client() {
  if (!random.seed() ||
      mbedtls_ssl_config_defaults(&settings, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                  MBEDTLS_SSL_PRESET_DEFAULT) != 0 ||
      mbedtls_ssl_conf_alpn_protocols(&settings, protocols.data()) != 0) {
    return false;
  }
  mbedtls_ssl_conf_rng(&settings, mbedtls_ctr_drbg_random, &random.drbg);
  mbedtls_ssl_conf_min_version(&settings, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
  mbedtls_ssl_conf_ciphersuites(&settings, kSuites.data());
  mbedtls_ssl_conf_authmode(&settings, MBEDTLS_SSL_VERIFY_REQUIRED);
  mbedtls_ssl_conf_ca_chain(&settings, &chain.context, nullptr);
  mbedtls_ssl_conf_verify(&settings, judge_peer, &chain);
  return true;
}

base::Result<std::unique_ptr<TlsContext>, CertificateError> TlsContext::make_client(
    std::string_view certificate) {
  auto parts = std::make_unique<Parts>();
  if (!parts->chain.parse(certificate)) return CertificateError::no_certificate;
  if (!parts->set_up_client()) return CertificateError::cannot_make;
  return std::unique_ptr<TlsContext>(new TlsContext(std::move(parts)));
}

base::Result<std::unique_ptr<TlsContext>, CertificateError> TlsContext::make(const PemPair& pair) {
  if (const auto facts = check_pair(pair); !facts) return facts.error();
  auto parts = std::make_unique<Parts>();
  if (!parts->chain.parse(pair.certificate)) return CertificateError::no_certificate;
  if (!parts->key.parse(pair.key)) return CertificateError::no_key;
  if (!parts->set_up()) return CertificateError::cannot_make;
  return std::unique_ptr<TlsContext>(new TlsContext(std::move(parts)));
}

TlsContext::TlsContext(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

TlsContext::~TlsContext() {
  ASSERT(sessions_ == 0);
}

struct TlsSession::Parts {
  Parts() { mbedtls_ssl_init(&context); }
  ~Parts() { mbedtls_ssl_free(&context); }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  // What mbedTLS calls for the wire.
  static int write(void* self, const unsigned char* octets, std::size_t size) {
    static_cast<Parts*>(self)->output.append(reinterpret_cast<const char*>(octets), size);
    return static_cast<int>(size);
  }
  static int read(void* self, unsigned char* octets, std::size_t size) {
    std::string_view& input = static_cast<Parts*>(self)->input;
    const std::size_t count = std::min(size, input.size());
    if (count == 0) return MBEDTLS_ERR_SSL_WANT_READ;
    std::memcpy(octets, input.data(), count);
    input.remove_prefix(count);
    return static_cast<int>(count);
  }

  mbedtls_ssl_context context;
  std::string_view input;  // during receive() only
  std::string output;
};

TlsSession::TlsSession(TlsContext& context) : context_(context), parts_(std::make_unique<Parts>()) {
  ++context_.sessions_;
  // Fails for want of memory alone.
  if (mbedtls_ssl_setup(&parts_->context, &context_.parts_->settings) != 0) state_ = State::failed;
  mbedtls_ssl_set_bio(&parts_->context, parts_.get(), &Parts::write, &Parts::read, nullptr);
}

TlsSession::~TlsSession() {
  parts_.reset();  // it still speaks of the context's settings
  --context_.sessions_;
}

void TlsSession::receive(std::string_view wire, std::string& plain) {
  parts_->input = wire;
  if (state_ == State::handshaking) shake_hands();
  if (state_ == State::open) read(plain);
  parts_->input = {};
}

void TlsSession::shake_hands() {
  const int result = mbedtls_ssl_handshake(&parts_->context);
  if (result == 0) {
    state_ = State::open;
  } else {
    judge(result);
  }
}

void TlsSession::read(std::string& plain) {
  std::array<unsigned char, 4096> octets{};
  while (state_ == State::open) {
    const int count = mbedtls_ssl_read(&parts_->context, octets.data(), octets.size());
    if (count > 0) {
      plain.append(reinterpret_cast<const char*>(octets.data()), static_cast<std::size_t>(count));
    } else if (count == MBEDTLS_ERR_SSL_WANT_READ) {
      return;
    } else {
      judge(count);
    }
  }
}

void TlsSession::judge(int result) {
  if (result == MBEDTLS_ERR_SSL_WANT_READ) return;
  const bool ended = result == 0 || result == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY;
  state_ = ended && state_ == State::open ? State::closed : State::failed;
}

bool TlsSession::send(std::string_view plain) {
  while (!plain.empty() && state_ == State::open) {
    const auto* octets = reinterpret_cast<const unsigned char*>(plain.data());
    const int count = mbedtls_ssl_write(&parts_->context, octets, plain.size());
    if (count > 0) {
      plain.remove_prefix(static_cast<std::size_t>(count));
    } else {
      state_ = State::failed;
    }
  }
  return state_ == State::open;
}

void TlsSession::close() {
  if (state_ != State::open) return;
  mbedtls_ssl_close_notify(&parts_->context);
  state_ = State::closed;
}

std::string TlsSession::take_output() {
  return std::exchange(parts_->output, {});
}

}  // namespace crypto
