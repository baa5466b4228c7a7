// Whatever a command may say is there in Chinese as well: the sentences are gathered from the
// sources themselves.
#include "apps/jackfield/words.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "apps/jackfield/apps.h"
#include "apps/jackfield/page_words.h"
#include "apps/jackfield/settings.h"
#include "firmware/update/refusal.h"

namespace jackfield {
namespace {

// Takes a literal, and those behind it that continue it, off the text: "a" "b" is ab.
std::string take_literal(std::string_view& text) {
  std::string literal;
  while (text.starts_with('"')) {
    std::size_t at = 1;
    for (; at < text.size() && text[at] != '"'; ++at) {
      if (text[at] == '\\') ++at;
      literal += text[at];
    }
    text.remove_prefix(std::min(at + 1, text.size()));
    const std::size_t next = std::min(text.find_first_not_of(" \n"), text.size());
    if (!text.substr(next).starts_with('"')) break;
    text.remove_prefix(next);
  }
  return literal;
}

// {"A sentence", {values…}: how a Message is written.
std::set<std::string> sentences_of(std::string_view text) {
  std::set<std::string> sentences;
  for (std::size_t at = text.find("{\""); at != std::string_view::npos; at = text.find("{\"")) {
    text.remove_prefix(at + 1);
    const std::string literal = take_literal(text);
    const std::size_t comma = std::min(text.find_first_not_of(" \n"), text.size());
    if (!text.substr(comma).starts_with(',')) continue;
    const std::size_t brace = text.find_first_not_of(" \n", comma + 1);
    if (brace != std::string_view::npos && text[brace] == '{' &&
        literal.find(' ') != std::string::npos) {
      sentences.insert(literal);
    }
  }
  return sentences;
}

TEST(Words, AreThereInChineseForWhateverACommandSays) {
  std::set<std::string> all;
  for (const auto& entry : std::filesystem::directory_iterator(JACKFIELD_SOURCES)) {
    const std::string name = entry.path().filename();
    if (!name.ends_with(".cpp") || name.ends_with("words.cpp")) continue;
    std::ifstream file(entry.path());
    const std::string text(std::istreambuf_iterator<char>(file), {});
    all.merge(sentences_of(text));
  }
  EXPECT_GE(all.size(), 70u);
  for (const std::string& sentence : all) EXPECT_NE(in_chinese(sentence), sentence);
}

// On the page there is nothing to type: what its commands say must be of use there.
TEST(Words, OnThePageSpeakOfNoCommandLine) {
  const std::set<std::string> unreachable = {
      "There is no user {}: see jackfield user list",  // the console has users of its own
      "{} is the last administrator and stays: give another password with jackfield user "
      "set-password",
      "No switchboard is running here: start it with jackfield serve",  // the page is of one
      "No switchboard is running here: the ladders of its calls went with it",
  };
  for (const auto& entry : std::filesystem::directory_iterator(JACKFIELD_SOURCES)) {
    const std::string name = entry.path().filename();
    if (!name.ends_with(".cpp") || name.ends_with("words.cpp")) continue;
    if (name.starts_with("command_line") || name.starts_with("control_")) continue;
    if (name.starts_with("self_test")) continue;
    std::ifstream file(entry.path());
    const std::string text(std::istreambuf_iterator<char>(file), {});
    for (const std::string& sentence : sentences_of(text)) {
      if (unreachable.contains(sentence)) continue;
      // This one never stands alone.
      const std::string place = sentence.starts_with("extension {} exists") ? "Line {}: " : "";
      const console::Fault said = on_page(place + sentence, {});
      for (const char* word : {"jackfield ", "--", "switchboard runs", "stop the switchboard"}) {
        EXPECT_EQ(said.english.find(word), std::string::npos) << said.english;
        EXPECT_EQ(said.chinese.find(word), std::string::npos) << said.chinese;
      }
    }
  }
}

TEST(Words, AreThereForTheMeaningOfEverySetting) {
  for (const SettingLine& line : list_of({})) {
    EXPECT_NE(in_chinese(line.meaning), line.meaning) << line.key;
    EXPECT_NE(in_chinese(line.expected), line.expected) << line.key;
  }
}

TEST(Words, AreThereForWhateverRefusesAnUpdate) {
  for (int i = 0; i <= static_cast<int>(update::Refusal::not_as_written); ++i) {
    const std::string why(to_string(static_cast<update::Refusal>(i)));
    EXPECT_NE(in_chinese(why), why);
  }
}

TEST(Words, AreThereForEveryAppAndItsOption) {
  for (const App& app : kApps) {
    for (const std::string_view words : {app.title, app.option.meaning, app.option.refusal}) {
      EXPECT_TRUE(words.empty() || in_chinese(words) != words) << words;
    }
  }
}

}  // namespace
}  // namespace jackfield
