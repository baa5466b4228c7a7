#include "firmware/b2bua/info_digit.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/firmware/sip/message/text.h"

namespace b2bua {
namespace {

std::optional<char> digit_in(const std::string& type, const std::string& body) {
  const std::string content = type.empty() ? "" : "Content-Type: " + type + "\r\n";
  const std::string text =
      "INFO sip:a@10.0.0.1 SIP/2.0\r\n"
      "Via: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK1\r\n"
      "From: <sip:a@b>;tag=1\r\nTo: <sip:b@b>;tag=2\r\nCall-ID: 1\r\nCSeq: 2 INFO\r\n" +
      content + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  sip::Message message;
  EXPECT_TRUE(sip::parse(text, message));
  return digit_of(message);
}

TEST(InfoDigit, IsReadFromBothForms) {
  EXPECT_EQ(digit_in("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"), '5');
  EXPECT_EQ(digit_in("application/dtmf", "7"), '7');
  EXPECT_EQ(digit_in("application/dtmf", "*\r\n"), '*');
}

TEST(InfoDigit, IsReadAsPhonesWriteIt) {
  EXPECT_EQ(digit_in("Application/DTMF-Relay;charset=utf-8", "signal = #\nduration = 250\n"), '#');
  EXPECT_EQ(digit_in("application/dtmf-relay ; a=b", "Duration=160\r\nSignal=1"), '1');
  EXPECT_EQ(digit_in("application/dtmf-relay", "\r\n  SIGNAL=\t9 \r\n"), '9');
  EXPECT_EQ(digit_in("application/dtmf", " \t3 \r\n"), '3');
}

TEST(InfoDigit, KnowsStarAndPoundByTheirNumbersAndLettersInAnyCase) {
  EXPECT_EQ(digit_in("application/dtmf-relay", "Signal=10\r\n"), '*');
  EXPECT_EQ(digit_in("application/dtmf-relay", "Signal=11\r\n"), '#');
  EXPECT_EQ(digit_in("application/dtmf-relay", "Signal=d\r\n"), 'D');
  EXPECT_EQ(digit_in("application/dtmf", "A"), 'A');
}

TEST(InfoDigit, IsNoneInAnythingElse) {
  EXPECT_FALSE(digit_in("", "5"));
  EXPECT_FALSE(digit_in("text/plain", "5"));
  EXPECT_FALSE(digit_in("application/dtmf-relayed", "Signal=5\r\n"));
  EXPECT_FALSE(digit_in("application/dtmf", ""));
  for (const char* signal : {"", "12", "55", "E", "-1", "5 5", "x"}) {
    EXPECT_FALSE(digit_in("application/dtmf", signal)) << signal;
    EXPECT_FALSE(digit_in("application/dtmf-relay", "Signal=" + std::string(signal) + "\r\n"))
        << signal;
  }
  EXPECT_FALSE(digit_in("application/dtmf-relay", "5"));
  EXPECT_FALSE(digit_in("application/dtmf-relay", "Signals=5\r\n"));
  EXPECT_FALSE(digit_in("application/dtmf-relay", "Duration=5\r\n"));
  EXPECT_FALSE(digit_in("application/dtmf-relay", "Signal=x\r\nSignal=5\r\n"));
  EXPECT_FALSE(digit_in("application/dtmf", std::string(60'000, '5')));
}

TEST(InfoDigit, ComesBackAsItWasPrinted) {
  for (const char digit : std::string("0123456789*#ABCD")) {
    EXPECT_EQ(digit_in(std::string(kDtmfRelay), print_digit(digit)), digit);
  }
}

RC_GTEST_PROP(InfoDigit, IsAKeyOrNothingWhateverTheBodyIs, (const std::string& body, bool relay)) {
  const auto digit = digit_in(relay ? "application/dtmf-relay" : "application/dtmf", body);
  if (!digit) return;
  RC_ASSERT(std::string_view("0123456789*#ABCD").find(*digit) != std::string_view::npos);
}

}  // namespace
}  // namespace b2bua
