// The API's pieces by themselves.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <semaphore>
#include <thread>

#include "apps/console/api/passwords.h"
#include "apps/console/api/problem.h"
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

TEST(PasswordsTest, HashesTwoAtATimeAndSendsAwayWhomTooManyPrecede) {
  std::counting_semaphore<> go_on{0};
  std::counting_semaphore<> sent_away{0};
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  std::atomic<int> hashed = 0;
  Passwords passwords(
      [&](std::string_view) {
        most = std::max<int>(most, ++inside);
        go_on.acquire();
        --inside;
        return std::optional<std::string>("hash");
      },
      [](std::string_view, std::string_view) { return true; });
  constexpr int kRoom = Passwords::kAtATime + Passwords::kWaiting;
  std::vector<std::thread> people;
  for (int i = 0; i <= kRoom; ++i) {
    people.emplace_back([&] {
      if (passwords.hash("x")) {
        ++hashed;
      } else {
        sent_away.release();
      }
    });
  }
  sent_away.acquire();  // who came last, at once
  go_on.release(kRoom);
  for (std::thread& person : people) person.join();
  EXPECT_EQ(hashed, kRoom);
  EXPECT_LE(most, Passwords::kAtATime);
}

TEST(AcceptedLanguage, IsTheBestOfOurs) {
  EXPECT_EQ(language_accepted("zh-TW"), Language::chinese);
  EXPECT_EQ(language_accepted("en;q=0.5, zh;q=0.501"), Language::chinese);
  EXPECT_EQ(language_accepted("zh, en;q=0.999"), Language::chinese);
  EXPECT_EQ(language_accepted("zh;q=0, en;q=0.1"), Language::english);
  EXPECT_EQ(language_accepted("enx, fr"), std::nullopt);
  EXPECT_EQ(language_accepted(""), std::nullopt);
}

TEST(TimeText, GoesBeyondTheSecondsOf32Bits) {
  using namespace std::chrono_literals;
  const auto day = std::chrono::sys_days(2106y / std::chrono::February / 7);
  EXPECT_EQ(time_text(day + 6h + 28min + 16s), "2106-02-07T06:28:16Z");
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
  EXPECT_EQ(live.wait(599, std::chrono::milliseconds(0)).events.front().data, R"({"id":600})");
  for (int i = 0; i < 600; ++i) ring.info("x", "y", {{"n", std::string(5000, 'x')}});
  EXPECT_EQ(ring.after(0).size(), LogRing::kMostOctets / LogRing::kLongestText);
}

}  // namespace
}  // namespace console
