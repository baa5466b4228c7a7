// What comes to a TLS server before anybody has proved anything: never more plaintext than wire,
// and no state but the four.
#include "firmware/crypto/tls.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto context = [] {
    const std::vector<std::string> names = {"box.local"};
    return *crypto::TlsContext::make(*crypto::make_self_signed(names));
  }();
  const fuzz::Octets octets(data, size);
  crypto::TlsSession session(*context);
  std::string plain;
  session.receive(octets.view().substr(0, size / 2), plain);
  session.receive(octets.view().substr(size / 2), plain);
  ASSERT(plain.empty());
  ASSERT(session.state() == crypto::TlsSession::State::handshaking ||
         session.state() == crypto::TlsSession::State::failed);
  ASSERT(!session.send("x"));
  session.close();
  ASSERT(session.take_output().size() < (1 << 20));
  return 0;
}
