// TLS 1.2 of a server, or of a client of ours (RFC 5246; mbedTLS 2.28 has no 1.3 to rely on),
// passive: octets of the wire go in, plaintext and octets for the wire come out. No socket, no
// thread.
//
//   handshaking --> open --> closed   (either side's close_notify)
//        |           |
//        `-----------+-----> failed   (an alert is among the octets for the wire)
//
// Only suites with ephemeral keys and authenticated encryption (RFC 9325 section 4.2), sessions
// resumed by tickets (RFC 5077), no renegotiation, ALPN "http/1.1" (RFC 7301). A session takes
// about 40 KiB.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "firmware/base/result.h"
#include "firmware/crypto/certificate.h"

namespace crypto {

// A certificate with its key, and what its sessions share: the ticket keys, the source of
// randomness. Whoever owns it keeps it as long as it has sessions; a new one may serve new sessions
// meanwhile. One thread, the same as its sessions'.
class TlsContext {
 public:
  static base::Result<std::unique_ptr<TlsContext>, CertificateError> make(const PemPair& pair);
  // Of clients, who speak with whoever shows the first of these certificates, and with nobody else,
  // whoever may have signed it and however old it is.
  static base::Result<std::unique_ptr<TlsContext>, CertificateError> make_client(
      std::string_view certificate);
  ~TlsContext();  // no session is left
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  std::size_t sessions() const { return sessions_; }

 private:
  friend class TlsSession;
  struct Parts;
  explicit TlsContext(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
  std::size_t sessions_ = 0;
};

class TlsSession {
 public:
  enum class State : std::uint8_t { handshaking, open, closed, failed };

  explicit TlsSession(TlsContext& context);  // which outlives it
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  State state() const { return state_; }

  // Takes all of `wire` and appends what it says to `plain`: never more octets than came. What
  // follows the end is dropped. A client begins by taking nothing.
  void receive(std::string_view wire, std::string& plain);

  // Only while open; false otherwise, or when it failed meanwhile.
  bool send(std::string_view plain);

  // Says close_notify (RFC 5246 section 7.2.1); nothing passes any more.
  void close();

  // What is to be written to the wire, once. Call it after each of the above: it grows until then.
  std::string take_output();

 private:
  struct Parts;

  void shake_hands();
  void read(std::string& plain);
  void judge(int result);

  TlsContext& context_;
  std::unique_ptr<Parts> parts_;
  State state_ = State::handshaking;
};

}  // namespace crypto
