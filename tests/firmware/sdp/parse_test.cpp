#include "firmware/sdp/parse.h"

#include <string>

#include "tests/firmware/sdp/text.h"

namespace {

using sdp::Fault;
using sdp_test::crlf;
using sdp_test::parsed;
using sdp_test::session;
using sdp_test::text_of;

// RFC 8866 section 5.
constexpr std::string_view kExample =
    "v=0\no=jdoe 3724394400 3724394405 IN IP4 198.51.100.1\ns=Call to John Smith\n"
    "i=SDP Offer #1\nu=http://www.jdoe.example.com/home.html\n"
    "e=Jane Doe <jane@jdoe.example.com>\np=+1 617 555-6011\nc=IN IP4 198.51.100.1\nt=0 0\n"
    "m=audio 49170 RTP/AVP 0\nm=audio 49180 RTP/AVP 0\nm=video 51372 RTP/AVP 99\n"
    "c=IN IP6 2001:db8::2\na=rtpmap:99 h263-1998/90000\n";
constexpr std::string_view kHead = "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0 0\n";

// "3 bad_origin" as words, or "" when there is no error.
std::string error_of(std::string_view octets) {
  const auto result = sdp::parse(octets);
  return result ? "" : to_string(result.error());
}
std::string error_in(std::string_view lines) {
  return error_of(crlf(lines));
}
std::string error_behind_head(std::string_view lines) {
  return error_in(std::string(kHead) + std::string(lines));
}

std::string repeated(std::string_view line, std::size_t times) {
  std::string text;
  while (times-- > 0) text += line;
  return text;
}

TEST(Parse, TakesTheExampleOfTheRfcApart) {
  const auto description = parsed(kExample);
  EXPECT_EQ(description.origin.username, "jdoe");
  EXPECT_EQ(description.origin.session_id, "3724394400");
  EXPECT_EQ(description.origin.version, 3724394405u);
  EXPECT_EQ(description.origin.address, "IN IP4 198.51.100.1");
  EXPECT_EQ(description.name, "Call to John Smith");
  EXPECT_EQ(description.lines.size(), 6u);
  ASSERT_EQ(description.media.size(), 3u);
  EXPECT_EQ(description.media[2].kind, "video");
  EXPECT_EQ(description.media[2].port, 51372);
  EXPECT_EQ(description.media[2].port_count, 0);
  EXPECT_EQ(description.media[2].protocol, "RTP/AVP");
  EXPECT_EQ(description.media[2].formats, std::vector<std::string>{"99"});
  EXPECT_EQ(description.media[2].lines.size(), 2u);
}

TEST(Parse, GivesCanonicalInputBackOctetForOctet) {
  for (const std::string& text : {
           std::string(kExample),
           std::string(kHead),
           std::string(kHead) + "r=7d 1h 0 25h\nz=2882844526 -1h\nk=prompt\na=x\nb=X-YZ:128\ny=?\n",
           std::string("v=0\no=John Doe 1 18446744073709551615 IN IP4 x\ns= \nt=0 0\n"),
           session("m=video 49170/2 RTP/AVP 31\ni=\tpicture\na=unknown:  two blanks \na=\n"),
           session("m=message 2855 TCP/MSRP *\na=path:msrp://192.0.2.1:2855/x;tcp\n"),
       }) {
    EXPECT_EQ(text_of(parsed(text)), text);
  }
}

TEST(Parse, KeepsLinesItDoesNotKnowInTheirPlace) {
  const std::string text = session("m=audio 4 RTP/AVP 0\na=first\ny=strange\na=second\n");
  const auto description = parsed(text);
  EXPECT_EQ(description.media[0].lines[1], (sdp::Line{'y', "strange"}));
  EXPECT_EQ(text_of(description), text);
}

TEST(Parse, AcceptsBareLfAndPrintsCrlf) {
  const auto description = sdp::parse(kExample);
  ASSERT_TRUE(description);
  EXPECT_EQ(print(*description), crlf(kExample));
}

TEST(Parse, AcceptsAMissingLastLineEndAndEmptyLinesBehindTheLast) {
  const std::string text = crlf(kExample);
  for (const std::string& octets :
       {text.substr(0, text.size() - 2), text + "\r\n", text + "\n\r\n\n"}) {
    const auto description = sdp::parse(octets);
    ASSERT_TRUE(description);
    EXPECT_EQ(print(*description), text);
  }
}

TEST(Parse, PutsInMissingNameAndTimes) {
  EXPECT_EQ(text_of(parsed("v=0\no=- 1 1 IN IP4 192.0.2.1\nb=AS:64\na=x\nm=audio 0 RTP/AVP 0\n")),
            "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nb=AS:64\nt=0 0\na=x\nm=audio 0 RTP/AVP 0\n");
}

TEST(Parse, AcceptsAnEmptyName) {
  EXPECT_EQ(parsed("v=0\no=- 1 1 IN IP4 x\ns=\n").name, "");
}

TEST(Parse, AcceptsBlanksAtLineEndsAndSeveralInMediaLines) {
  const auto description = parsed(
      "v=0 \no=- 1 1 IN IP4 192.0.2.1 \ns=-\nc=IN IP4 192.0.2.1 \nt=0 0 \n"
      "m=audio  4000 RTP/AVP\t0  8 \na=sendonly \n");
  EXPECT_EQ(description.media[0].formats, (std::vector<std::string>{"0", "8"}));
  EXPECT_EQ(description.origin.address, "IN IP4 192.0.2.1");
}

TEST(Parse, AcceptsBlanksInTheUsernameAndAMissingOne) {
  EXPECT_EQ(parsed("v=0\no=John  Q Doe 1 2 IN IP4 x\n").origin.username, "John  Q Doe");
  EXPECT_EQ(parsed("v=0\no=1 2 IN IP4 x\n").origin.username, "-");
}

TEST(Parse, AcceptsLinesInAnUnusualOrder) {
  const auto description = parsed(
      "v=0\nt=0 0\ns=late\nc=IN IP4 192.0.2.1\no=- 1 1 IN IP4 x\nm=audio 4 RTP/AVP 0\na=x\ni=y\n");
  EXPECT_EQ(description.name, "late");
  EXPECT_EQ(description.origin.address, "IN IP4 x");
}

TEST(Parse, AcceptsARejectedStreamWithoutFormatOrConnection) {
  EXPECT_EQ(error_behind_head("m=audio 0 RTP/AVP\n"), "");
  EXPECT_EQ(error_behind_head("m=audio 1 RTP/AVP\n"), "line 5: malformed m= line");
}

TEST(Parse, NamesTheLineOfAnError) {
  EXPECT_EQ(error_in("v=1\n"), "line 1: v=0 expected");
  EXPECT_EQ(error_in("o=- 1 1 IN IP4 x\n"), "line 1: v=0 expected");
  EXPECT_EQ(error_of(""), "v=0 expected");
  EXPECT_EQ(error_of("\r\n"), "v=0 expected");
  EXPECT_EQ(error_in("v=0\ns=-\n"), "no o= line");
  EXPECT_EQ(error_behind_head("m=audio 4 RTP/AVP 0\na=x\nm=audio 6 RTP/AVP 0\nc=IN IP4 x\n"),
            "line 5: no c= line for this m= line");
}

TEST(Parse, RefusesMalformedLines) {
  for (const char* line : {"x", "", "=x", "1=x", "ab=x", " a=x", "a =x"}) {
    EXPECT_EQ(error_behind_head(std::string(line) + "\na=x\n"),
              "line 5: not a line of a session description")
        << line;
  }
}

TEST(Parse, RefusesOctetsThatTwoReadersMayUnderstandDifferently) {
  using namespace std::string_literals;
  const std::string head = crlf(kHead);
  EXPECT_EQ(error_of(head + "a=x\ra=y\r\n"), "line 5: NUL or stray CR");
  EXPECT_EQ(error_of(head + "a=x\r\r\n"), "line 5: NUL or stray CR");
  EXPECT_EQ(error_of(head + "a=x\r"), "line 5: NUL or stray CR");
  EXPECT_EQ(error_of(head + "a=x\0y\r\n"s), "line 5: NUL or stray CR");
  EXPECT_EQ(error_of(head + "a=\x01\xff\r\n"), "");
}

TEST(Parse, RefusesMalformedOrigins) {
  for (const char* origin : {"", "-", "- 1 IN IP4", "- 1 x IN IP4 y", "- 1 -1 IN IP4 y",
                             "- 1 18446744073709551616 IN IP4 y"}) {
    EXPECT_EQ(error_in("v=0\no=" + std::string(origin) + "\n"), "line 2: malformed o= line")
        << origin;
  }
}

TEST(Parse, RefusesMalformedConnections) {
  for (const char* good : {"IN IP4 192.0.2.1", "IN IP6 2001:db8::1", "IN IP4 host.example.com",
                           "IN IP4 224.2.36.42/127", "IN IP6 ff15::101/3", "in ip4 0.0.0.0"}) {
    EXPECT_EQ(error_behind_head("c=" + std::string(good) + "\n"), "") << good;
  }
  for (const char* bad : {"", "IN", "IN IP4", "IN IP5 192.0.2.1", "ATM IP4 192.0.2.1", "IN IP4 ::1",
                          "IN IP6 192.0.2.1", "IN IP4 192.0.2.1 x", "IN IP4 a:b", "IN IP4 /1"}) {
    EXPECT_EQ(error_behind_head("c=" + std::string(bad) + "\n"), "line 5: malformed c= line")
        << bad;
  }
}

TEST(Parse, RefusesMalformedMediaLines) {
  EXPECT_EQ(sdp_test::parsed(session("m=audio 65535 RTP/AVP 0\n")).media[0].port, 65535);
  for (const char* bad : {"", "audio", "audio 4000", "audio 4000 RTP/AVP", "audio 65536 RTP/AVP 0",
                          "audio -1 RTP/AVP 0", "audio x RTP/AVP 0", "audio 4000/0 RTP/AVP 0",
                          "audio 4000/x RTP/AVP 0", "audio 4000/65536 RTP/AVP 0"}) {
    EXPECT_EQ(error_behind_head("m=" + std::string(bad) + "\n"), "line 5: malformed m= line")
        << bad;
  }
}

TEST(Parse, RefusesASecondOfWhatMayStandOnce) {
  constexpr std::string_view kOnce = "line 5: this line may stand once only";
  EXPECT_EQ(error_behind_head("v=0\n"), kOnce);
  EXPECT_EQ(error_behind_head("o=- 2 2 IN IP4 y\n"), kOnce);
  EXPECT_EQ(error_behind_head("s=again\n"), kOnce);
  EXPECT_EQ(error_behind_head("t=1 1\n"), "");  // several times are allowed
  EXPECT_EQ(error_in(session("c=IN IP4 192.0.2.2\n")), "line 6: this line may stand once only");
  EXPECT_EQ(error_in(session("m=audio 4 RTP/AVP 0\nc=IN IP4 x\nc=IN IP4 y\n")),
            "line 8: this line may stand once only");
}

TEST(Parse, RefusesASecondDescriptionBehindTheFirst) {
  constexpr std::string_view kMisplaced = "line 7: this line may not follow an m= line";
  EXPECT_EQ(error_in(session("m=audio 4 RTP/AVP 0\nv=0\n")), kMisplaced);
  EXPECT_EQ(error_in(session("m=audio 4 RTP/AVP 0\no=- 1 1 IN IP4 x\n")), kMisplaced);
}

TEST(Parse, HasALimitOnOctets) {
  const std::string head = crlf(kHead) + "a=";
  EXPECT_EQ(error_of(head + repeated("x", sdp::kMaxOctets - head.size())), "");
  EXPECT_EQ(error_of(head + repeated("x", sdp::kMaxOctets - head.size() + 1)), "too long");
}

TEST(Parse, HasALimitOnLines) {
  EXPECT_EQ(error_behind_head(repeated("y=\n", sdp::kMaxLines - 4)), "");
  EXPECT_EQ(error_behind_head(repeated("y=\n", sdp::kMaxLines - 3)), "line 1025: too many lines");
}

TEST(Parse, HasALimitOnMedia) {
  constexpr std::string_view kLine = "m=audio 0 RTP/AVP 0\n";
  EXPECT_EQ(error_behind_head(repeated(kLine, sdp::kMaxMedia)), "");
  EXPECT_EQ(error_behind_head(repeated(kLine, sdp::kMaxMedia + 1)), "line 37: too many m= lines");
}

TEST(Parse, HasALimitOnFormats) {
  const std::string line = "m=audio 0 RTP/AVP" + repeated(" 0", sdp::kMaxFormats);
  EXPECT_EQ(error_behind_head(line + "\n"), "");
  EXPECT_EQ(error_behind_head(line + " 0\n"), "line 5: too many formats");
}

TEST(Parse, HasALimitOnAttributesOfEachLevel) {
  const std::string level = repeated("a=x\n", sdp::kMaxAttributes - 10);
  EXPECT_EQ(error_behind_head(level + "m=audio 0 RTP/AVP 0\n" + level), "");
  EXPECT_EQ(error_behind_head(repeated("a=x\n", sdp::kMaxAttributes)), "");
  EXPECT_EQ(error_behind_head(repeated("a=x\n", sdp::kMaxAttributes + 1)),
            "line 517: too many attributes");
}

TEST(Parse, HasWordsForEveryFault) {
  for (int fault = 0; fault <= static_cast<int>(Fault::no_connection); ++fault) {
    EXPECT_NE(to_string(static_cast<Fault>(fault)), "") << fault;
  }
}

}  // namespace
