#include "firmware/web/percent.h"

#include <gtest/gtest.h>

namespace web {
namespace {

TEST(Percent, DecodesWhatIsEncodedAndRefusesHalves) {
  EXPECT_EQ(percent_decoded("a%20b%2B%e4%BD%A0"), "a b+\xe4\xbd\xa0");
  EXPECT_EQ(percent_decoded("%"), std::nullopt);
  EXPECT_EQ(percent_decoded("%4"), std::nullopt);
  EXPECT_EQ(percent_decoded("%4x"), std::nullopt);
}

TEST(Percent, ReadsAQueryWithItsFirstValues) {
  const auto query = query_of("number=1%2a3&from=&name=A+B&number=9&=x&flag");
  EXPECT_EQ(query.at("number"), "1*3");
  EXPECT_EQ(query.at("from"), "");
  EXPECT_EQ(query.at("name"), "A B");
  EXPECT_EQ(query.at("flag"), "");
  EXPECT_EQ(query.size(), 4u);
}

TEST(Percent, ReadsNoMoreThanSixtyFourArguments) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "a" + std::to_string(i) + "=1&";
  EXPECT_EQ(query_of(text).size(), 64u);
}

}  // namespace
}  // namespace web
