#include "firmware/sip/auth/credentials.h"

#include <gtest/gtest.h>

#include "firmware/sip/auth/digest.h"

namespace sip {
namespace {

const net::Endpoint kPhone = *net::Endpoint::parse("192.0.2.7:5060");
const Login kLogin{"101", "correct horse"};

// A response with these challenges, and the answer to it.
std::optional<std::string> answer(int status, const std::vector<std::string>& challenges) {
  std::string text = "SIP/2.0 " + std::to_string(status) +
                     " Challenge\r\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1\r\n"
                     "From: <sip:101@pbx.example>;tag=1\r\nTo: <sip:101@pbx.example>;tag=2\r\n"
                     "Call-ID: c\r\nCSeq: 1 REGISTER\r\n";
  const char* const name = status == 407 ? "Proxy-Authenticate: " : "WWW-Authenticate: ";
  for (const std::string& challenge : challenges) text += name + challenge + "\r\n";
  text += "Content-Length: 0\r\n\r\n";
  Message message;
  EXPECT_TRUE(parse(text, message));
  return credentials_line(message, "REGISTER", "sip:pbx.example", kLogin, "0a4f113b");
}

// What a server of ours says to the line.
Verdict verdict(DigestVerifier& verifier, const std::string& line, HeaderId header) {
  const std::string text =
      "REGISTER sip:pbx.example SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK2\r\n"
      "From: <sip:101@pbx.example>;tag=1\r\nTo: <sip:101@pbx.example>\r\nCall-ID: c\r\n"
      "CSeq: 2 REGISTER\r\n" +
      line + "Content-Length: 0\r\n\r\n";
  Message request;
  EXPECT_TRUE(parse(text, request));
  const auto outcome = verifier.verify(request, header, kPhone, {}, [](std::string_view username) {
    return std::optional(Ha1::of(username, "pbx.example", "correct horse"));
  });
  return outcome.verdict;
}

TEST(Credentials, AreAcceptedByAServerOfOurs) {
  for (const char* algorithm : {"MD5", "SHA-256"}) {
    DigestVerifier verifier({"pbx.example", {algorithm}}, std::string(32, 'k'));
    const auto challenges = verifier.challenge(kPhone, {}, false);
    const auto to_registrar = answer(401, challenges);
    ASSERT_TRUE(to_registrar);
    EXPECT_EQ(verdict(verifier, *to_registrar, HeaderId::authorization), Verdict::accepted);
    const auto to_proxy = answer(407, verifier.challenge(kPhone, {}, false));
    ASSERT_TRUE(to_proxy);
    EXPECT_EQ(verdict(verifier, *to_proxy, HeaderId::proxy_authorization), Verdict::accepted);
  }
}

// RFC 2069 servers name no qop.
TEST(Credentials, LeaveOutTheCountWhereNoQopIsOffered) {
  const auto line = answer(401, {"Digest realm=\"r\", nonce=\"n\", opaque=\"o\""});
  ASSERT_TRUE(line);
  EXPECT_EQ(line->find("nc="), std::string::npos);
  EXPECT_NE(line->find("opaque=\"o\""), std::string::npos);
}

TEST(Credentials, AnswerTheFirstChallengeTheyKnow) {
  const auto line = answer(401, {"Digest realm=\"r\", nonce=\"1\", algorithm=SHA-512-256",
                                 "Digest realm=\"r\", nonce=\"2\", qop=\"auth-int\"",
                                 "Digest realm=\"r\", nonce=\"3\", qop=\"auth,auth-int\""});
  ASSERT_TRUE(line);
  EXPECT_NE(line->find("nonce=\"3\""), std::string::npos);
}

TEST(Credentials, AreNotThereForWhatIsNoDigest) {
  EXPECT_FALSE(answer(401, {"Basic realm=\"r\"", "Digest realm=\"r\""}));
  EXPECT_FALSE(answer(401, {}));
}

}  // namespace
}  // namespace sip
