#include "firmware/sip/message/build.h"

#include "firmware/sip/message/fields.h"
#include "tests/firmware/sip/message/text.h"

namespace {

using sip::HeaderId;
using sip_test::crlf;
using sip_test::Parsed;

const net::Endpoint kSource = *net::Endpoint::parse("192.0.2.41:5062");
const net::Endpoint kNat = *net::Endpoint::parse("203.0.113.9:31000");

TEST(ResponseBuilder, CopiesWhatAResponseTakesFromItsRequest) {
  const Parsed invite(sip_test::kInvite);
  EXPECT_EQ(sip::ResponseBuilder(*invite, kSource, 404, "t1").take(),
            crlf("SIP/2.0 404 Not Found\n"
                 "Via: SIP/2.0/UDP 192.0.2.41:5062;branch=z9hG4bK1174523981;rport=5062;"
                 "received=192.0.2.41\n"
                 "Via: SIP/2.0/TCP relay.example;branch=z9hG4bKab\n"
                 "From: \"Reception\" <sip:201@pbx.example>;tag=3329145780\n"
                 "To: <sip:202@pbx.example>;tag=t1\n"
                 "Call-ID: 0_2233190451@192.0.2.41\n"
                 "CSeq: 1 INVITE\n"
                 "Content-Length: 0\n\n"));
}

TEST(ResponseBuilder, GivesNoTagToTrying) {
  const Parsed invite(sip_test::kInvite);
  const std::string trying = sip::ResponseBuilder(*invite, kSource, 100, "t1").take();
  EXPECT_EQ(trying.find("tag=t1"), std::string::npos);
  EXPECT_EQ(trying.find("Record-Route"), std::string::npos);
}

TEST(ResponseBuilder, CopiesTimestampIntoTryingOnly) {
  const Parsed request("INVITE sip:a SIP/2.0\nVia: SIP/2.0/UDP h\nTimestamp: 54\n\n");
  EXPECT_NE(sip::ResponseBuilder(*request, kSource, 100, "").take().find("Timestamp: 54\r\n"),
            std::string::npos);
  EXPECT_EQ(sip::ResponseBuilder(*request, kSource, 180, "").take().find("Timestamp"),
            std::string::npos);
}

TEST(ResponseBuilder, CopiesRecordRouteWhereADialogBegins) {
  const Parsed invite(sip_test::kInvite);
  for (const int status : {180, 200, 299}) {
    EXPECT_NE(sip::ResponseBuilder(*invite, kSource, status, "t")
                  .take()
                  .find("Record-Route: <sip:p1.example;lr>, <sip:p0.example;lr>\r\n"),
              std::string::npos);
  }
  EXPECT_EQ(sip::ResponseBuilder(*invite, kSource, 300, "t").take().find("Record-Route"),
            std::string::npos);
}

TEST(ResponseBuilder, KeepsATagThatIsThere) {
  const Parsed bye("BYE sip:a SIP/2.0\nVia: SIP/2.0/UDP h\nTo: sip:b@c;tag=old\n\n");
  const std::string ok = sip::ResponseBuilder(*bye, kSource, 200, "new").take();
  EXPECT_NE(ok.find("To: sip:b@c;tag=old\r\n"), std::string::npos);
}

TEST(ResponseBuilder, ReplacesAForgedReceived) {
  const Parsed request(
      "OPTIONS sip:a SIP/2.0\n"
      "v: SIP/2.0/UDP 10.0.0.1;received=\"10.9.9.9\";rport=1;branch=b, SIP/2.0/UDP i\n\n");
  const std::string ok = sip::ResponseBuilder(*request, kNat, 200, "").take();
  EXPECT_NE(ok.find("v: SIP/2.0/UDP 10.0.0.1;received=203.0.113.9;rport=31000;branch=b, "
                    "SIP/2.0/UDP i\r\n"),
            std::string::npos)
      << ok;
}

TEST(ResponseBuilder, StampsAnRportWithBlanksBehindIt) {
  const Parsed request(
      "OPTIONS sip:a SIP/2.0\nVia: SIP/2.0/UDP 10.0.0.1;branch=b;rport \t, SIP/2.0/UDP i\n\n");
  const std::string ok = sip::ResponseBuilder(*request, kNat, 200, "").take();
  EXPECT_NE(ok.find(";branch=b;rport=31000;received=203.0.113.9"), std::string::npos) << ok;
  EXPECT_NE(ok.find(", SIP/2.0/UDP i\r\n"), std::string::npos) << ok;
}

TEST(ResponseBuilder, LeavesAViaThatSaysItAll) {
  const Parsed request("OPTIONS sip:a SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.41:5062;branch=b\n\n");
  EXPECT_EQ(sip::via_stamp(*request, kSource), "");
  EXPECT_NE(sip::ResponseBuilder(*request, kSource, 200, "")
                .take()
                .find("Via: SIP/2.0/UDP 192.0.2.41:5062;branch=b\r\n"),
            std::string::npos);
}

TEST(ResponseBuilder, AddsHeadersAndABody) {
  const Parsed invite(sip_test::kInvite);
  const std::string text = sip::ResponseBuilder(*invite, kSource, 200, "t", "Fine")
                               .header(HeaderId::contact, "<sip:pbx>")
                               .header("X-Own", "1")
                               .body("text/plain", "hi")
                               .take();
  EXPECT_TRUE(text.starts_with("SIP/2.0 200 Fine\r\n"));
  EXPECT_TRUE(
      text.ends_with("Contact: <sip:pbx>\r\nX-Own: 1\r\nContent-Type: text/plain\r\n"
                     "Content-Length: 2\r\n\r\nhi"));
}

TEST(ViaStamp, TellsReceivedAndRport) {
  const Parsed invite(sip_test::kInvite);
  EXPECT_EQ(sip::via_stamp(*invite, kNat), ";received=203.0.113.9;rport=31000");
}

TEST(RequestBuilder, PrintsHeadersInTheCallersOrder) {
  EXPECT_EQ(sip::RequestBuilder("OPTIONS", "sip:a")
                .header(HeaderId::to, "<sip:a>")
                .header("X-Own", "1")
                .take(),
            crlf("OPTIONS sip:a SIP/2.0\nTo: <sip:a>\nX-Own: 1\nContent-Length: 0\n\n"));
}

TEST(ReasonPhrase, IsThatOfTheRfc) {
  EXPECT_EQ(sip::reason_phrase(481), "Call/Transaction Does Not Exist");
  EXPECT_EQ(sip::reason_phrase(299), "");
}

}  // namespace
