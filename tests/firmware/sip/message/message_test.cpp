#include "firmware/sip/message/message.h"

#include "tests/firmware/sip/message/text.h"

namespace {

using sip::HeaderId;
using sip::Message;
using sip::ParseError;
using sip_test::crlf;
using sip_test::parse_exactly;
using sip_test::Parsed;

ParseError error_of(std::string_view lines) {
  const auto result = parse_exactly(crlf(lines));
  EXPECT_FALSE(result) << lines;
  return result ? ParseError::missing : result.error();
}

std::string with_lines(std::size_t count) {
  std::string text = "OPTIONS sip:a SIP/2.0\r\n";
  for (std::size_t i = 0; i < count; ++i) text += "X: y\r\n";
  return text + "\r\n";
}

TEST(Message, TakesARequestLineApart) {
  const Parsed request(sip_test::kInvite);
  EXPECT_TRUE(request->is_request());
  EXPECT_EQ(request->method(), sip::Method::invite);
  EXPECT_EQ(request->method_name(), "INVITE");
  EXPECT_EQ(request->request_uri(), "sip:202@pbx.example");
  EXPECT_EQ(request->start_line(), "INVITE sip:202@pbx.example SIP/2.0");
  EXPECT_EQ(request->reason(), "");
}

TEST(Message, TakesAStatusLineApart) {
  const Parsed response("SIP/2.0 404 Not Found\n\n");
  EXPECT_TRUE(response->is_response());
  EXPECT_EQ(response->status(), 404);
  EXPECT_EQ(response->reason(), "Not Found");
  EXPECT_EQ(response->request_uri(), "");
}

TEST(Message, ComparesTheSipVersionCaseInsensitively) {
  EXPECT_EQ(Parsed("OPTIONS sip:a@b sip/2.0\n\n")->request_uri(), "sip:a@b");
  EXPECT_EQ(Parsed("sIp/2.0 200 OK\n\n")->status(), 200);
}

TEST(Message, UnderstandsAStatusLineWithoutTheSpaceBeforeAnEmptyPhrase) {
  EXPECT_EQ(Parsed("SIP/2.0 200\nl: 0\n\n")->reason(), "");
}

TEST(Message, RefusesMalformedStartLines) {
  EXPECT_EQ(error_of("INVITE\nl: 0\n\n"), ParseError::bad_start_line);
  EXPECT_EQ(error_of("INVITE sip:a@b\nl: 0\n\n"), ParseError::bad_start_line);
  EXPECT_EQ(error_of("INVITE SIP/2.0\nl: 0\n\n"), ParseError::bad_start_line);
  EXPECT_EQ(error_of(" INVITE sip:a SIP/2.0\n\n"), ParseError::bad_start_line);
  EXPECT_EQ(error_of("INVITE sip:a\tb SIP/2.0\n\n"), ParseError::bad_start_line);
  EXPECT_EQ(error_of("IN@ITE sip:a SIP/2.0\n\n"), ParseError::bad_start_line);
  EXPECT_EQ(error_of("GET / HTTP/1.1\nHost: x\n\n"), ParseError::bad_start_line);
  EXPECT_EQ(error_of("SIP/2.0 99 Low\nl: 0\n\n"), ParseError::bad_start_line);
  EXPECT_EQ(error_of("SIP/2.0 700 High\nl: 0\n\n"), ParseError::bad_start_line);
  EXPECT_EQ(error_of("0\nTo: sip:somebody\n\n"), ParseError::bad_start_line);
  EXPECT_EQ(error_of("SIP/2.0 2000 Long\nl: 0\n\n"), ParseError::bad_start_line);
}

TEST(Message, TellsAnotherVersionFromAMalformedLine) {
  EXPECT_EQ(error_of("INVITE sip:a SIP/3.0\n\n"), ParseError::bad_version);
  EXPECT_EQ(error_of("INVITE sip:a SIP/2.00\n\n"), ParseError::bad_version);
  EXPECT_EQ(error_of("SIP/3.0 200 OK\n\n"), ParseError::bad_version);
}

TEST(Message, FindsHeadersByIdWhateverTheirSpelling) {
  const Parsed message("OPTIONS sip:a SIP/2.0\nv: one\nVIA: two\nvIa  : three\nX-Via: four\n\n");
  EXPECT_EQ(message->lines(HeaderId::via), 3u);
  EXPECT_EQ(message->first(HeaderId::via), "one");
  EXPECT_EQ(message->header(2).name, "vIa");
  EXPECT_EQ(message->header(2).value, "three");
  EXPECT_EQ(message->header(2).line, "vIa  : three\r\n");
  EXPECT_EQ(message->header(3).id, HeaderId::other);
  EXPECT_EQ(message->first("x-VIA"), "four");
  EXPECT_FALSE(message->has(HeaderId::to));
  EXPECT_FALSE(message->first("Absent"));
}

TEST(Message, FindsAHeaderOnAnyOfItsLines) {
  for (std::size_t before = 0; before < Message::kMaxHeaders; ++before) {
    std::string text = with_lines(before);
    text.insert(text.size() - 2, "To: here\r\n");
    Message message;
    ASSERT_TRUE(sip::parse(text, message));
    ASSERT_EQ(message.find(HeaderId::to), before);
    ASSERT_EQ(message.first(HeaderId::to), "here");
    ASSERT_FALSE(message.has(HeaderId::from));
  }
}

TEST(Message, KeepsFoldsInsideAValueAndTrimsItsEnds) {
  const Parsed message("OPTIONS sip:a SIP/2.0\nSubject:\n  one\n\ttwo  \nTo: x\n\n");
  EXPECT_EQ(message->first(HeaderId::subject), "one\r\n\ttwo");
  EXPECT_EQ(message->first(HeaderId::to), "x");
  EXPECT_EQ(message->header_count(), 2u);
}

TEST(Message, FindsTheColonOfAVeryLongName) {
  for (const std::size_t size : {14u, 15u, 16u, 17u, 31u, 32u, 254u, 255u, 256u, 300u}) {
    const std::string name(size, 'n');
    const Parsed message("OPTIONS sip:a SIP/2.0\n" + name + " : v\n\n");
    EXPECT_EQ(message->header(0).name, name);
    EXPECT_EQ(message->header(0).value, "v");
  }
}

TEST(Message, RefusesLinesThatAreNoHeaders) {
  EXPECT_EQ(error_of("OPTIONS sip:a SIP/2.0\nno colon here\n\n"), ParseError::bad_header);
  EXPECT_EQ(error_of("OPTIONS sip:a SIP/2.0\nTo\nFrom: sip:a\n\n"), ParseError::bad_header);
  EXPECT_EQ(error_of("OPTIONS sip:a SIP/2.0\n: no name\n\n"), ParseError::bad_header);
  EXPECT_EQ(error_of("OPTIONS sip:a SIP/2.0\nTwo words: x\n\n"), ParseError::bad_header);
  EXPECT_EQ(error_of("OPTIONS sip:a SIP/2.0\n folded: x\n\n"), ParseError::bad_header);
}

TEST(Message, RefusesCrAndLfThatStandAlone) {
  EXPECT_EQ(parse_exactly("OPTIONS sip:a SIP/2.0\r\nA: b\nVia: c\r\n\r\n").error(),
            ParseError::bad_header);
  EXPECT_EQ(parse_exactly("OPTIONS sip:a SIP/2.0\r\nA: b\rVia: c\r\n\r\n").error(),
            ParseError::bad_header);
  EXPECT_EQ(parse_exactly("OPTIONS sip:a SIP/2.0\nA: b\n\n").error(), ParseError::incomplete);
}

TEST(Message, AcceptsControlCharactersAndNulsInValues) {
  using namespace std::string_view_literals;
  EXPECT_TRUE(parse_exactly("OPTIONS sip:a SIP/2.0\r\nA:\tb\0\x01 c\r\n\r\n"sv));
}

TEST(Message, SeesALineEndAtEveryPositionOfABlock) {
  for (std::size_t length = 0; length < 140; ++length) {
    const std::string filler(length, 'f');
    const Parsed message("OPTIONS sip:a SIP/2.0\nA: " + filler + "\nTo: t\n\nbody");
    ASSERT_EQ(message->header(0).value, filler);
    ASSERT_EQ(message->first(HeaderId::to), "t");
    ASSERT_EQ(message->body(), "body");
  }
}

TEST(Message, ReportsATruncatedHeaderSectionAtEveryLength) {
  const std::string whole = crlf("OPTIONS sip:a SIP/2.0\nTo: t\nSubject: folded\n here\n\n");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ASSERT_EQ(parse_exactly(whole.substr(0, size)).error(), ParseError::incomplete) << size;
  }
  EXPECT_TRUE(parse_exactly(whole));
}

TEST(Message, SkipsEmptyLinesBeforeTheStartLine) {
  const Parsed message("\n\nOPTIONS sip:a SIP/2.0\nTo: t\n\n");
  EXPECT_EQ(message->method(), sip::Method::options);
  EXPECT_TRUE(message->octets().starts_with("OPTIONS"));
}

TEST(Message, TakesAllThatFollowsForTheBodyWithoutContentLength) {
  EXPECT_EQ(Parsed("OPTIONS sip:a SIP/2.0\nTo: t\n\nbody")->body(), "body");
}

TEST(Message, EndsTheBodyWhereContentLengthSays) {
  const Parsed message("OPTIONS sip:a SIP/2.0\nl: 4\n\nbodyNOISE");
  EXPECT_EQ(message->body(), "body");
  EXPECT_TRUE(message->octets().ends_with("\r\n\r\nbody"));
}

TEST(Message, RefusesAContentLengthThatCannotBe) {
  EXPECT_EQ(error_of("OPTIONS sip:a SIP/2.0\nl: 5\n\nbody"), ParseError::bad_content_length);
  EXPECT_EQ(error_of("OPTIONS sip:a SIP/2.0\nl: -1\n\nbody"), ParseError::bad_content_length);
  EXPECT_EQ(error_of("OPTIONS sip:a SIP/2.0\nl: 4x\n\nbody"), ParseError::bad_content_length);
  EXPECT_EQ(error_of("OPTIONS sip:a SIP/2.0\nl:\n\nbody"), ParseError::bad_content_length);
  EXPECT_EQ(error_of("OPTIONS sip:a SIP/2.0\nl: 18446744073709551620\n\nbody"),
            ParseError::bad_content_length);
}

TEST(Message, RefusesContentLengthsThatDiffer) {
  EXPECT_EQ(error_of("OPTIONS sip:a SIP/2.0\nl: 1\nContent-Length: 2\n\nbody"),
            ParseError::bad_content_length);
  EXPECT_EQ(Parsed("OPTIONS sip:a SIP/2.0\nl: 2\nContent-Length: 2\n\nbody")->body(), "bo");
}

TEST(Message, AcceptsAsManyHeaderLinesAsTheLimitAndNoMore) {
  EXPECT_TRUE(parse_exactly(with_lines(Message::kMaxHeaders)));
  EXPECT_EQ(parse_exactly(with_lines(Message::kMaxHeaders + 1)).error(),
            ParseError::too_many_headers);
}

TEST(Message, AcceptsAsManyOctetsAsTheLimitAndNoMore) {
  std::string text = with_lines(1);
  text.append(Message::kMaxOctets - text.size(), 'b');
  EXPECT_TRUE(parse_exactly(text));
  EXPECT_EQ(parse_exactly(text + "b").error(), ParseError::too_long);
}

TEST(Message, IndexesAHeaderSectionOfTheFullLength) {
  std::string text = "OPTIONS sip:a SIP/2.0\r\nSubject: ";
  text.append(Message::kMaxOctets - text.size() - 4, 's').append("\r\n\r\n");
  Message message;
  ASSERT_TRUE(sip::parse(text, message));
  EXPECT_EQ(message.first(HeaderId::subject)->size(), text.size() - 32 - 4);
  EXPECT_EQ(message.body(), "");
}

TEST(Message, FitsIntoHalfAKilobyte) {
  EXPECT_LE(sizeof(Message), 512u);
}

TEST(Message, KeepsAnIndexOfWhatCouldBeReadWhenItRefuses) {
  Message message;
  const std::string text = crlf("INVITE sip:a b SIP/2.0\nVia: v\nnonsense\nTo: t\n\n");
  EXPECT_EQ(sip::parse(text, message).error(), ParseError::bad_start_line);
  EXPECT_EQ(message.first(HeaderId::via), "v");
  EXPECT_EQ(message.first(HeaderId::to), "t");
}

}  // namespace
