// The API's pieces by themselves.
#include <algorithm>

#include "apps/console/api/sentences.h"
#include "tests/apps/console/api/page.h"

namespace console {
namespace {

std::size_t places_in(std::string_view text) {
  std::size_t places = 0;
  while ((text = text.substr(std::min(text.find("{}"), text.size()))).size() >= 2) {
    ++places;
    text.remove_prefix(2);
  }
  return places;
}

TEST(Sentences, AreAllInBothLanguagesWithTheSamePlaces) {
  EXPECT_GE(all_sentences().size(), 40u);
  for (const Sentence& sentence : all_sentences()) {
    const bool chinese = std::any_of(sentence.chinese.begin(), sentence.chinese.end(),
                                     [](char c) { return (c & 0x80) != 0; });
    EXPECT_TRUE(chinese) << sentence.english;
    EXPECT_EQ(places_in(sentence.english), places_in(sentence.chinese)) << sentence.english;
  }
}

TEST(AcceptedLanguage, IsTheBestOfOurs) {
  EXPECT_EQ(language_accepted("zh-TW"), Language::chinese);
  EXPECT_EQ(language_accepted("en;q=0.5, zh;q=0.501"), Language::chinese);
  EXPECT_EQ(language_accepted("zh;q=0, en;q=0.1"), Language::english);
  EXPECT_EQ(language_accepted("enx, fr"), std::nullopt);
  EXPECT_EQ(language_accepted(""), std::nullopt);
}

TEST(LogRingTest, KeepsTheLatestAndPassesAllOn) {
  HandClock clock;
  SilentLog next;
  web::EventRing live;
  LogRing ring(next, clock, &live);
  for (int i = 0; i < 600; ++i) ring.info("x", "y", {{"n", std::to_string(i)}});
  EXPECT_EQ(ring.after(0).size(), LogRing::kMostEvents);
  EXPECT_EQ(ring.after(0).front().text, "x y n=100");
  EXPECT_EQ(ring.after(599).size(), 1u);
  EXPECT_EQ(live.last(), 600u);
  for (int i = 0; i < 600; ++i) ring.info("x", "y", {{"n", std::string(5000, 'x')}});
  EXPECT_EQ(ring.after(0).size(), LogRing::kMostOctets / LogRing::kLongestText);
}

}  // namespace
}  // namespace console
