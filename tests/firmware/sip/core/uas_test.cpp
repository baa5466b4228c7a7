#include "firmware/sip/core/uas.h"

#include "tests/firmware/sip/transaction/stage.h"

namespace sip::testing {
namespace {

class Uas : public TransactionTest {
 protected:
  const Message& asks(std::string_view method, std::string_view headers) {
    hears(incoming(method, "SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK" + std::to_string(++branch_), "",
                   headers));
    return core.requests.back()->request();
  }

 private:
  int branch_ = 0;
};

TEST_F(Uas, TakesWhatItSupports) {
  EXPECT_FALSE(check_require(asks("REGISTER", "")));
  EXPECT_FALSE(check_require(asks("REGISTER", "Require: path\r\nRequire: OUTBOUND\r\n")));
}

TEST_F(Uas, Says420AndNamesEveryTagThatItDoesNotSupport) {
  const auto refusal =
      check_require(asks("REGISTER", "Require: 100rel, path\r\nRequire: timer\r\n"));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->status, 420);
  EXPECT_EQ(refusal->headers, "Unsupported: 100rel, timer\r\n");
}

TEST_F(Uas, RefusesEveryTagInProxyRequire) {
  EXPECT_FALSE(check_proxy_require(asks("INVITE", "")));
  const auto refusal = check_proxy_require(asks("INVITE", "Proxy-Require: path, sec-agree\r\n"));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->status, 420);
  EXPECT_EQ(refusal->headers, "Unsupported: path, sec-agree\r\n");
}

TEST_F(Uas, DoesNotAskACancelForItsExtensions) {
  const Message& cancel = asks("CANCEL", "Require: 100rel\r\nProxy-Require: foo\r\n");
  EXPECT_FALSE(check_require(cancel));
  EXPECT_FALSE(check_proxy_require(cancel));
}

TEST_F(Uas, SendsNoFoldBackInUnsupported) {
  const auto refusal = check_require(asks("REGISTER", "Require: foo\r\n bar\r\n"));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->headers, "Unsupported: foo\r\n");
  refuse(*core.requests.back(), *refusal);
  world.advance({});
  EXPECT_EQ(peer.last("420").message.header("unsupported"), "foo");
}

TEST_F(Uas, EndsTheJourneyAtMaxForwards0) {
  const auto with = [&](std::string_view hops) {
    std::string text =
        incoming("OPTIONS", "SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK" + std::string(hops));
    text.replace(text.find("Max-Forwards: 70"), 16, "Max-Forwards: " + std::string(hops));
    hears(text);
    return check_max_forwards(core.requests.back()->request());
  };
  EXPECT_FALSE(with("1"));
  ASSERT_TRUE(with("0"));
  EXPECT_EQ(with("00")->status, 483);
}

TEST_F(Uas, AnswersOptionsWithWhatItCanDo) {
  asks("OPTIONS", "");
  answer_options(*core.requests.back());
  world.advance({});
  const sim::RawMessage& ok = peer.last("200").message;
  EXPECT_EQ(ok.headers("supported"), (std::vector<std::string>{"path", "outbound"}));
  for (const char* header : {"allow", "accept", "accept-language"}) {
    EXPECT_FALSE(ok.header(header).empty()) << header;
  }
}

}  // namespace
}  // namespace sip::testing
