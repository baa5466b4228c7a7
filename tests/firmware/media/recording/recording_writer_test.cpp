#include "firmware/media/recording/recording_writer.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include "firmware/media/file/wav_reader.h"
#include "tests/firmware/media/signal.h"

namespace media {
namespace {

namespace fs = std::filesystem;

constexpr RecordingId kOne{1}, kTwo{2};

class LoudLog final : public base::Log {
 public:
  void write(base::Severity, std::string_view part, std::string_view event,
             std::initializer_list<base::LogField> fields) override {
    lines.push_back(base::format_line(part, event, fields));
  }
  std::vector<std::string> lines;
};

class ARecordingWriter : public ::testing::Test {
 protected:
  ARecordingWriter()
      : folder(fs::temp_directory_path() / ("recordings" + std::to_string(::getpid()))) {
    fs::create_directories(folder);
  }
  ~ARecordingWriter() override { fs::remove_all(folder); }

  std::string path(const std::string& name) const { return (folder / name).string(); }
  // A second of a sine on the left, silence on the right.
  static RecordedAudio second(RecordingId recording) {
    RecordedAudio audio{recording, {}};
    for (const std::int16_t sample : sine(1'000, 8'000, kRecordingRateHz, kRecordingRateHz)) {
      audio.pcm.push_back(sample);
      audio.pcm.push_back(0);
    }
    return audio;
  }

  const fs::path folder;
  LoudLog log;
  RecordingWriter writer{log};
};

TEST_F(ARecordingWriter, WritesWavThatAppearsUnderItsNameWhenItIsWhole) {
  writer.take(RecordingBegan{kOne, path("a.wav"), RecordingFormat::wav});
  writer.take(second(kOne));
  EXPECT_FALSE(fs::exists(path("a.wav")));
  writer.take(second(kOne));
  writer.take(RecordingEnded{kOne});
  EXPECT_FALSE(fs::exists(path("a.wav.part")));
  EXPECT_EQ(writer.open(), 0u);
  auto reader = WavReader::open(path("a.wav"));
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->format(), (WavFormat{16'000, 2}));
  EXPECT_EQ(fs::file_size(path("a.wav")), 44u + 2 * 64'000);
  EXPECT_TRUE(log.lines.empty());
}

TEST_F(ARecordingWriter, WritesOpusInOgg) {
  writer.take(RecordingBegan{kOne, path("a.opus"), RecordingFormat::ogg_opus});
  for (int i = 0; i < 5; ++i) writer.take(second(kOne));
  writer.take(RecordingEnded{kOne});
  std::ifstream file(path("a.opus"), std::ios::binary);
  std::string octets((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  EXPECT_EQ(octets.substr(0, 4), "OggS");
  EXPECT_EQ(octets.substr(28, 8), "OpusHead");
  EXPECT_EQ(octets[37], 2) << "channels";
  EXPECT_GT(octets.size(), 5'000u);
  EXPECT_LT(octets.size(), 60'000u);
  // The granule position of the last page: 48,000 a second, and the pre-skip.
  const std::size_t page = octets.rfind("OggS");
  std::uint64_t granule = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    granule |= std::uint64_t{static_cast<std::uint8_t>(octets[page + 6 + i])} << (8 * i);
  }
  EXPECT_NEAR(static_cast<double>(granule), 5 * 48'000, 2'000);
  EXPECT_EQ(octets[page + 5] & 4, 4) << "the end of the stream";
}

TEST_F(ARecordingWriter, MakesFoldersAndFilesForTheirOwnerAlone) {
  for (const RecordingFormat format : {RecordingFormat::wav, RecordingFormat::ogg_opus}) {
    const std::string file = path(format == RecordingFormat::wav ? "r/day/a.wav" : "r/day/a.opus");
    writer.take(RecordingBegan{kOne, file, format});
    writer.take(RecordingEnded{kOne});
    EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(fs::status(path("r")).permissions(), fs::perms::owner_all);
    EXPECT_EQ(fs::status(path("r/day")).permissions(), fs::perms::owner_all);
  }
  EXPECT_TRUE(log.lines.empty());
}

TEST_F(ARecordingWriter, EndsARecordingThatFailsAloneAndSaysSo) {
  std::ofstream(path("no")) << "no folder";
  writer.take(RecordingBegan{kOne, path("no/such/folder/a.wav"), RecordingFormat::wav});
  writer.take(RecordingBegan{kTwo, path("b.wav"), RecordingFormat::wav});
  writer.take(second(kOne));
  writer.take(second(kTwo));
  writer.take(RecordingEnded{kOne});
  writer.take(RecordingEnded{kTwo});
  EXPECT_TRUE(fs::exists(path("b.wav")));
  ASSERT_EQ(log.lines.size(), 1u);
  EXPECT_NE(log.lines[0].find("no/such/folder/a.wav"), std::string::npos);
}

TEST_F(ARecordingWriter, EndsARecordingWhenTheDiskIsFull) {
  for (const RecordingFormat format : {RecordingFormat::wav, RecordingFormat::ogg_opus}) {
    fs::create_symlink("/dev/full", path("full.part"));
    writer.take(RecordingBegan{kOne, path("full"), format});
    for (int i = 0; i < 60; ++i) writer.take(second(kOne));
    writer.take(RecordingEnded{kOne});
    EXPECT_EQ(writer.open(), 0u);
    EXPECT_FALSE(log.lines.empty());
    log.lines.clear();
    fs::remove(path("full.part"));
  }
}

TEST_F(ARecordingWriter, FinishesWhatIsNotEndedWhenItGoes) {
  {
    RecordingWriter brief(log);
    brief.take(RecordingBegan{kOne, path("a.wav"), RecordingFormat::wav});
    brief.take(second(kOne));
  }
  EXPECT_TRUE(fs::exists(path("a.wav")));
}

}  // namespace
}  // namespace media
