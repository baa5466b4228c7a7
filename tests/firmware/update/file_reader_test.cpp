#include "firmware/update/file_reader.h"

#include <gtest/gtest.h>

#include "tests/firmware/update/update_file.h"

namespace update {
namespace {

// What came of a file that arrived in pieces of `step` octets.
struct Read {
  std::string payload;
  std::optional<Refusal> refused;
  FileReader::State state{};
};

Read read(std::string_view file, std::size_t step, const Conditions& conditions = board()) {
  FileReader reader(conditions, is_signed);
  Read result;
  while (!file.empty() && !result.refused) {
    std::string_view piece = file.substr(0, step);
    file.remove_prefix(piece.size());
    while (!piece.empty() && !result.refused) {
      const auto payload = reader.take(piece);
      if (payload) {
        result.payload += *payload;
      } else {
        result.refused = payload.error();
      }
    }
  }
  if (!result.refused) {
    if (const auto whole = reader.end(); !whole) result.refused = whole.error();
  }
  result.state = reader.state();
  return result;
}

// The same however it is cut; a refused head gives away no payload.
void expect_refused(std::string_view file, Refusal why, const Conditions& conditions = board()) {
  for (const std::size_t step : {std::size_t{1}, std::size_t{100}, std::size_t{1} << 20}) {
    const Read result = read(file, step, conditions);
    ASSERT_TRUE(result.refused) << to_string(why);
    EXPECT_EQ(to_string(*result.refused), to_string(why));
    EXPECT_EQ(result.state, FileReader::State::refused);
    if (why < Refusal::truncated) {
      EXPECT_EQ(result.payload, "");
    }
  }
}

TEST(UpdateFileReader, GivesThePayloadHoweverTheFileIsCut) {
  UpdateFile file;
  file.payload += "\n\n";
  for (const std::size_t step : {1U, 2U, 3U, 17U, 400U, 401U, 402U, 4096U, 1U << 20}) {
    const Read result = read(file.text(), step);
    EXPECT_FALSE(result.refused) << step;
    EXPECT_EQ(result.payload, file.payload) << step;
    EXPECT_EQ(result.state, FileReader::State::done);
  }
}

TEST(UpdateFileReader, TakesTheVersionThatRuns) {
  UpdateFile file;
  EXPECT_FALSE(read(file.text(), 100).refused);
  file.built = 999;
  expect_refused(file.text(), Refusal::older);
}

TEST(UpdateFileReader, RefusesWhatIsNoUpdateWithItsFirstOctets) {
  expect_refused("PK\x03\x04", Refusal::not_an_update);
  expect_refused("jackfield update\r\n", Refusal::not_an_update);
  expect_refused(std::string(100'000, '\0'), Refusal::not_an_update);
}

TEST(UpdateFileReader, RefusesAManifestWithoutItsSignature) {
  UpdateFile file;
  file.signature = 'T';
  expect_refused(file.text(), Refusal::wrong_signature);
}

TEST(UpdateFileReader, LooksAtNoManifestBeforeItsSignature) {
  UpdateFile file;
  file.signature = 'T';
  file.board = "another";
  expect_refused(file.text(), Refusal::wrong_signature);
}

TEST(UpdateFileReader, KeepsNoHeadWithoutAnEnd) {
  const std::string head = std::string(FileReader::kMagic) + std::string(100'000, 'x');
  expect_refused(head, Refusal::wrong_signature);
}

TEST(UpdateFileReader, RefusesAFormatItDoesNotKnow) {
  const std::string head =
      std::string(FileReader::kMagic) + std::string(FileReader::kSignature, 'S');
  expect_refused(head + "format=2\nwhatever\n\n", Refusal::unknown_format);
}

TEST(UpdateFileReader, RefusesAnotherBoard) {
  UpdateFile file;
  file.board = "qemu/virtual";
  expect_refused(file.text(), Refusal::other_board);
}

TEST(UpdateFileReader, RefusesAProgramThatCannotReadTheData) {
  UpdateFile file;
  file.schema = 6;
  expect_refused(file.text(), Refusal::older_schema);
  file.schema = 8;
  EXPECT_FALSE(read(file.text(), 100).refused);
}

TEST(UpdateFileReader, RefusesWhatIsLargerThanTheSlot) {
  const UpdateFile file;
  Conditions conditions = board();
  conditions.slot_size = file.payload.size();
  EXPECT_FALSE(read(file.text(), 100, conditions).refused);
  --conditions.slot_size;
  expect_refused(file.text(), Refusal::too_large, conditions);
}

TEST(UpdateFileReader, RefusesWhatEndsTooEarly) {
  const std::string file = UpdateFile().text();
  for (std::size_t length = 0; length < file.size(); length += 131) {
    expect_refused(std::string_view(file).substr(0, length), Refusal::truncated);
  }
  expect_refused(std::string_view(file).substr(0, file.size() - 1), Refusal::truncated);
}

TEST(UpdateFileReader, RefusesWhatIsLongerThanItSays) {
  expect_refused(UpdateFile().text() + "x", Refusal::too_long);
}

TEST(UpdateFileReader, RefusesADamagedPayload) {
  std::string file = UpdateFile().text();
  file.back() = static_cast<char>(file.back() ^ 1);
  expect_refused(file, Refusal::damaged);
}

}  // namespace
}  // namespace update
