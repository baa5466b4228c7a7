#include "apps/jackfield/trace_text.h"

#include <gtest/gtest.h>

namespace jackfield {
namespace {

TEST(TraceText, IsOneLineEvenWhenTheMessageIsNoUtf8) {
  const std::string line =
      to_line(TracedMessage{{}, true, "udp:192.0.2.1:5060", "a@b", "\xff\r\n"});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_NE(line.find("\"direction\":\"sent\""), std::string::npos);
}

}  // namespace
}  // namespace jackfield
