#include "firmware/sip/message/fields.h"

#include "tests/firmware/sip/message/text.h"

namespace {

using sip::HeaderId;
using sip::ParseError;
using sip_test::Parsed;

TEST(Via, ShowsSentByAndParameters) {
  const auto via =
      sip::Via::parse("SIP/2.0/UDP [2001:db8::1]:5062;branch=z9hG4bKa;received=192.0.2.1");
  ASSERT_TRUE(via);
  EXPECT_EQ(via->transport, "UDP");
  EXPECT_EQ(via->host, "[2001:db8::1]");
  EXPECT_EQ(via->port, 5062);
  EXPECT_EQ(via->branch(), "z9hG4bKa");
  EXPECT_TRUE(via->has_magic_cookie());
}

TEST(Via, ComparesTheCookieCaseInsensitively) {
  EXPECT_TRUE(sip::Via::parse("SIP/2.0/UDP h;branch=Z9HG4BKx")->has_magic_cookie());
  EXPECT_FALSE(sip::Via::parse("SIP/2.0/UDP h;branch=1")->has_magic_cookie());
  EXPECT_FALSE(sip::Via::parse("SIP/2.0/UDP h")->has_magic_cookie());
}

TEST(Via, RefusesWhatIsMalformed) {
  for (const char* text :
       {"", "SIP/2.0/UDP", "SIP/2.0/UDP ", "SIP/2.0 h", "SIP/2.0/ h", "SIP/2.0/UDPh", "h",
        "SIP/2.0/UDP h:", "SIP/2.0/UDP h:0", "SIP/2.0/UDP h;", "SIP/2.0/UDP h;;a",
        "SIP/2.0/UDP h i", "SIP/2.0/UDP h;a=\"", "SIP/2.0/UDP h,SIP/2.0/UDP i",
        "SIP/2.0/UDP ;branch=x", "SIP/2.0/UDP [::1;a"}) {
    EXPECT_FALSE(sip::Via::parse(text)) << text;
  }
}

TEST(Via, TopmostIsTheFirstOfItsLine) {
  const Parsed message("OPTIONS sip:a SIP/2.0\nv: SIP/2.0/TCP one;branch=1 , SIP/2.0/UDP two\n\n");
  const auto via = sip::top_via(*message);
  ASSERT_TRUE(via);
  EXPECT_EQ(via->host, "one");
  EXPECT_EQ(via->text, "SIP/2.0/TCP one;branch=1");
  EXPECT_EQ(via->branch(), "1");
}

TEST(NameAddr, ReadsEveryForm) {
  const auto quoted = sip::NameAddr::parse(R"("Bob \"B\"" <sip:bob@h;lr>;tag=1)");
  EXPECT_EQ(quoted->display_name, R"(Bob \"B\")");
  EXPECT_EQ(quoted->uri_text, "sip:bob@h;lr");
  EXPECT_EQ(quoted->tag(), "1");
  const auto words = sip::NameAddr::parse("Bob the Builder <sip:bob@h>");
  EXPECT_EQ(words->display_name, "Bob the Builder");
  const auto bare = sip::NameAddr::parse("sip:bob@h ; tag=2");
  EXPECT_EQ(bare->uri_text, "sip:bob@h");
  EXPECT_EQ(bare->tag(), "2");
  EXPECT_TRUE(bare->uri()->params.empty());
  EXPECT_TRUE(sip::NameAddr::parse("*")->is_wildcard());
}

TEST(NameAddr, RefusesWhatIsMalformed) {
  for (const char* text :
       {"", "<sip:a", "<>", "\"open <sip:a>", "\"no uri\"", "A, B <sip:a>", "<sip:a> x", "<sip:a>;",
        "<sip:a>;a=\"", "sip:a?b=c", "<sip:a>,<sip:b>", "sip:a sip:b", "\"a\" sip:b"}) {
    EXPECT_FALSE(sip::NameAddr::parse(text)) << text;
  }
}

TEST(CSeq, AllowsNumbersBelowTwoToTheThirtyFirst) {
  EXPECT_EQ(sip::CSeq::parse("2147483647 INVITE")->number, 2147483647u);
  EXPECT_FALSE(sip::CSeq::parse("2147483648 INVITE"));
  EXPECT_FALSE(sip::CSeq::parse("99999999999999999999999999 INVITE"));
}

TEST(CSeq, NeedsANumberAndAMethod) {
  EXPECT_EQ(sip::CSeq::parse("0009\r\n  INVITE")->method, sip::Method::invite);
  EXPECT_EQ(sip::CSeq::parse("1 NEW")->method_name, "NEW");
  for (const char* text : {"", "1", "1 ", "INVITE", "1INVITE", "-1 INVITE", "1 INVITE x"}) {
    EXPECT_FALSE(sip::CSeq::parse(text)) << text;
  }
}

TEST(Fields, TellMissingFromMalformed) {
  const Parsed message("OPTIONS sip:a SIP/2.0\nFrom: <\nMax-Forwards: x\n\n");
  EXPECT_EQ(sip::from(*message).error(), ParseError::bad_value);
  EXPECT_EQ(sip::to(*message).error(), ParseError::missing);
  EXPECT_EQ(sip::top_via(*message).error(), ParseError::missing);
  EXPECT_EQ(sip::cseq(*message).error(), ParseError::missing);
  EXPECT_EQ(sip::max_forwards(*message).error(), ParseError::bad_value);
  EXPECT_EQ(sip::call_id(*message), "");
}

TEST(Fields, SaturateNumbers) {
  const auto expires = [](std::string_view value) {
    const Parsed message("OPTIONS sip:a SIP/2.0\nExpires: " + std::string(value) + "\n\n");
    return sip::number(*message, HeaderId::expires);
  };
  EXPECT_EQ(expires("4294967295").value(), 4294967295u);
  EXPECT_EQ(expires("4294967296").value(), 4294967295u);
  EXPECT_EQ(expires("1" + std::string(100, '0')).value(), 4294967295u);
  EXPECT_EQ(expires("0060").value(), 60u);
  EXPECT_FALSE(expires(""));
  EXPECT_FALSE(expires("-1"));
  EXPECT_FALSE(expires("1 2"));
}

TEST(Fields, FindTokensInAnyCaseOnAnyLine) {
  const Parsed message("OPTIONS sip:a SIP/2.0\nk: path, 100rel\nSupported: outbound\n\n");
  EXPECT_TRUE(sip::contains_token(*message, HeaderId::supported, "100REL"));
  EXPECT_TRUE(sip::contains_token(*message, HeaderId::supported, "outbound"));
  EXPECT_FALSE(sip::contains_token(*message, HeaderId::supported, "gruu"));
}

TEST(QValue, IsInThousandths) {
  const auto q = [](std::string_view text) { return sip::q_value(sip::Params(text)); };
  EXPECT_EQ(q(""), 1000);
  EXPECT_EQ(q(";q=0"), 0);
  EXPECT_EQ(q(";q=0.5"), 500);
  EXPECT_EQ(q(";q=0.333"), 333);
  EXPECT_EQ(q(";q=1.000"), 1000);
  EXPECT_EQ(q(";q=1."), 1000);
  for (const char* text : {";q=", ";q=1.001", ";q=2", ";q=0.1234", ";q=.5", ";q=0x5", ";q=-1"}) {
    EXPECT_FALSE(q(text)) << text;
  }
}

TEST(DigestFields, TakesQuotesOff) {
  const auto fields = sip::DigestFields::parse(
      R"(Digest username="bob",  realm="pbx, \"ours\"", nonce="", uri="sip:pbx", response=abc,)"
      R"( algorithm=MD5, qop=auth, nc=00000001, cnonce="x=", other="ignored")");
  ASSERT_TRUE(fields);
  EXPECT_EQ(fields->scheme, "Digest");
  EXPECT_EQ(fields->username, "bob");
  EXPECT_EQ(fields->realm, R"(pbx, \"ours\")");
  EXPECT_EQ(fields->nonce, "");
  EXPECT_EQ(fields->uri, "sip:pbx");
  EXPECT_EQ(fields->response, "abc");
  EXPECT_EQ(fields->nc, "00000001");
  EXPECT_EQ(fields->cnonce, "x=");
  EXPECT_EQ(fields->opaque.data(), nullptr);
}

TEST(DigestFields, RefusesWhatIsMalformed) {
  for (const char* text : {"", "Digest", "Digest ", "Digest a", "Digest a=\"b", "Digest a=b c=d",
                           "Digest realm=a, realm=b", "Digest a=b,", "Digest =b"}) {
    EXPECT_FALSE(sip::DigestFields::parse(text)) << text;
  }
}

}  // namespace
