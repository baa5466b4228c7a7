#include "firmware/sip/transport/framer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sip {
namespace {

constexpr std::size_t kMax = 300;

const std::string kWithBody =
    "MESSAGE sip:a@b SIP/2.0\r\nCSeq: 1 MESSAGE\r\nContent-Length: 9\r\n\r\nline\r\nend";
const std::string kWithoutBody = "SIP/2.0 200 OK\r\nCSeq: 2 BYE\r\nl : 0\r\n\r\n";

struct Cut {
  std::vector<std::string> messages;
  int pings = 0;
  bool broken = false;
  Framer::Fault fault{};
  std::string head;
};

// Feeds the pieces one after the other, as reads of a socket.
Cut cut(Framer& framer, const std::vector<std::string>& pieces) {
  Cut result;
  for (const std::string& piece : pieces) {
    // A copy of exactly this size, gone afterwards: the sanitizer sees whoever keeps a view of it.
    const std::vector<char> octets(piece.begin(), piece.end());
    framer.feed({octets.data(), octets.size()});
    for (bool more = true; more;) {
      switch (framer.next()) {
        case Framer::Step::need_octets:
          more = false;
          break;
        case Framer::Step::message:
          result.messages.emplace_back(framer.octets());
          break;
        case Framer::Step::ping:
          ++result.pings;
          break;
        case Framer::Step::broken:
          result.broken = true;
          result.fault = framer.fault();
          result.head = framer.octets();
          return result;
      }
    }
  }
  return result;
}

Cut cut(const std::vector<std::string>& pieces) {
  Framer framer(kMax);
  return cut(framer, pieces);
}

TEST(Framer, CutsTheSameMessagesWhereverTheStreamIsSplit) {
  const std::string stream = "\r\n" + kWithBody + kWithoutBody + "\r\n" + kWithBody;
  const std::vector<std::string> expected{kWithBody, kWithoutBody, kWithBody};
  for (std::size_t first = 0; first <= stream.size(); ++first) {
    for (std::size_t second = first; second <= stream.size(); ++second) {
      const Cut result = cut(
          {stream.substr(0, first), stream.substr(first, second - first), stream.substr(second)});
      ASSERT_EQ(result.messages, expected) << first << ", " << second;
    }
  }
}

TEST(Framer, CutsAStreamThatComesOctetByOctet) {
  std::vector<std::string> pieces;
  for (const char c : kWithBody + kWithoutBody) pieces.emplace_back(1, c);
  EXPECT_EQ(cut(pieces).messages, (std::vector<std::string>{kWithBody, kWithoutBody}));
}

TEST(Framer, DeliversAWholeMessageWithoutCopyingIt) {
  Framer framer(kMax);
  framer.feed(kWithBody);
  ASSERT_EQ(framer.next(), Framer::Step::message);
  EXPECT_EQ(framer.octets().data(), kWithBody.data());
  EXPECT_EQ(framer.next(), Framer::Step::need_octets);
}

TEST(Framer, KeepsNothingBetweenMessages) {
  Framer framer(kMax);
  cut(framer, {kWithBody.substr(0, 20)});
  EXPECT_EQ(framer.kept(), 20u);
  cut(framer, {kWithBody.substr(20) + kWithoutBody.substr(0, 5)});
  EXPECT_EQ(framer.kept(), 5u);
  cut(framer, {kWithoutBody.substr(5)});
  EXPECT_EQ(framer.kept(), 0u);
}

TEST(Framer, TakesADoubleCrlfForAPingAndASingleOneForNothing) {
  EXPECT_EQ(cut({"\r\n"}).pings, 0);
  EXPECT_EQ(cut({"\r\n\r\n"}).pings, 1);
  EXPECT_EQ(cut({"\r\n", "\r", "\n"}).pings, 1);
  EXPECT_EQ(cut({"\r\n" + kWithoutBody + "\r\n"}).pings, 0);
  EXPECT_EQ(cut({kWithoutBody + "\r\n\r\n" + kWithoutBody}).pings, 1);
}

TEST(Framer, AnswersARunOfPingsInOneReadOnce) {
  std::string run;
  for (int i = 0; i < 1000; ++i) run += "\r\n\r\n";
  EXPECT_EQ(cut({run}).pings, 1);
}

TEST(Framer, ReadsTheLengthInEachFormTheGrammarAllows) {
  for (const std::string line :
       {"Content-Length: 2", "content-length:2", "CONTENT-LENGTH \t:  2  ", "l:2", "L : 2",
        "Content-Length:\r\n 2", "Content-Length: 002", "l: 2\r\nContent-Length: 2"}) {
    const std::string message = "BYE sip:a SIP/2.0\r\nCall-ID: 9\r\n" + line + "\r\n\r\nhi";
    EXPECT_EQ(cut({message}).messages, std::vector<std::string>{message}) << line;
  }
}

TEST(Framer, IsNotFooledByALengthInAFoldOrInTheBody) {
  const std::string message =
      "BYE sip:a SIP/2.0\r\nSubject: x\r\n Content-Length: 99\r\nContent-Length: 19\r\n\r\n"
      "Content-Length: 7\r\n";
  EXPECT_EQ(cut({message}).messages, std::vector<std::string>{message});
}

TEST(Framer, BreaksWhereTheLengthIsMissingOrWrong) {
  const auto fault = [](const std::string& line) {
    const Cut result = cut({"BYE sip:a SIP/2.0\r\n" + line + "\r\n\r\n"});
    EXPECT_TRUE(result.broken) << line;
    EXPECT_EQ(result.head, "BYE sip:a SIP/2.0\r\n" + line + "\r\n\r\n");
    return result.fault;
  };
  EXPECT_EQ(fault("CSeq: 1 BYE"), Framer::Fault::no_content_length);
  EXPECT_EQ(fault("Content-Length"), Framer::Fault::no_content_length);
  EXPECT_EQ(fault("Content-Length: "), Framer::Fault::bad_content_length);
  EXPECT_EQ(fault("Content-Length: -1"), Framer::Fault::bad_content_length);
  EXPECT_EQ(fault("Content-Length: 1, 1"), Framer::Fault::bad_content_length);
  EXPECT_EQ(fault("Content-Length: 99999999999999999999"), Framer::Fault::bad_content_length);
  EXPECT_EQ(fault("Content-Length: 1\r\nl: 2"), Framer::Fault::bad_content_length);
  EXPECT_EQ(fault("Content-Length: 18446744073709551615"), Framer::Fault::too_long);
}

TEST(Framer, BreaksAtTheFirstOctetOfAnotherProtocol) {
  EXPECT_EQ(cut({"\x16\x03\x01"}).fault, Framer::Fault::not_sip);
  EXPECT_TRUE(cut({"\x16"}).broken);
  EXPECT_TRUE(cut({kWithoutBody + "\r\n "}).broken);
}

TEST(Framer, StaysBroken) {
  Framer framer(kMax);
  EXPECT_TRUE(cut(framer, {std::string(1, '\0')}).broken);
  EXPECT_TRUE(cut(framer, {kWithBody}).broken);
}

std::string message_of(std::size_t octets) {
  std::string head = "BYE sip:a SIP/2.0\r\nContent-Length: 200\r\nX: ";
  return head + std::string(octets - head.size() - 4 - 200, 'x') + "\r\n\r\n" +
         std::string(200, 'b');
}

TEST(Framer, TakesAMessageOfTheGreatestLengthAndNoLonger) {
  EXPECT_EQ(cut({message_of(kMax)}).messages.size(), 1u);
  const Cut result = cut({message_of(kMax + 1)});
  EXPECT_TRUE(result.messages.empty());
  EXPECT_EQ(result.fault, Framer::Fault::too_long);
  EXPECT_FALSE(result.head.empty());
}

TEST(Framer, TakesAHeadOfTheGreatestLengthAndNoLonger) {
  const std::string begin = "BYE sip:a SIP/2.0\r\nContent-Length: 0\r\nX: ";
  const auto head_of = [&](std::size_t octets) {
    return begin + std::string(octets - begin.size() - 4, 'x') + "\r\n\r\n";
  };
  for (const std::size_t piece : {std::size_t{1}, kMax - 1, kMax + 1}) {
    const auto split = [&](const std::string& text) {
      std::vector<std::string> pieces;
      for (std::size_t i = 0; i < text.size(); i += piece) pieces.push_back(text.substr(i, piece));
      return pieces;
    };
    EXPECT_EQ(cut(split(head_of(kMax))).messages.size(), 1u) << piece;
    EXPECT_EQ(cut(split(head_of(kMax + 1))).fault, Framer::Fault::too_long) << piece;
  }
}

TEST(Framer, FindsTheSameFaultWhereverAnOverlongHeadIsSplit) {
  const std::string head = "BYE sip:a SIP/2.0\r\nX: " + std::string(kMax, 'x') + "\r\n\r\n";
  EXPECT_EQ(cut({head}).fault, Framer::Fault::too_long);
  EXPECT_EQ(cut({head.substr(0, kMax), head.substr(kMax)}).fault, Framer::Fault::too_long);
}

TEST(Framer, GivesUpOnAHeadWithoutEnd) {
  Framer framer(kMax);
  std::size_t fed = 0;
  while (!cut(framer, {"x"}).broken) ASSERT_LT(++fed, kMax);
  EXPECT_EQ(framer.fault(), Framer::Fault::too_long);
  EXPECT_LE(framer.kept(), kMax);
}

}  // namespace
}  // namespace sip
