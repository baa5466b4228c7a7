// The commands on sounds, what else may name a sound, and how they travel with a configuration.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "apps/jackfield/administration.h"
#include "apps/jackfield/tables.h"
#include "apps/sound/sound.h"
#include "firmware/base/base64.h"
#include "firmware/store/writer.h"

namespace jackfield {
namespace {

using nlohmann::json;
using Arguments = std::map<std::string, std::string, std::less<>>;

class ACertainDay : public base::WallClock {
 public:
  base::WallTime now() const override {
    return base::WallTime(std::chrono::seconds(1'700'000'000));
  }
};

class Sounds : public testing::Test {
 protected:
  Outcome ask(const std::string& command, Arguments arguments = {}) {
    Outcome outcome;
    administration_.execute({command, std::move(arguments)},
                            [&](Outcome done) { outcome = std::move(done); });
    return outcome;
  }
  Outcome add(const std::string& name, std::size_t octets = 800) {
    return ask("sound.add",
               {{"name", name}, {"audio", base::to_base64(media::ClipAudio(octets, 0x5a))}});
  }
  Outcome add_rule(const std::string& argument) {
    return ask("rule.add", {{"name", "A rule"},
                            {"user", "7"},
                            {"action", "app"},
                            {"argument", argument},
                            {"position", "50"}});
  }
  json list() { return json::parse(ask("sound.list").result)["sounds"]; }
  json exported() { return json::parse(ask("configuration.export").result); }
  Outcome import(const json& document) {
    return ask("configuration.import", {{"document", document.dump()}});
  }
  static std::string first_fault(const Outcome& outcome) {
    if (outcome.errors.empty()) return {};
    return fill(outcome.errors[0].text, outcome.errors[0].values);
  }

  ACertainDay clock_;
  base::SeededRandom random_{1};
  OpenedStore store_ = *open_store(":memory:", random_, {});
  store::DirectQueue queue_{store_.database};
  Administration administration_{queue_, clock_, random_, store_.node, nullptr};
};

TEST_F(Sounds, ComeAreListedAndGo) {
  EXPECT_EQ(json::parse(ask("sound.list").result),
            json({{"sounds", json::array()}, {"room_ms", 1'200'000}}));
  const Outcome added = add("欢迎 词");
  EXPECT_EQ(added.code, ExitCode::ok) << first_fault(added);
  const json shown = {{"name", "欢迎 词"},
                      {"length_ms", 100},
                      {"octets", 800},
                      {"created", "2023-11-14T22:13:20Z"}};
  EXPECT_EQ(json::parse(added.result), shown);
  EXPECT_EQ(list(), json::array({shown}));
  EXPECT_EQ(json::parse(ask("sound.list").result)["room_ms"], 1'199'900);
  json whole = json::parse(ask("sound.show", {{"name", "欢迎 词"}}).result);
  EXPECT_EQ(base::from_base64(whole["audio"].get<std::string>()), media::ClipAudio(800, 0x5a));
  EXPECT_EQ(add("欢迎 词").code, ExitCode::conflict);
  EXPECT_EQ(ask("sound.remove", {{"name", "欢迎 词"}}).code, ExitCode::ok);
  EXPECT_EQ(ask("sound.remove", {{"name", "欢迎 词"}}).code, ExitCode::not_found);
  EXPECT_EQ(ask("sound.show", {{"name", "欢迎 词"}}).code, ExitCode::not_found);
}

TEST_F(Sounds, AreRefusedWithoutANameOrAnythingToHear) {
  for (const char* name : {"", "../etc", "a/b", "a.wav", " a", "a ", "\xff"}) {
    EXPECT_EQ(add(name).code, ExitCode::invalid) << name;
  }
  EXPECT_EQ(add("empty", 0).code, ExitCode::invalid);
  EXPECT_EQ(ask("sound.add", {{"name", "a"}, {"audio", "no Base64"}}).code, ExitCode::invalid);
  EXPECT_TRUE(list().empty());
}

TEST_F(Sounds, LastTenMinutesAtMostAndTwentyTogether) {
  const std::size_t most = sound::octets_of(sound::kLongest);
  EXPECT_EQ(add("too long", most + 1).code, ExitCode::invalid);
  EXPECT_EQ(add("one", most).code, ExitCode::ok);
  EXPECT_EQ(add("two", most - 8'000).code, ExitCode::ok);
  EXPECT_EQ(add("three", 8'001).code, ExitCode::conflict);
  EXPECT_NE(first_fault(add("three", 8'001)).find("room for 1 seconds"), std::string::npos);
  EXPECT_EQ(add("three", 8'000).code, ExitCode::ok);
  EXPECT_EQ(json::parse(ask("sound.list").result)["room_ms"], 0);
  EXPECT_EQ(add("four", 1).code, ExitCode::conflict);
}

TEST_F(Sounds, AreAHundredAtMost) {
  for (std::size_t i = 0; i < sound::kMost; ++i) {
    ASSERT_EQ(add(std::to_string(i), 8).code, ExitCode::ok);
  }
  EXPECT_EQ(add("one more", 8).code, ExitCode::conflict);
}

TEST_F(Sounds, StayWhileTheyAreTheMusicOnHold) {
  EXPECT_EQ(ask("setting.set", {{"key", "hold_music"}, {"value", "Tune"}}).code, ExitCode::invalid);
  add("Tune");
  EXPECT_EQ(ask("setting.set", {{"key", "hold_music"}, {"value", "Tune"}}).code, ExitCode::ok);
  const Outcome refused = ask("sound.remove", {{"name", "Tune"}});
  EXPECT_EQ(refused.code, ExitCode::conflict);
  EXPECT_NE(first_fault(refused).find("music on hold"), std::string::npos);
  EXPECT_EQ(ask("setting.set", {{"key", "hold_music"}, {"value", ""}}).code, ExitCode::ok);
  EXPECT_EQ(ask("sound.remove", {{"name", "Tune"}}).code, ExitCode::ok);
}

TEST_F(Sounds, StayWhileARulePlaysThem) {
  EXPECT_EQ(add_rule("play").code, ExitCode::invalid);
  const Outcome nothing_there = add_rule("play Welcome all");
  EXPECT_EQ(nothing_there.code, ExitCode::invalid);
  EXPECT_EQ(nothing_there.errors.at(0).field, "argument");
  add("Welcome all");
  add("Another");
  EXPECT_EQ(add_rule("play Welcome all").code, ExitCode::ok);
  const Outcome refused = ask("sound.remove", {{"name", "Welcome all"}});
  EXPECT_EQ(refused.code, ExitCode::conflict);
  EXPECT_NE(first_fault(refused).find("position 50"), std::string::npos);
  EXPECT_EQ(ask("rule.set", {{"position", "50"}, {"argument", "play Nothing"}}).code,
            ExitCode::invalid);
  EXPECT_EQ(ask("rule.set", {{"position", "50"}, {"argument", "play Another"}}).code, ExitCode::ok);
  EXPECT_EQ(ask("sound.remove", {{"name", "Welcome all"}}).code, ExitCode::ok);
}

TEST_F(Sounds, TravelWithTheConfiguration) {
  add("Tune");
  add("Welcome", 1'600);
  ask("setting.set", {{"key", "hold_music"}, {"value", "Tune"}});
  add_rule("play Welcome");
  const json before = exported();
  const json listed = list();
  ask("rule.remove", {{"position", "50"}});
  ask("sound.remove", {{"name", "Welcome"}});
  add("Left behind");
  const Outcome done = import(before);
  EXPECT_EQ(done.code, ExitCode::ok) << first_fault(done);
  EXPECT_EQ(exported(), before);
  EXPECT_EQ(list(), listed);
}

TEST_F(Sounds, StayWhenAConfigurationOfOldSaysNothingOfThem) {
  json old = exported();
  ASSERT_EQ(old.erase("sounds"), 1u);
  add("Tune");
  EXPECT_EQ(import(old).code, ExitCode::ok);
  EXPECT_EQ(list().size(), 1u);
}

TEST_F(Sounds, OfADamagedConfigurationChangeNothing) {
  add("Tune");
  ask("setting.set", {{"key", "hold_music"}, {"value", "Tune"}});
  const json good = exported();
  const auto refuses = [&](const std::function<void(json&)>& damage, const std::string& place) {
    json bad = good;
    damage(bad);
    const Outcome outcome = import(bad);
    EXPECT_EQ(outcome.code, ExitCode::invalid) << place;
    EXPECT_TRUE(first_fault(outcome).starts_with(place)) << first_fault(outcome);
    EXPECT_EQ(exported(), good);
  };
  const std::string a_sound = base::to_base64(media::ClipAudio(8));
  refuses([](json& bad) { bad["sounds"] = 7; }, "sounds: ");
  refuses([](json& bad) { bad["sounds"][0] = 7; }, "sounds[0].");
  refuses([](json& bad) { bad["sounds"][0]["audio"] = "*"; }, "sounds[0].audio: ");
  refuses([](json& bad) { bad["sounds"][0]["name"] = "a/b"; }, "sounds[0].name: ");
  refuses([](json& bad) { bad["sounds"][0].erase("created"); }, "sounds[0].created: ");
  refuses([](json& bad) { bad["sounds"].push_back(bad["sounds"][0]); }, "sounds: ");
  refuses([](json& bad) { bad["sounds"] = json::array(); }, "settings.hold_music: ");
  refuses(
      [](json& bad) {
        bad["rules"][0]["action"] = "app";
        bad["rules"][0]["argument"] = "play X";
      },
      "rules: ");
  refuses(
      [&](json& bad) {
        for (std::size_t i = 0; i < sound::kMost; ++i) {
          bad["sounds"].push_back(
              {{"name", std::to_string(i)}, {"created", 0}, {"audio", a_sound}});
        }
      },
      "sounds: ");
  refuses(
      [&](json& bad) {
        const std::string long_one =
            base::to_base64(media::ClipAudio(sound::octets_of(sound::kLongest)));
        for (const char* name : {"a", "b"}) {
          bad["sounds"].push_back({{"name", name}, {"created", 0}, {"audio", long_one}});
        }
      },
      "sounds: ");
}

}  // namespace
}  // namespace jackfield
