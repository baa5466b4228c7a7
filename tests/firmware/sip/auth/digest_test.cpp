#include "firmware/sip/auth/digest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace sip {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

net::Endpoint at(const char* text) {
  return *net::Endpoint::parse(text);
}

// What a phone does with a challenge: an Authorization line as text, and each part of it may be
// spoilt.
struct Phone {
  std::string username = "101";
  std::string password = "correct horse";
  std::string realm = "pbx.example";
  std::string uri = "sip:pbx.example";
  std::string method = "REGISTER";
  std::string qop = "auth";
  std::string cnonce = "0a4f113b";
  std::map<std::string, std::string> replaced;  // field: value as it stands in the line, or ""

  std::string answer(const std::string& challenge, const std::string& nc = "00000001") const {
    const std::string nonce = between(challenge, "nonce=\"", "\"");
    const std::string algorithm = between(challenge, "algorithm=", ",");
    const DigestResponse response({.algorithm = *digest_algorithm_of(algorithm),
                                   .nonce = nonce,
                                   .nc = nc,
                                   .cnonce = cnonce,
                                   .qop = qop,
                                   .method = method,
                                   .uri = uri},
                                  Ha1::of(username, realm, password));
    std::vector<std::pair<std::string, std::string>> fields = {
        {"username", '"' + username + '"'},
        {"realm", '"' + realm + '"'},
        {"nonce", '"' + nonce + '"'},
        {"uri", '"' + uri + '"'},
        {"response", '"' + std::string(response.text()) + '"'},
        {"algorithm", algorithm},
        {"cnonce", '"' + cnonce + '"'},
        {"qop", qop},
        {"nc", nc}};
    std::string line;
    for (auto& [name, value] : fields) {
      if (const auto other = replaced.find(name); other != replaced.end()) value = other->second;
      if (value.empty()) continue;
      line += (line.empty() ? "Digest " : ", ") + name + '=' + value;
    }
    return line;
  }

  static std::string between(const std::string& text, const std::string& left,
                             const std::string& right) {
    const std::size_t begin = text.find(left) + left.size();
    return text.substr(begin, text.find(right, begin) - begin);
  }
};

class DigestVerifierTest : public testing::Test {
 protected:
  explicit DigestVerifierTest(std::size_t max_nonce_counts = 16384)
      : verifier_({.realm = "pbx.example",
                   .algorithms = {"SHA-256", "MD5"},
                   .nonce_lifetime = minutes(5),
                   .max_nonce_counts = max_nonce_counts},
                  std::string(32, 'k')) {}

  std::string challenge(DigestAlgorithm algorithm = DigestAlgorithm::sha256) {
    return verifier_.challenge(source_, now_, false).at(algorithm == DigestAlgorithm::md5 ? 1 : 0);
  }

  DigestVerifier::Outcome outcome(const std::string& authorization_lines) {
    text_ = phone_.method + ' ' + request_uri_ +
            " SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bKa\r\n"
            "From: <sip:101@pbx.example>;tag=1\r\nTo: <sip:101@pbx.example>\r\n"
            "Call-ID: 1\r\nCSeq: 1 " +
            phone_.method + "\r\n" + authorization_lines + "Content-Length: 0\r\n\r\n";
    EXPECT_TRUE(parse(text_, message_));
    return verifier_.verify(message_, HeaderId::authorization, source_, now_,
                            [this](std::string_view username) -> std::optional<Ha1> {
                              asked_for_ = username;
                              if (username != phone_.username && username != "1\"0") return {};
                              return Ha1::of(username, "pbx.example", "correct horse");
                            });
  }
  Verdict verdict(const std::string& value) {
    return outcome("Authorization: " + value + "\r\n").verdict;
  }

  DigestVerifier verifier_;
  Phone phone_;
  net::Endpoint source_ = at("192.0.2.7:5060");
  std::string request_uri_ = "sip:pbx.example";
  base::Instant now_{std::chrono::hours(10)};
  std::string text_, asked_for_;
  Message message_;
};

TEST_F(DigestVerifierTest, ChallengesOncePerAlgorithmBestFirst) {
  const auto lines = verifier_.challenge(source_, now_, false);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_TRUE(lines[0].starts_with("Digest realm=\"pbx.example\", nonce=\""));
  EXPECT_TRUE(lines[0].ends_with("\", algorithm=SHA-256, qop=\"auth\"")) << lines[0];
  EXPECT_TRUE(lines[1].ends_with("\", algorithm=MD5, qop=\"auth\"")) << lines[1];
  const auto stale = verifier_.challenge(source_, now_, true);
  EXPECT_TRUE(stale[0].ends_with(", stale=true"));
}

TEST_F(DigestVerifierTest, NeverIssuesANonceTwice) {
  EXPECT_NE(Phone::between(challenge(), "nonce=\"", "\""),
            Phone::between(challenge(), "nonce=\"", "\""));
}

TEST_F(DigestVerifierTest, AcceptsTheRightPasswordWithEitherAlgorithm) {
  for (const auto algorithm : {DigestAlgorithm::sha256, DigestAlgorithm::md5}) {
    const auto result = outcome("Authorization: " + phone_.answer(challenge(algorithm)) + "\r\n");
    EXPECT_EQ(result.verdict, Verdict::accepted);
    EXPECT_EQ(result.username, "101");
  }
}

TEST_F(DigestVerifierTest, AcceptsAnAbsentAlgorithmAsMd5AndAQuotedOne) {
  phone_.replaced = {{"algorithm", ""}};
  EXPECT_EQ(verdict(phone_.answer(challenge(DigestAlgorithm::md5))), Verdict::accepted);
  phone_.replaced = {{"algorithm", "\"MD5\""}, {"qop", "\"auth\""}};
  EXPECT_EQ(verdict(phone_.answer(challenge(DigestAlgorithm::md5))), Verdict::accepted);
}

TEST_F(DigestVerifierTest, AsksForCredentialsWhenThereAreNoneForItsRealm) {
  EXPECT_EQ(outcome("").verdict, Verdict::no_credentials);
  EXPECT_EQ(outcome("Authorization: Bearer abc\r\n").verdict, Verdict::no_credentials);
  EXPECT_EQ(outcome("Proxy-Authorization: " + phone_.answer(challenge()) + "\r\n").verdict,
            Verdict::no_credentials);
  phone_.realm = "elsewhere.example";
  EXPECT_EQ(verdict(phone_.answer(challenge())), Verdict::no_credentials);
}

TEST_F(DigestVerifierTest, PicksItsRealmAmongSeveral) {
  Phone elsewhere = phone_;
  elsewhere.realm = "elsewhere.example";
  const std::string nonce = challenge();
  const auto result =
      outcome("Authorization: " + elsewhere.answer(nonce) +
              "\r\nAuthorization: Digest =\r\nAuthorization: " + phone_.answer(nonce) + "\r\n");
  EXPECT_EQ(result.verdict, Verdict::accepted);
}

TEST_F(DigestVerifierTest, RefusesAWrongPasswordAndAnUnknownUserAlike) {
  phone_.password = "guess";
  EXPECT_EQ(verdict(phone_.answer(challenge())), Verdict::wrong_password);
  phone_.replaced = {{"username", "\"nobody\""}};
  const auto result = outcome("Authorization: " + phone_.answer(challenge()) + "\r\n");
  EXPECT_EQ(result.verdict, Verdict::wrong_password);
  EXPECT_EQ(result.username, "nobody");
}

TEST_F(DigestVerifierTest, RefusesTheResponseToEmptyHa1ForAnUnknownUser) {
  const std::string line = challenge(DigestAlgorithm::md5);
  const std::string nonce = Phone::between(line, "nonce=\"", "\"");
  const DigestResponse forged({.algorithm = DigestAlgorithm::md5,
                               .nonce = nonce,
                               .nc = "00000001",
                               .cnonce = phone_.cnonce,
                               .qop = "auth",
                               .method = "REGISTER",
                               .uri = phone_.uri},
                              Ha1());
  phone_.replaced = {{"username", "\"nobody\""},
                     {"response", '"' + std::string(forged.text()) + '"'}};
  EXPECT_EQ(verdict(phone_.answer(line)), Verdict::wrong_password);
}

TEST_F(DigestVerifierTest, RefusesAResponseMadeForAnotherMethod) {
  const std::string line = challenge();
  phone_.method = "INVITE";
  const std::string made_for_invite = phone_.answer(line);
  phone_.method = "REGISTER";
  EXPECT_EQ(verdict(made_for_invite), Verdict::wrong_password);
}

TEST_F(DigestVerifierTest, RefusesAResponseMadeForAnotherRequestUri) {
  phone_.uri = "sip:other.example";
  EXPECT_EQ(verdict(phone_.answer(challenge())), Verdict::wrong_uri);
}

TEST_F(DigestVerifierTest, TakesAnEquivalentDigestUri) {
  phone_.uri = "sip:PBX.example";
  EXPECT_EQ(verdict(phone_.answer(challenge())), Verdict::accepted);
  phone_.uri = "sip:pbx.example:5060";  // section 19.1.4: an explicit port is another URI
  EXPECT_EQ(verdict(phone_.answer(challenge())), Verdict::wrong_uri);
}

TEST_F(DigestVerifierTest, CallsMalformedWhatLacksOrSpoilsAField) {
  const std::pair<const char*, const char*> spoilt[] = {{"username", ""},
                                                        {"username", "\"\""},
                                                        {"nonce", ""},
                                                        {"uri", ""},
                                                        {"response", ""},
                                                        {"cnonce", ""},
                                                        {"qop", ""},
                                                        {"nc", ""},
                                                        {"qop", "auth-int"},
                                                        {"nc", "1"},
                                                        {"nc", "00000000"},
                                                        {"nc", "0000000g"},
                                                        {"nc", "000000001"},
                                                        {"nc", "-0000001"},
                                                        {"algorithm", "MD5-sess"},
                                                        {"algorithm", "SHA-1"},
                                                        {"nonce", "\"a"}};
  for (const auto& [field, value] : spoilt) {
    phone_.replaced = {{field, value}};
    EXPECT_EQ(verdict(phone_.answer(challenge())), Verdict::malformed) << field << '=' << value;
  }
}

TEST_F(DigestVerifierTest, RefusesAResponseThatIsNoDigestAtAll) {
  for (const std::string value : {"\"\\\"\"", "\"zz\"", "0"}) {
    phone_.replaced = {{"response", value}};
    EXPECT_EQ(verdict(phone_.answer(challenge())), Verdict::wrong_password) << value;
  }
}

TEST_F(DigestVerifierTest, UnescapesTheUsername) {
  phone_.replaced = {{"username", "\"1\\\"0\""}};
  phone_.username = "1\"0";
  EXPECT_EQ(verdict(phone_.answer(challenge())), Verdict::accepted);
  EXPECT_EQ(asked_for_, "1\"0");
}

TEST_F(DigestVerifierTest, CallsStaleANonceThatExpired) {
  const std::string line = challenge();
  now_ += minutes(5);
  EXPECT_EQ(verdict(phone_.answer(line, "00000001")), Verdict::accepted);
  now_ += base::Duration(1);
  EXPECT_EQ(verdict(phone_.answer(line, "00000002")), Verdict::stale);
}

TEST_F(DigestVerifierTest, BindsANonceToTheAddressButNotToThePort) {
  const std::string line = challenge();
  source_ = at("192.0.2.7:61000");
  EXPECT_EQ(verdict(phone_.answer(line)), Verdict::accepted);
  source_ = at("192.0.2.8:5060");
  EXPECT_EQ(verdict(phone_.answer(line, "00000002")), Verdict::stale);
  source_ = at("[2001:db8::7]:5060");
  EXPECT_EQ(verdict(phone_.answer(line, "00000003")), Verdict::stale);
}

TEST_F(DigestVerifierTest, CallsStaleANonceOfAnotherKeyOrOfNobody) {
  DigestVerifier other({.realm = "pbx.example"}, std::string(32, 'x'));
  EXPECT_EQ(verdict(phone_.answer(other.challenge(source_, now_, false)[0])), Verdict::stale);
  for (const std::string nonce : {"\"a\"", "\"\\\"\""}) {
    phone_.replaced = {{"nonce", nonce}};
    EXPECT_EQ(verdict(phone_.answer(challenge())), Verdict::stale);
  }
  phone_.replaced = {{"nonce", '"' + std::string(48, '0') + '"'}};
  EXPECT_EQ(verdict(phone_.answer(challenge())), Verdict::stale);
}

TEST_F(DigestVerifierTest, LooksAtNoPasswordForANonceThatIsNotGood) {
  const std::string line = challenge();
  now_ += minutes(6);
  phone_.password = "guess";
  EXPECT_EQ(verdict(phone_.answer(line)), Verdict::stale);
  EXPECT_EQ(asked_for_, "");
}

TEST_F(DigestVerifierTest, DoesNotLetMd5AnswerAChallengeOfSha256) {
  phone_.replaced = {{"algorithm", "MD5"}};
  EXPECT_EQ(verdict(phone_.answer(challenge(DigestAlgorithm::sha256))), Verdict::stale);
}

TEST_F(DigestVerifierTest, ChallengesAgainForAnAlgorithmItDoesNotOffer) {
  DigestVerifier strict({.realm = "pbx.example", .algorithms = {"SHA-256"}}, std::string(32, 'k'));
  const std::string line = phone_.answer(challenge(DigestAlgorithm::md5));
  outcome("Authorization: " + line + "\r\n");
  const auto result = strict.verify(message_, HeaderId::authorization, source_, now_,
                                    [](std::string_view) { return Ha1(); });
  EXPECT_EQ(result.verdict, Verdict::no_credentials);
}

TEST_F(DigestVerifierTest, EscapesTheRealm) {
  DigestVerifier odd({.realm = "a \"b\" \\ c"}, std::string(32, 'k'));
  const std::string line = odd.challenge(source_, now_, false).at(0);
  EXPECT_NE(line.find("realm=\"a \\\"b\\\" \\\\ c\""), std::string::npos) << line;
}

// The window of nonce counts.

TEST_F(DigestVerifierTest, RefusesTheSameRequestTwice) {
  const std::string line = phone_.answer(challenge());
  EXPECT_EQ(verdict(line), Verdict::accepted);
  EXPECT_EQ(verdict(line), Verdict::replayed);
}

TEST_F(DigestVerifierTest, LetsAWrongPasswordUseUpNoCount) {
  const std::string line = challenge();
  Phone guesser = phone_;
  guesser.password = "guess";
  EXPECT_EQ(verdict(guesser.answer(line)), Verdict::wrong_password);
  EXPECT_EQ(verdict(phone_.answer(line)), Verdict::accepted);
}

TEST_F(DigestVerifierTest, TakesCountsInAnyOrderWithinTheWindowOnceEach) {
  const std::string line = challenge();
  EXPECT_EQ(verdict(phone_.answer(line, "00000041")), Verdict::accepted);  // 65
  EXPECT_EQ(verdict(phone_.answer(line, "00000002")), Verdict::accepted);  // the window's floor
  EXPECT_EQ(verdict(phone_.answer(line, "00000002")), Verdict::replayed);
  EXPECT_EQ(verdict(phone_.answer(line, "00000001")), Verdict::replayed);  // below it
  EXPECT_EQ(verdict(phone_.answer(line, "00000040")), Verdict::accepted);
  EXPECT_EQ(verdict(phone_.answer(line, "00000040")), Verdict::replayed);
}

TEST_F(DigestVerifierTest, RemembersCountsWhileTheWindowMoves) {
  const std::string line = challenge();
  EXPECT_EQ(verdict(phone_.answer(line, "00000001")), Verdict::accepted);
  EXPECT_EQ(verdict(phone_.answer(line, "00000040")), Verdict::accepted);  // 63 further
  EXPECT_EQ(verdict(phone_.answer(line, "00000001")), Verdict::replayed);
  EXPECT_EQ(verdict(phone_.answer(line, "00000080")), Verdict::accepted);  // 64 further
  EXPECT_EQ(verdict(phone_.answer(line, "00000041")), Verdict::accepted);
  EXPECT_EQ(verdict(phone_.answer(line, "00000040")), Verdict::replayed);
}

TEST_F(DigestVerifierTest, TakesTheHighestCountThereIs) {
  const std::string line = challenge();
  EXPECT_EQ(verdict(phone_.answer(line, "ffffffff")), Verdict::accepted);
  EXPECT_EQ(verdict(phone_.answer(line, "FFFFFFFF")), Verdict::replayed);
  EXPECT_EQ(verdict(phone_.answer(line, "00000001")), Verdict::replayed);
}

class SmallMemory : public DigestVerifierTest {
 protected:
  SmallMemory() : DigestVerifierTest(2) {}
};

TEST_F(SmallMemory, ForgetsTheOldestNonceAndThenCallsItStale) {
  const std::string unused = challenge();
  const std::string first = challenge();
  const std::string second = challenge();
  const std::string third = challenge();
  EXPECT_EQ(verdict(phone_.answer(first)), Verdict::accepted);
  EXPECT_EQ(verdict(phone_.answer(second)), Verdict::accepted);
  EXPECT_EQ(verdict(phone_.answer(third)), Verdict::accepted);
  EXPECT_EQ(verdict(phone_.answer(first)), Verdict::stale);  // and no replay gets through
  EXPECT_EQ(verdict(phone_.answer(unused)), Verdict::stale);
  EXPECT_EQ(verdict(phone_.answer(second)), Verdict::replayed);
  EXPECT_EQ(verdict(phone_.answer(third)), Verdict::replayed);
}

TEST(NonceCounts, FreesTheMemoryOfExpiredNonces) {
  NonceCounts counts(10);
  const base::Instant issue{minutes(1)};
  EXPECT_EQ(counts.use(issue, DigestAlgorithm::md5, 1), NonceCounts::Use::first);
  EXPECT_EQ(counts.use(issue + seconds(1), DigestAlgorithm::md5, 1), NonceCounts::Use::first);
  counts.expire_before(issue + seconds(1));
  EXPECT_EQ(counts.size(), 1u);
  EXPECT_EQ(counts.use(issue + seconds(1), DigestAlgorithm::md5, 1), NonceCounts::Use::repeated);
}

}  // namespace
}  // namespace sip
