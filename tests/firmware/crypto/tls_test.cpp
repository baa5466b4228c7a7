#include "firmware/crypto/tls.h"

#include <gtest/gtest.h>
#include <mbedtls/ssl_ciphersuites.h>

#include "tests/firmware/crypto/tls_client.h"

namespace crypto {
namespace {

using testing::TlsClient;
using State = TlsSession::State;

const PemPair& own_pair() {
  static const std::vector<std::string> names = {"jackfield.local"};
  static const PemPair pair = *make_self_signed(names);
  return pair;
}

struct Pipe {
  explicit Pipe(testing::TlsClientOptions options = {}) : client(std::move(options)) {}

  // Until nobody has anything more to say; pieces of `step` octets.
  void run(std::size_t step = 100000) {
    client.receive("");
    for (bool moved = true; moved;) {
      moved = false;
      const std::string up = client.take_output();
      for (std::size_t at = 0; at < up.size(); at += step) {
        server.receive(std::string_view(up).substr(at, step), heard);
        moved = true;
      }
      const std::string down = server.take_output();
      for (std::size_t at = 0; at < down.size(); at += step) {
        client.receive(std::string_view(down).substr(at, step));
        moved = true;
      }
    }
  }

  std::unique_ptr<TlsContext> context = *TlsContext::make(own_pair());
  TlsClient client;
  TlsSession server{*context};
  std::string heard;
};

TEST(TlsSession, CarriesOctetsBothWays) {
  Pipe pipe;
  pipe.run();
  ASSERT_EQ(pipe.server.state(), State::open);
  pipe.client.send("ping");
  EXPECT_TRUE(pipe.server.send("pong"));
  pipe.run();
  EXPECT_EQ(pipe.heard, "ping");
  EXPECT_EQ(pipe.client.received, "pong");
}

TEST(TlsSession, TakesTheWireInPiecesOfOneOctet) {
  Pipe pipe;
  pipe.run(1);
  ASSERT_EQ(pipe.server.state(), State::open);
  const std::string large(100'000, 'x');
  pipe.client.send(large);
  EXPECT_TRUE(pipe.server.send(large));
  pipe.run(1);
  EXPECT_EQ(pipe.heard, large);
  EXPECT_EQ(pipe.client.received, large);
}

TEST(TlsSession, HearsWhatCameTogetherWithTheEndOfTheHandshake) {
  Pipe pipe;
  while (!pipe.client.open) {
    pipe.client.receive("");
    pipe.server.receive(pipe.client.take_output(), pipe.heard);
    pipe.client.receive(pipe.server.take_output());
  }
  pipe.client.send("at once");
  pipe.run();
  EXPECT_EQ(pipe.heard, "at once");
}

TEST(TlsSession, AgreesOnHttpAndOnASuiteWithEphemeralKeys) {
  Pipe pipe({.protocols = {"h2", "http/1.1", nullptr}});
  pipe.run();
  ASSERT_TRUE(pipe.client.open);
  EXPECT_STREQ(mbedtls_ssl_get_alpn_protocol(&pipe.client.context()), "http/1.1");
  EXPECT_STREQ(mbedtls_ssl_get_ciphersuite(&pipe.client.context()),
               "TLS-ECDHE-ECDSA-WITH-CHACHA20-POLY1305-SHA256");
}

TEST(TlsSession, RefusesOldVersionsAndOldSuites) {
  Pipe old_version({.highest_minor_version = MBEDTLS_SSL_MINOR_VERSION_2});
  old_version.run();
  EXPECT_EQ(old_version.server.state(), State::failed);
  EXPECT_TRUE(old_version.client.failed());
  Pipe old_suite({.suites = {MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
                             MBEDTLS_TLS_RSA_WITH_AES_128_GCM_SHA256, 0}});
  old_suite.run();
  EXPECT_EQ(old_suite.server.state(), State::failed);
}

TEST(TlsSession, FailsOnWhatIsNoTls) {
  const auto context = TlsContext::make(own_pair());
  TlsSession session(**context);
  std::string plain;
  session.receive("GET / HTTP/1.1\r\nHost: x\r\n\r\n", plain);
  EXPECT_EQ(session.state(), State::failed);
  EXPECT_EQ(plain, "");
  EXPECT_FALSE(session.send("x"));
}

TEST(TlsSession, FailsOnARecordThatWasTamperedWith) {
  Pipe pipe;
  pipe.run();
  pipe.client.send("secret");
  std::string wire = pipe.client.take_output();
  wire.back() ^= 1;
  pipe.server.receive(wire, pipe.heard);
  EXPECT_EQ(pipe.server.state(), State::failed);
  EXPECT_EQ(pipe.heard, "");
}

TEST(TlsSession, TellsTheEndEitherWay) {
  Pipe pipe;
  pipe.run();
  pipe.server.send("last");
  pipe.server.close();
  EXPECT_FALSE(pipe.server.send("more"));
  pipe.run();
  EXPECT_EQ(pipe.client.received, "last");
  EXPECT_TRUE(pipe.client.ended);
  Pipe other;
  other.run();
  other.client.send("last");
  other.client.close();
  other.run();
  EXPECT_EQ(other.heard, "last");
  EXPECT_EQ(other.server.state(), State::closed);
}

TEST(TlsSession, ResumesByTicket) {
  Pipe pipe;
  pipe.run();
  ASSERT_TRUE(pipe.client.open);
  mbedtls_ssl_session session;
  mbedtls_ssl_session_init(&session);
  ASSERT_EQ(mbedtls_ssl_get_session(&pipe.client.context(), &session), 0);
  TlsClient again({.resumed = &session});
  TlsSession server(*pipe.context);
  std::string heard, first;
  again.receive("");
  server.receive(again.take_output(), heard);
  first = server.take_output();
  EXPECT_LT(first.size(), 400u);  // no certificate in it
  again.receive(first);
  server.receive(again.take_output(), heard);
  again.receive(server.take_output());
  EXPECT_TRUE(again.open);
  EXPECT_EQ(server.state(), State::open);
  mbedtls_ssl_session_free(&session);
}

TEST(TlsContext, CountsItsSessionsSoThatItsOwnerKnowsWhenItMayGo) {
  const auto context = TlsContext::make(own_pair());
  ASSERT_TRUE(context);
  {
    TlsSession one(**context), two(**context);
    EXPECT_EQ((*context)->sessions(), 2u);
  }
  EXPECT_EQ((*context)->sessions(), 0u);
}

TEST(TlsContext, IsNotMadeOfAPairThatDoesNotFit) {
  const std::vector<std::string> names = {"other.local"};
  const PemPair other = *make_self_signed(names);
  const auto context = TlsContext::make({own_pair().certificate, other.key});
  ASSERT_FALSE(context);
  EXPECT_EQ(context.error(), CertificateError::key_does_not_match);
}

// Our own client, which pins the certificate, and a server with `pair`.
struct OwnPipe {
  explicit OwnPipe(const PemPair& pair) : context(*TlsContext::make(pair)) {}

  void run() {
    client.receive("", answer);
    for (bool moved = true; moved;) {
      const std::string up = client.take_output();
      server.receive(up, heard);
      const std::string down = server.take_output();
      client.receive(down, answer);
      moved = !up.empty() || !down.empty();
    }
  }

  std::unique_ptr<TlsContext> context;
  std::unique_ptr<TlsContext> expects = *TlsContext::make_client(own_pair().certificate);
  TlsSession server{*context};
  TlsSession client{*expects};
  std::string heard, answer;
};

TEST(TlsClient, SpeaksWithWhoShowsTheExpectedCertificate) {
  OwnPipe pipe(own_pair());
  pipe.run();
  ASSERT_EQ(pipe.client.state(), State::open);
  EXPECT_TRUE(pipe.client.send("ping"));
  pipe.run();
  EXPECT_TRUE(pipe.server.send("pong"));
  pipe.run();
  EXPECT_EQ(pipe.heard, "ping");
  EXPECT_EQ(pipe.answer, "pong");
}

TEST(TlsClient, RefusesAnotherCertificateOfTheSameName) {
  const std::vector<std::string> names = {"jackfield.local"};
  OwnPipe pipe(*make_self_signed(names));
  pipe.run();
  EXPECT_EQ(pipe.client.state(), State::failed);
  EXPECT_FALSE(pipe.client.send("secret"));
}

TEST(TlsClient, NeedsACertificateToExpect) {
  const auto context = TlsContext::make_client("none");
  ASSERT_FALSE(context);
  EXPECT_EQ(context.error(), CertificateError::no_certificate);
}

}  // namespace
}  // namespace crypto
