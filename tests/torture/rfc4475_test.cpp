// RFC 4475, in its order. README.md has the choices where it leaves one.
#include <gtest/gtest.h>

#include "firmware/sip/message/fields.h"
#include "tests/torture/torture.h"

namespace {

using sip::HeaderId;
using sip::Message;
using torture::Received;

std::string_view nth(const Message& message, HeaderId id, std::size_t position) {
  for (const sip::HeaderValue& value : message.values(id)) {
    if (position-- == 0) return value.text;
  }
  return {};
}

std::size_t count(const Message& message, HeaderId id) {
  std::size_t values = 0;
  for (auto value = message.values(id).begin(); value != std::default_sentinel; ++value) ++values;
  return values;
}

// 3.1.1: valid messages

TEST(Rfc4475, 3_1_1_1_AcceptsAShortTortuousInvite) {
  const Received wsinv("rfc4475/wsinv");
  const Message& message = wsinv.message();
  EXPECT_EQ(wsinv.verdict(), "accepted");
  EXPECT_EQ(sip::to(message)->uri_text, "sip:vivekg@chair-dnrc.example.com");
  EXPECT_EQ(sip::to(message)->tag(), "1918181833n");
  EXPECT_EQ(sip::from(message)->display_name, "J Rosenberg \\\\\\\"");
  EXPECT_EQ(sip::from(message)->tag(), "98asjd8");
  EXPECT_EQ(sip::max_forwards(message).value(), 68u);
  EXPECT_EQ(sip::cseq(message)->number, 9u);
  EXPECT_EQ(sip::cseq(message)->method, sip::Method::invite);
  EXPECT_EQ(message.first(HeaderId::subject), "");
  EXPECT_EQ(message.first("UnknownHeaderWithUnusualValue"), ";;,,;;,;");
  ASSERT_EQ(count(message, HeaderId::via), 3u);
  EXPECT_EQ(sip::top_via(message)->host, "192.0.2.2");
  EXPECT_EQ(sip::top_via(message)->branch(), "390skdjuw");
  const auto second = sip::Via::parse(nth(message, HeaderId::via, 1));
  EXPECT_EQ(second->transport, "TCP");
  EXPECT_EQ(second->host, "spindle.example.com");
  EXPECT_EQ(second->branch(), "z9hG4bK9ikj8");
  EXPECT_EQ(sip::Via::parse(nth(message, HeaderId::via, 2))->branch(), "z9hG4bK30239");
  const auto contact = sip::NameAddr::parse(nth(message, HeaderId::contact, 0));
  EXPECT_EQ(contact->display_name, "Quoted string \\\"\\\"");
  EXPECT_EQ(contact->params.find("newparam"), "newvalue");
  EXPECT_EQ(contact->params.find("secondparam"), "");
  EXPECT_EQ(sip::q_value(contact->params), 330);
  EXPECT_TRUE(sip::Uri::parse(message.request_uri())->params.has("unknownparam"));
  EXPECT_EQ(message.body().size(), 150u);
}

TEST(Rfc4475, 3_1_1_2_AcceptsAWideRangeOfValidCharacters) {
  const Received intmeth("rfc4475/intmeth");
  const Message& message = intmeth.message();
  EXPECT_EQ(intmeth.verdict(), "accepted");
  EXPECT_EQ(message.method(), sip::Method::unknown);
  EXPECT_EQ(message.method_name(), "!interesting-Method0123456789_*+`.%indeed'~");
  const auto uri = sip::Uri::parse(message.request_uri());
  EXPECT_EQ(uri->user, "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*");
  EXPECT_EQ(uri->password, "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)");
  EXPECT_EQ(uri->host, "example.com");
  using namespace std::string_view_literals;
  EXPECT_EQ(sip::to(message)->display_name, "BEL:\\\x07 NUL:\\\0 DEL:\\\x7f"sv);
  EXPECT_EQ(sip::from(message)->display_name, "token1~` token2'+_ token3*%!.-");
  EXPECT_EQ(sip::from(message)->tag(), "_token~1'+`*%!-.");
  EXPECT_EQ(sip::call_id(message), "intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{");
  EXPECT_EQ(message.first("extensionHeader-!.%*+_`'~"),
            "\xEF\xBB\xBF\xE5\xA4\xA7\xE5\x81\x9C"
            "\xE9\x9B\xBB");
}

TEST(Rfc4475, 3_1_1_3_UnescapesOnceAndOnlyInUris) {
  const Received esc01("rfc4475/esc01");
  const Message& message = esc01.message();
  EXPECT_EQ(esc01.verdict(), "accepted");
  const auto uri = sip::Uri::parse(message.request_uri());
  EXPECT_EQ(sip::unescape(uri->user), "sips:user@example.com");
  EXPECT_EQ(uri->host, "example.net");
  EXPECT_EQ(sip::unescape(sip::to(message)->uri()->user), "user");
  EXPECT_EQ(sip::unescape(sip::from(message)->uri()->user), "I have spaces");
  const auto contact = sip::NameAddr::parse(nth(message, HeaderId::contact, 0));
  EXPECT_EQ(sip::unescape(*contact->uri()->params.find("n%61me")), "value%41");
}

TEST(Rfc4475, 3_1_1_4_KeepsEscapedNulsInUserParts) {
  const Received escnull("rfc4475/escnull");
  EXPECT_EQ(escnull.verdict(), "accepted");
  using namespace std::string_view_literals;
  EXPECT_EQ(sip::unescape(sip::to(escnull.message())->uri()->user), "null-\0-null"sv);
  ASSERT_EQ(count(escnull.message(), HeaderId::contact), 2u);
  const auto one = sip::NameAddr::parse(nth(escnull.message(), HeaderId::contact, 0))->uri();
  const auto two = sip::NameAddr::parse(nth(escnull.message(), HeaderId::contact, 1))->uri();
  EXPECT_FALSE(sip::equivalent(*one, *two));
}

TEST(Rfc4475, 3_1_1_5_TakesPercentForAnOrdinaryTokenCharacter) {
  const Received esc02("rfc4475/esc02");
  EXPECT_EQ(esc02.verdict(), "accepted");
  EXPECT_EQ(esc02.message().method(), sip::Method::unknown);
  EXPECT_EQ(sip::to(esc02.message())->display_name, "%Z%45");
  EXPECT_EQ(count(esc02.message(), HeaderId::contact), 2u);
  EXPECT_EQ(esc02.message().first("C%6Fntact"), "<sip:alias2@host2.example.com>");
}

TEST(Rfc4475, 3_1_1_6_AcceptsNoSpaceBetweenDisplayNameAndAngleBracket) {
  const Received lwsdisp("rfc4475/lwsdisp");
  EXPECT_EQ(lwsdisp.verdict(), "accepted");
  EXPECT_EQ(sip::from(lwsdisp.message())->display_name, "caller");
  EXPECT_EQ(sip::from(lwsdisp.message())->tag(), "323");
}

TEST(Rfc4475, 3_1_1_7_AcceptsLongValues) {
  const Received longreq("rfc4475/longreq");
  const Message& message = longreq.message();
  EXPECT_EQ(longreq.verdict(), "accepted");
  EXPECT_EQ(count(message, HeaderId::via), 34u);
  EXPECT_EQ(sip::top_via(message)->host, "sip33.example.com");
  EXPECT_EQ(sip::to(message)->uri()->port, 6000);
  EXPECT_EQ(sip::from(message)->tag().size(), 2u + 150u + 3u);
  EXPECT_EQ(sip::call_id(message).size(), std::string_view("longreq.onelongcallid").size() + 120u);
  EXPECT_EQ(message.body().size(), 150u);
}

TEST(Rfc4475, 3_1_1_8_IgnoresOctetsAfterTheBodyOfADatagram) {
  const Received dblreq("rfc4475/dblreq");
  EXPECT_EQ(dblreq.verdict(), "accepted");
  EXPECT_EQ(dblreq.message().method(), sip::Method::register_);
  EXPECT_EQ(dblreq.message().body(), "");
  EXPECT_LT(dblreq.message().octets().size(), dblreq.octets().size());
  EXPECT_EQ(dblreq.message().octets().find("joe"), std::string_view::npos);
}

TEST(Rfc4475, 3_1_1_9_LeavesSemicolonsInTheUserPart) {
  const Received semiuri("rfc4475/semiuri");
  EXPECT_EQ(semiuri.verdict(), "accepted");
  const auto uri = sip::Uri::parse(semiuri.message().request_uri());
  EXPECT_EQ(sip::unescape(uri->user), "user;par=u@example.net");
  EXPECT_EQ(uri->host, "example.com");
  EXPECT_TRUE(uri->params.empty());
  EXPECT_EQ(count(semiuri.message(), HeaderId::accept), 6u);
}

TEST(Rfc4475, 3_1_1_10_AcceptsUnknownTransports) {
  const Received transports("rfc4475/transports");
  EXPECT_EQ(transports.verdict(), "accepted");
  EXPECT_EQ(sip::Via::parse(nth(transports.message(), HeaderId::via, 3))->transport, "UNKNOWN");
  EXPECT_EQ(sip::Via::parse(nth(transports.message(), HeaderId::via, 4))->transport, "TCP");
}

TEST(Rfc4475, 3_1_1_11_KeepsABinaryBodyWhole) {
  const Received mpart01("rfc4475/mpart01");
  EXPECT_EQ(mpart01.verdict(), "accepted");
  EXPECT_EQ(mpart01.message().body().size(), 553u);
  EXPECT_NE(mpart01.message().body().find('\0'), std::string_view::npos);
  EXPECT_TRUE(mpart01.message().body().ends_with("--7a9cbec02ceef655--\r\n"));
}

TEST(Rfc4475, 3_1_1_12_AcceptsAnUnusualReasonPhrase) {
  const Received unreason("rfc4475/unreason");
  EXPECT_EQ(unreason.verdict(), "accepted");
  EXPECT_EQ(unreason.message().status(), 200);
  EXPECT_TRUE(unreason.message().reason().starts_with("= 2**3 * 5**2 \xD0\xBD\xD0\xBE"));
}

TEST(Rfc4475, 3_1_1_13_AcceptsAnEmptyReasonPhrase) {
  const Received noreason("rfc4475/noreason");
  EXPECT_EQ(noreason.verdict(), "accepted");
  EXPECT_EQ(noreason.message().status(), 100);
  EXPECT_EQ(noreason.message().reason(), "");
}

// 3.1.2: invalid messages

struct Refused {
  const char* name;
  const char* verdict;
  const char* reason;
};

class Rfc4475Refused : public testing::TestWithParam<Refused> {};

TEST_P(Rfc4475Refused, WithTheStatusTheRfcNames) {
  const Received received(std::string("rfc4475/") + GetParam().name);
  EXPECT_EQ(received.verdict(), GetParam().verdict);
  EXPECT_EQ(received.reason(), GetParam().reason);
}

INSTANTIATE_TEST_SUITE_P(InvalidMessages, Rfc4475Refused,
                         testing::Values(Refused{"badinv01", "400", "Malformed Via Header Field"},
                                         Refused{"clerr", "400", "Wrong Content-Length"},
                                         Refused{"ncl", "400", "Wrong Content-Length"},
                                         Refused{"scalar02", "400", "Malformed CSeq Header Field"},
                                         Refused{"scalarlg", "dropped", ""},
                                         Refused{"quotbal", "400", "Malformed To Header Field"},
                                         Refused{"ltgtruri", "400", "Malformed Request-URI"},
                                         Refused{"lwsruri", "400", "Malformed Request-Line"},
                                         Refused{"lwsstart", "400", "Malformed Request-Line"},
                                         Refused{"trws", "400", "Malformed Request-Line"},
                                         Refused{"escruri", "400", "Headers in Request-URI"},
                                         Refused{"regbadct", "400",
                                                 "Malformed Contact Header Field"},
                                         Refused{"badaspec", "400", "Malformed To Header Field"},
                                         Refused{"baddn", "400", "Malformed From Header Field"},
                                         Refused{"badvers", "505", "Version Not Supported"},
                                         Refused{"mismatch01", "400", "CSeq Method Mismatch"},
                                         Refused{"mismatch02", "501", "Not Implemented"},
                                         Refused{"bigcode", "dropped", ""},
                                         Refused{"badbranch", "400", "Empty Via Branch"},
                                         Refused{"insuf", "400", "Missing Call-ID Header Field"},
                                         Refused{"unkscm", "416", "Unsupported URI Scheme"},
                                         Refused{"novelsc", "416", "Unsupported URI Scheme"},
                                         Refused{"multi01", "400", "Conflicting Header Fields"},
                                         Refused{"mcl01", "400", "Wrong Content-Length"}),
                         [](const auto& refused) { return refused.param.name; });

TEST(Rfc4475, 3_1_2_12_IgnoresADateOfAnotherTimeZone) {
  EXPECT_EQ(Received("rfc4475/baddate").verdict(), "accepted");
}

// 3.3: what only the element above can judge

TEST(Rfc4475, 3_3_4_AcceptsUnknownSchemesInHeaderFields) {
  const Received unksm2("rfc4475/unksm2");
  EXPECT_EQ(unksm2.verdict(), "accepted");
  EXPECT_EQ(sip::to(unksm2.message())->uri()->scheme, sip::Uri::Scheme::other);  // registrar: 400
  EXPECT_EQ(sip::from(unksm2.message())->tag(), "3234233");
}

TEST(Rfc4475, 3_3_5_ShowsRequireAndProxyRequire) {
  const Received bext01("rfc4475/bext01");
  EXPECT_EQ(bext01.verdict(), "accepted");
  EXPECT_TRUE(
      sip::contains_token(bext01.message(), HeaderId::require, "nothingSupportsThisEither"));
  EXPECT_TRUE(
      sip::contains_token(bext01.message(), HeaderId::proxy_require, "noProxiesSupportThis"));
}

TEST(Rfc4475, 3_3_6_ShowsAnUnknownContentType) {
  const Received invut("rfc4475/invut");
  EXPECT_EQ(invut.verdict(), "accepted");
  EXPECT_EQ(invut.message().first(HeaderId::content_type), "application/unknownformat");
}

TEST(Rfc4475, 3_3_7_ShowsAnUnknownAuthorizationScheme) {
  const Received regaut01("rfc4475/regaut01");
  EXPECT_EQ(regaut01.verdict(), "accepted");
  const auto fields = sip::DigestFields::parse(*regaut01.message().first(HeaderId::authorization));
  EXPECT_EQ(fields->scheme, "NoOneKnowsThisScheme");
}

TEST(Rfc4475, 3_3_10_ShowsTheBroadcastAddressInTheSecondVia) {
  const Received bcast("rfc4475/bcast");
  EXPECT_EQ(bcast.verdict(), "accepted");
  EXPECT_EQ(sip::Via::parse(nth(bcast.message(), HeaderId::via, 1))->host, "255.255.255.255");
}

TEST(Rfc4475, 3_3_11_ShowsMaxForwardsOfZero) {
  const Received zeromf("rfc4475/zeromf");
  EXPECT_EQ(zeromf.verdict(), "accepted");
  EXPECT_EQ(sip::max_forwards(zeromf.message()).value(), 0u);
}

TEST(Rfc4475, 3_3_12_TakesAParameterAfterAnAddrSpecForTheContacts) {
  const Received cparam01("rfc4475/cparam01");
  EXPECT_EQ(cparam01.verdict(), "accepted");
  const auto contact = sip::NameAddr::parse(nth(cparam01.message(), HeaderId::contact, 0));
  EXPECT_TRUE(contact->params.has("unknownparam"));
  EXPECT_TRUE(contact->uri()->params.empty());
}

TEST(Rfc4475, 3_3_13_TakesAParameterInsideTheBracketsForTheUris) {
  const Received cparam02("rfc4475/cparam02");
  EXPECT_EQ(cparam02.verdict(), "accepted");
  const auto contact = sip::NameAddr::parse(nth(cparam02.message(), HeaderId::contact, 0));
  EXPECT_TRUE(contact->params.empty());
  EXPECT_TRUE(contact->uri()->params.has("unknownparam"));
}

TEST(Rfc4475, 3_3_14_KeepsTheEscapedHeaderOfAContact) {
  const Received regescrt("rfc4475/regescrt");
  EXPECT_EQ(regescrt.verdict(), "accepted");
  const auto contact = sip::NameAddr::parse(nth(regescrt.message(), HeaderId::contact, 0));
  EXPECT_EQ(contact->uri()->headers, "Route=%3Csip:sip.example.com%3E");
}

TEST(Rfc4475, 3_3_15_ShowsTheUnacceptableAcceptOffering) {
  const Received sdp01("rfc4475/sdp01");
  EXPECT_EQ(sdp01.verdict(), "accepted");
  EXPECT_EQ(sdp01.message().first(HeaderId::accept), "text/nobodyKnowsThis");
}

TEST(Rfc4475, 3_4_1_AcceptsAnInviteOfRfc2543) {
  const Received inv2543("rfc4475/inv2543");
  EXPECT_EQ(inv2543.verdict(), "accepted");
  EXPECT_FALSE(sip::top_via(inv2543.message())->has_magic_cookie());
  EXPECT_EQ(sip::from(inv2543.message())->tag(), "");
  EXPECT_FALSE(inv2543.message().body().empty());
  EXPECT_TRUE(inv2543.octets().ends_with(inv2543.message().body()));
}

}  // namespace
