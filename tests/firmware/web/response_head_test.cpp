#include "firmware/web/response_head.h"

#include <gtest/gtest.h>

namespace web {
namespace {

TEST(ResponseHead, TellsWhatTheServerAnswered) {
  const std::string text = "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\nX:  y \r\n\r\nhello";
  for (std::size_t step = 1; step <= text.size(); ++step) {
    ResponseHeadReader reader;
    std::size_t taken = 0;
    for (std::size_t at = 0; at < text.size(); at += step) {
      taken += reader.read(std::string_view(text).substr(at, step));
    }
    ASSERT_EQ(reader.state(), ResponseHeadReader::State::complete);
    EXPECT_EQ(taken, text.size() - 5) << step;
    EXPECT_EQ(reader.head().status, 404);
    EXPECT_EQ(reader.head().reason, "Not Found");
    EXPECT_EQ(reader.head().content_length, 5u);
    EXPECT_EQ(reader.head().fields[1].value, "y");
  }
}

TEST(ResponseHead, IsBrokenWhenItIsNoHead) {
  for (const char* text :
       {"HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 20\r\n\r\n", "hello\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\nA b: c\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n"}) {
    ResponseHeadReader reader;
    reader.read(text);
    EXPECT_EQ(reader.state(), ResponseHeadReader::State::broken) << text;
  }
}

TEST(ResponseHead, IsBrokenWhenItDoesNotEndWithinTheLimit) {
  const std::string begin = "HTTP/1.1 200\r\nA: ";
  const std::string fitting =
      begin + std::string(ResponseHeadReader::kMaxOctets - begin.size() - 4, 'a') + "\r\n\r\n";
  ResponseHeadReader reader, other;
  reader.read(fitting);
  EXPECT_EQ(reader.state(), ResponseHeadReader::State::complete);
  other.read("X" + fitting);
  EXPECT_EQ(other.state(), ResponseHeadReader::State::broken);
}

TEST(ResponseHead, KnowsWhichResponsesHaveNoBody) {
  const auto has_body = [](int status, std::string_view method) {
    return ResponseHead{status, "", {}}.has_body(method);
  };
  EXPECT_TRUE(has_body(200, "GET"));
  EXPECT_TRUE(has_body(404, "POST"));
  EXPECT_FALSE(has_body(200, "HEAD"));
  EXPECT_FALSE(has_body(204, "GET"));
  EXPECT_FALSE(has_body(304, "GET"));
  EXPECT_FALSE(has_body(101, "GET"));
}

}  // namespace
}  // namespace web
