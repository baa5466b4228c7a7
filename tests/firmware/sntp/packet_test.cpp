#include "firmware/sntp/packet.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/firmware/sntp/server_packet.h"

namespace sntp {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

constexpr std::uint64_t kCookie = 0x0123456789abcdef;
const Time kNoon = sys_days(std::chrono::year(2026) / 11 / 22) + 12h;

TEST(SntpQuestion, TellsNothingButItsCookie) {
  const std::string question = print_question(kCookie);
  ASSERT_EQ(question.size(), kPacketSize);
  EXPECT_EQ(question[0], 0x23) << "version 4, client";
  EXPECT_EQ(question.substr(1, 39), std::string(39, '\0'));
  EXPECT_EQ(question.substr(40), "\x01\x23\x45\x67\x89\xab\xcd\xef");
}

TEST(SntpReply, HasTheServersTimes) {
  const auto reply =
      parse_reply(sntp_test::answer(kCookie, {kNoon + 250ms, kNoon + 500ms}), kCookie);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->received, kNoon + 250ms);
  EXPECT_EQ(reply->sent, kNoon + 500ms);
}

TEST(SntpReply, GoesOnAfterTheSecondsHaveBegunAnew) {
  for (const int year : {1970, 2035, 2036, 2037, 2100}) {
    const Time time = sys_days(std::chrono::year(year) / 3 / 1) + 1s;
    const auto reply = parse_reply(sntp_test::answer(kCookie, {time, time}), kCookie);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->sent, time) << year;
  }
}

TEST(SntpReply, AnswersWhatWasAsked) {
  const std::string answer = sntp_test::answer(kCookie, {kNoon, kNoon});
  EXPECT_EQ(parse_reply(answer, kCookie + 1).error(), Error::not_an_answer);
  EXPECT_EQ(parse_reply(answer.substr(0, 47), kCookie).error(), Error::not_an_answer);
  EXPECT_EQ(parse_reply("", kCookie).error(), Error::not_an_answer);
  EXPECT_EQ(parse_reply(print_question(kCookie), kCookie).error(), Error::not_an_answer);
  EXPECT_TRUE(parse_reply(answer + "an extension field", kCookie));
}

TEST(SntpReply, IsNotBelievedFromWhoDoesNotKnow) {
  std::string answer = sntp_test::answer(kCookie, {kNoon, kNoon});
  answer[0] = static_cast<char>(0xe4);  // leap indicator 3
  EXPECT_EQ(parse_reply(answer, kCookie).error(), Error::unsynchronised);
  answer[0] = 0x24;
  answer[1] = 16;
  EXPECT_EQ(parse_reply(answer, kCookie).error(), Error::unsynchronised);
}

TEST(SntpReply, MayBeAKissOfDeath) {
  const auto kissed = [](std::string_view code) {
    return parse_reply(sntp_test::kiss(kCookie, code), kCookie).error();
  };
  EXPECT_EQ(kissed("DENY"), Error::refused);
  EXPECT_EQ(kissed("RSTR"), Error::refused);
  EXPECT_EQ(kissed("RATE"), Error::too_often);
  EXPECT_EQ(kissed("INIT"), Error::unsynchronised);
}

RC_GTEST_PROP(SntpReply, IsReadOrRefusedWhateverComes, (const std::string& octets)) {
  static_cast<void>(parse_reply(octets, 0));
}

}  // namespace
}  // namespace sntp
