#include "apps/sound/sound.h"

#include <gtest/gtest.h>

#include <vector>

#include "apps/sound/shelf.h"

namespace sound {
namespace {

TEST(SoundName, IsLettersOfAnyScriptDigitsBlanksAndStrokes) {
  for (const char* name : {"a", "Music 1", "welcome-to_us", "欢迎词", "Grüße", "Приветствие",
                           "ようこそ", "환영", "𠀀"}) {
    EXPECT_TRUE(is_name(name)) << name;
  }
  EXPECT_TRUE(is_name(std::string(64, 'a')));
}

TEST(SoundName, IsNothingElse) {
  for (const char* name : {"",
                           " ",
                           " a",
                           "a ",
                           ".",
                           "..",
                           "../a",
                           "a/b",
                           "a\\b",
                           "a.wav",
                           "a\nb",
                           "a:b",
                           "a%2fb",
                           "\"",
                           "a\xff",
                           "\xc0\xaf",
                           "\xe4\xbd",
                           "a\u200b",
                           "\u202e",
                           "，",
                           "\xed\xa0\x80",
                           "\xf0\x80\x80\x80",
                           "\xf8"}) {
    EXPECT_FALSE(is_name(name)) << name;
  }
  EXPECT_FALSE(is_name(std::string_view("a\0b", 3)));
  EXPECT_FALSE(is_name(std::string(65, 'a')));
}

class Orders final : public media::OrderTaker {
 public:
  void carry_out(media::Order order) override {
    if (auto* kept = std::get_if<media::KeepClip>(&order)) keeps.push_back(std::move(*kept));
    if (auto* gone = std::get_if<media::ForgetClip>(&order)) forgets.push_back(gone->clip);
  }
  std::vector<media::KeepClip> keeps;
  std::vector<media::ClipId> forgets;
};

TEST(Shelf, TellsTheEngineWhatIsOnIt) {
  Orders orders;
  Shelf shelf(orders);
  shelf.put({"a", {}, media::ClipAudio(3)});
  shelf.put({"b", {}, media::ClipAudio(4)});
  ASSERT_EQ(orders.keeps.size(), 2u);
  EXPECT_EQ(orders.keeps[1].audio.size(), 4u);
  EXPECT_EQ(shelf.find("b"), orders.keeps[1].clip);
  shelf.remove("b");
  EXPECT_EQ(orders.forgets, std::vector{orders.keeps[1].clip});
  EXPECT_EQ(shelf.find("b"), std::nullopt);
  shelf.remove("b");
  EXPECT_EQ(orders.forgets.size(), 1u);
}

TEST(Shelf, NeverUsesTheNameOfAClipAgain) {
  Orders orders;
  Shelf shelf(orders);
  shelf.put({"a", {}, media::ClipAudio(3)});
  shelf.put({"a", {}, media::ClipAudio(5)});
  ASSERT_EQ(orders.keeps.size(), 2u);
  EXPECT_NE(orders.keeps[0].clip, orders.keeps[1].clip);
  EXPECT_EQ(orders.forgets, std::vector{orders.keeps[0].clip});
  EXPECT_EQ(shelf.size(), 1u);
}

}  // namespace
}  // namespace sound
