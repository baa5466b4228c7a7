#include "firmware/media/file/wav.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "firmware/media/file/wav_reader.h"
#include "firmware/media/file/wav_writer.h"

namespace media {
namespace {

using Samples = std::vector<std::int16_t>;

std::string le16(unsigned number) {
  return {static_cast<char>(number), static_cast<char>(number >> 8)};
}
std::string le32(std::uint32_t number) {
  return le16(number & 0xFFFF) + le16(number >> 16);
}
std::string chunk(const std::string& name, const std::string& octets) {
  return name + le32(static_cast<std::uint32_t>(octets.size())) + octets +
         std::string(octets.size() % 2, '\0');
}
std::string format(unsigned encoding, unsigned channels, std::uint32_t rate_hz, unsigned bits) {
  return le16(encoding) + le16(channels) + le32(rate_hz) + le32(rate_hz * channels * bits / 8) +
         le16(channels * bits / 8) + le16(bits);
}
std::string riff(const std::string& chunks) {
  return "RIFF" + le32(static_cast<std::uint32_t>(4 + chunks.size())) + "WAVE" + chunks;
}
const std::string kMono = chunk("fmt ", format(1, 1, 8'000, 16));

class Wav : public testing::Test {
 protected:
  Wav() {
    std::string pattern = testing::TempDir() + "wavXXXXXX";
    folder_ = mkdtemp(pattern.data());
    path = folder_ + "/sound.wav";
  }
  ~Wav() override { std::filesystem::remove_all(folder_); }

  void put(const std::string& octets) { std::ofstream(path, std::ios::binary) << octets; }

  std::string octets() {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  // Everything in the file.
  Samples read() {
    auto reader = WavReader::open(path);
    EXPECT_TRUE(reader) << to_string(reader.error());
    Samples pcm(100'000);
    pcm.resize(reader ? reader->read(pcm) : 0);
    return pcm;
  }

  WavError error_of(const std::string& octets) {
    put(octets);
    const auto reader = WavReader::open(path);
    EXPECT_FALSE(reader);
    return reader.error();
  }

  std::string path;

 private:
  std::string folder_;
};

using WavReaderTest = Wav;
using WavWriterTest = Wav;

TEST_F(WavReaderTest, PlaysOneChannelAsItIs) {
  put(riff(kMono + chunk("data", le16(1) + le16(0xFFFE) + le16(0x7FFF) + le16(0x8000))));
  EXPECT_EQ(WavReader::open(path)->format(), (WavFormat{8'000, 1}));
  EXPECT_EQ(read(), (Samples{1, -2, 32'767, -32'768}));
}

TEST_F(WavReaderTest, MixesTwoChannelsIntoOne) {
  put(riff(chunk("fmt ", format(1, 2, 48'000, 16)) +
           chunk("data", le16(100) + le16(300) + le16(0x8000) + le16(0x8000))));
  EXPECT_EQ(WavReader::open(path)->format(), (WavFormat{48'000, 2}));
  EXPECT_EQ(read(), (Samples{200, -32'768}));
}

TEST_F(WavReaderTest, PassesOverChunksItDoesNotKnowAndOddSizes) {
  put(riff(chunk("LIST", "odd") + kMono + chunk("fact", "1234") + chunk("data", le16(7)) +
           chunk("LIST", "what comes after the sound is not played")));
  EXPECT_EQ(read(), Samples{7});
}

TEST_F(WavReaderTest, KnowsTheExtensibleFormat) {
  const std::string guid = le16(1) + std::string("\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71", 14);
  const std::string extension = le16(22) + le16(16) + le32(4) + guid;
  put(riff(chunk("fmt ", format(0xFFFE, 1, 16'000, 16) + extension) + chunk("data", le16(7))));
  EXPECT_EQ(read(), Samples{7});
}

TEST_F(WavReaderTest, PlaysToTheEndOfAFileThatEndsTooSoon) {
  put(riff(kMono + "data" + le32(1'000'000) + le16(1) + le16(2) + "x"));
  EXPECT_EQ(read(), (Samples{1, 2}));
}

TEST_F(WavReaderTest, PlaysNothingOfAnEmptySound) {
  put(riff(kMono + chunk("data", "") + chunk("LIST", "abcd")));
  EXPECT_EQ(read(), Samples{});
}

TEST_F(WavReaderTest, ReadsPieceByPiece) {
  std::string sound;
  for (unsigned i = 0; i < 5'000; ++i) sound += le16(i);
  put(riff(kMono + chunk("data", sound)));
  auto reader = WavReader::open(path);
  Samples pcm(1'999);
  EXPECT_EQ(reader->read(pcm), 1'999u);
  EXPECT_EQ(reader->read(pcm), 1'999u);
  EXPECT_EQ(pcm[0], 1'999);
  EXPECT_EQ(reader->read(pcm), 1'002u);
  EXPECT_EQ(pcm[1'001], 4'999);
  EXPECT_EQ(reader->read(pcm), 0u);
}

TEST_F(WavReaderTest, RefusesWhatIsNoWav) {
  const std::string sound = chunk("data", le16(1));
  EXPECT_EQ(error_of(""), WavError::not_wav);
  EXPECT_EQ(error_of("RIFF"), WavError::not_wav);
  EXPECT_EQ(error_of("RIFX" + riff(kMono + sound).substr(4)), WavError::not_wav);
  EXPECT_EQ(error_of(riff(kMono)), WavError::not_wav);
  EXPECT_EQ(error_of(riff(sound + kMono)), WavError::not_wav);
  EXPECT_EQ(error_of(riff(chunk("fmt ", "short") + sound)), WavError::not_wav);
  EXPECT_EQ(error_of(riff("fmt " + le32(0xFFFF'FFFF) + sound)), WavError::not_wav);
  EXPECT_EQ(error_of(riff("LIST" + le32(0xFFFF'FFFF) + kMono + sound)), WavError::not_wav);
}

TEST_F(WavReaderTest, ReadsNoMoreChunksThanALimit) {
  std::string chunks;
  for (int i = 0; i < 62; ++i) chunks += chunk("junk", "");
  put(riff(chunks + kMono + chunk("data", le16(1))));
  EXPECT_EQ(read(), Samples{1});
  EXPECT_EQ(error_of(riff(chunks + chunk("junk", "") + kMono + chunk("data", le16(1)))),
            WavError::not_wav);
}

TEST_F(WavReaderTest, RefusesWhatItCannotPlay) {
  const auto error = [this](unsigned encoding, unsigned channels, std::uint32_t rate_hz,
                            unsigned bits) {
    return error_of(
        riff(chunk("fmt ", format(encoding, channels, rate_hz, bits)) + chunk("data", le16(1))));
  };
  EXPECT_EQ(error(3, 1, 8'000, 16), WavError::unsupported);
  EXPECT_EQ(error(1, 0, 8'000, 16), WavError::unsupported);
  EXPECT_EQ(error(1, 3, 8'000, 16), WavError::unsupported);
  EXPECT_EQ(error(1, 1, 7'999, 16), WavError::unsupported);
  EXPECT_EQ(error(1, 1, 48'001, 16), WavError::unsupported);
  EXPECT_EQ(error(1, 1, 8'000, 8), WavError::unsupported);
  EXPECT_EQ(error(0xFFFE, 1, 8'000, 16), WavError::unsupported);
}

TEST_F(WavReaderTest, TellsThatAFileIsNotThere) {
  EXPECT_EQ(WavReader::open(path).error(), WavError::cannot_open);
}

TEST_F(WavWriterTest, WritesExactlyWhatTheFormatSays) {
  {
    auto writer = WavWriter::create(path, {16'000, 2});
    ASSERT_TRUE(writer);
    EXPECT_TRUE(writer->write(Samples{1, -1}));
    EXPECT_TRUE(writer->close());
  }
  EXPECT_EQ(octets(),
            riff(chunk("fmt ", format(1, 2, 16'000, 16)) + chunk("data", le16(1) + le16(0xFFFF))));
}

TEST_F(WavWriterTest, ClosesWhenItGoes) {
  WavWriter::create(path, {8'000, 1})->write(Samples{1, 2, 3}).value();
  EXPECT_EQ(octets(), riff(kMono + chunk("data", le16(1) + le16(2) + le16(3))));
}

TEST_F(WavWriterTest, LeavesWhatWasFlushedPlayableWhenThePowerGoes) {
  auto writer = WavWriter::create(path, {8'000, 1});
  EXPECT_TRUE(writer->write(Samples{1, 2, 3}));
  EXPECT_TRUE(writer->flush());
  const std::string then = octets();
  EXPECT_TRUE(writer->write(Samples{4}));
  EXPECT_TRUE(writer->close());
  put(then);
  EXPECT_EQ(read(), (Samples{1, 2, 3}));
  put(then + "x");  // half a sample
  EXPECT_EQ(read(), (Samples{1, 2, 3}));
}

TEST_F(WavWriterTest, KeepsToItsLimit) {
  auto writer = WavWriter::create(path, {8'000, 1}, /*limit=*/6);
  EXPECT_TRUE(writer->write(Samples{1, 2}));
  EXPECT_EQ(writer->write(Samples{3, 4}).error(), WavError::full);
  EXPECT_TRUE(writer->write(Samples{3}));
  EXPECT_EQ(writer->write(Samples{4}).error(), WavError::full);
  EXPECT_TRUE(writer->close());
  EXPECT_EQ(read(), (Samples{1, 2, 3}));
}

TEST_F(WavWriterTest, TellsThatTheDiskIsFull) {
  auto writer = WavWriter::create("/dev/full", {8'000, 1});
  ASSERT_TRUE(writer);
  EXPECT_TRUE(writer->write(Samples{1}));
  EXPECT_EQ(writer->flush().error(), WavError::full);
}

TEST_F(WavWriterTest, TellsThatItCannotCreateAFile) {
  EXPECT_EQ(WavWriter::create(path + "/no/folder", {8'000, 1}).error(), WavError::cannot_open);
}

TEST_F(WavWriterTest, WritesManyPiecesOfAnySize) {
  Samples sent(70'001);
  for (std::size_t i = 0; i < sent.size(); ++i) sent[i] = static_cast<std::int16_t>(i * 31);
  auto writer = WavWriter::create(path, {8'000, 1});
  EXPECT_TRUE(writer->write(std::span(sent).first(69'000)));
  EXPECT_TRUE(writer->write(std::span(sent).subspan(69'000)));
  EXPECT_TRUE(writer->write({}));
  EXPECT_EQ(writer->octets(), 140'002u);
  EXPECT_TRUE(writer->close());
  EXPECT_EQ(read(), sent);
}

}  // namespace
}  // namespace media
