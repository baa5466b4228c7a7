#include "firmware/sip/message/params.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using sip::Params;

TEST(Params, FindsByNameInAnyCase) {
  const Params params(";branch=z9;RPort;ttl=1");
  EXPECT_EQ(params.find("BRANCH"), "z9");
  EXPECT_EQ(params.find("rport"), "");
  EXPECT_EQ(params.find("ttl"), "1");
  EXPECT_FALSE(params.find("tt"));
  EXPECT_FALSE(params.find("ttls"));
  EXPECT_FALSE(params.find("z9"));
}

TEST(Params, AllowsWhiteSpaceAndFoldsAroundEachPart) {
  const Params params(" ; newparam =\r\n   newvalue ;\r\n secondparam ; q = 0.33 ");
  EXPECT_EQ(params.find("newparam"), "newvalue");
  EXPECT_EQ(params.find("secondparam"), "");
  EXPECT_EQ(params.find("q"), "0.33");
}

TEST(Params, TakesQuotesOffAndLeavesEscapes) {
  const Params params(R"(;a="x;b=y\"z";c="")");
  EXPECT_EQ(params.find("a"), R"(x;b=y\"z)");
  EXPECT_FALSE(params.find("b"));
  EXPECT_EQ(params.find("c"), "");
}

TEST(Params, GivesTheFirstOfTwoWithOneName) {
  EXPECT_EQ(Params(";tag=one;tag=two").find("tag"), "one");
}

TEST(Params, AreTakenOffTheFrontOneByOne) {
  Params params(R"(;lr;transport=tcp;x="q;q")");
  std::string all;
  std::string_view name, value;
  while (params.next(name, value)) all.append(name).append("=").append(value).append("|");
  EXPECT_EQ(all, "lr=|transport=tcp|x=q;q|");
}

TEST(Params, KeepsEqualSignsInAValue) {
  EXPECT_EQ(Params(";x=ab==;y").find("x"), "ab==");
}

TEST(Params, SurvivesTextNobodyChecked) {
  for (const char* text : {";", ";;", "=", ";=", ";a=\"", ";a=\"b", "; ", ";a==;", "x"}) {
    Params params{std::string_view(text)};
    EXPECT_FALSE(params.find("absent")) << text;
    std::string_view name, value;
    int count = 0;
    while (params.next(name, value)) ASSERT_LT(++count, 10) << text;
  }
}

}  // namespace
