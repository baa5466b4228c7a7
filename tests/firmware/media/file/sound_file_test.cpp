#include "firmware/media/file/sound_file.h"

#include <gtest/gtest.h>
#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "tests/firmware/media/file/written.h"
#include "tests/firmware/media/signal.h"

namespace media {
namespace {

using namespace std::chrono_literals;

using Brought = std::vector<std::uint8_t>;

std::vector<float> tone(double hz, double peak, int rate_hz, double seconds) {
  std::vector<float> pcm(static_cast<std::size_t>(rate_hz * seconds));
  for (std::size_t i = 0; i < pcm.size(); ++i) {
    const double angle = 2 * 3.14159265358979 * hz * static_cast<double>(i) / rate_hz;
    pcm[i] = static_cast<float>(peak * std::sin(angle));
  }
  return pcm;
}

constexpr int kPcmWav = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
constexpr int kVorbis = SF_FORMAT_OGG | SF_FORMAT_VORBIS;
constexpr int kOpus = SF_FORMAT_OGG | SF_FORMAT_OPUS;
constexpr int kFlac = SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
constexpr int kMp3 = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;

SoundFileError refusal_of(const Brought& file, std::chrono::seconds longest = 60s) {
  const auto read = read_sound_file(file, longest);
  EXPECT_TRUE(read.has_error());
  return read ? SoundFileError{} : read.error();
}

TEST(SoundFile, ReadsAllFourKindsAtAnyRateAndWithAnyChannels) {
  struct Case {
    const char* name;
    int format, rate_hz, channels;
    double slack;  // seconds that a lossy codec may add
  };
  for (const Case& one : {
           Case{"wav", kPcmWav, 8'000, 1, 0},
           Case{"wav", kPcmWav, 16'000, 1, 0},
           Case{"wav", kPcmWav, 44'100, 2, 0},
           Case{"wav of 24 bits", SF_FORMAT_WAV | SF_FORMAT_PCM_24, 48'000, 2, 0},
           Case{"wav of floats", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 22'050, 1, 0},
           Case{"wav of mu-law", SF_FORMAT_WAV | SF_FORMAT_ULAW, 8'000, 1, 0},
           Case{"wavex", SF_FORMAT_WAVEX | SF_FORMAT_PCM_16, 32'000, 6, 0},
           Case{"vorbis", kVorbis, 44'100, 2, 0},
           Case{"opus", kOpus, 48'000, 2, 0.02},
           Case{"opus", kOpus, 16'000, 1, 0.02},
           Case{"flac", kFlac, 44'100, 2, 0},
           Case{"flac", kFlac, 11'025, 1, 0},
           Case{"mp3", kMp3, 44'100, 2, 0.1},
           Case{"mp3", kMp3, 16'000, 1, 0.1},
       }) {
    SCOPED_TRACE(std::string(one.name) + " " + std::to_string(one.rate_hz));
    const Brought file =
        written(one.format, one.rate_hz, one.channels, tone(1'000, 0.3, one.rate_hz, 2));
    const auto pcm = read_sound_file(file, 60s);
    ASSERT_TRUE(pcm) << to_string(pcm.error());
    EXPECT_NEAR(static_cast<double>(pcm->size()), 32'000, 1 + 16'000 * one.slack);
    const auto middle = std::span(*pcm).subspan(8'000, 16'000);
    EXPECT_GT(snr_of_sine(middle, 1'000, 16'000), 25);
  }
}

TEST(SoundFile, MakesTheLevelEven) {
  const auto level_of = [](double peak) {
    const auto pcm = read_sound_file(written(kFlac, 16'000, 1, tone(440, peak, 16'000, 1)), 60s);
    EXPECT_TRUE(pcm);
    return pcm ? 20 * std::log10(rms_of(*pcm) / 32'768) : 0;
  };
  EXPECT_NEAR(level_of(0.99), -22, 0.3);
  EXPECT_NEAR(level_of(0.05), -22, 0.3);
  EXPECT_NEAR(level_of(0.005), 20 * std::log10(0.005 / std::sqrt(2)) + 20, 0.3)
      << "by 20 dB at most";
}

TEST(SoundFile, IsAsLoudAsWhatSoundsInItBetweenPauses) {
  std::vector<float> pcm = tone(440, 0.5, 16'000, 1);
  pcm.resize(160'000);
  const auto read = read_sound_file(written(kPcmWav, 16'000, 1, pcm), 60s);
  ASSERT_TRUE(read);
  EXPECT_NEAR(20 * std::log10(rms_of(std::span(*read).first(16'000)) / 32'768), -22, 0.3);
}

TEST(SoundFile, LetsNoPeakComeNearFullScale) {
  std::vector<float> pcm = tone(440, 0.01, 16'000, 5);
  pcm[40'000] = 0.9F;
  const auto read = read_sound_file(written(kPcmWav, 16'000, 1, pcm), 60s);
  ASSERT_TRUE(read);
  EXPECT_LE(*std::ranges::max_element(*read), 29'300);
}

TEST(SoundFile, TakesWhatLastsAsLongAsAllowedAndNothingLonger) {
  const auto pcm = tone(440, 0.3, 8'000, 3);
  EXPECT_TRUE(read_sound_file(written(kPcmWav, 8'000, 1, pcm), 3s));
  std::vector<float> longer = pcm;
  longer.push_back(0);
  EXPECT_EQ(refusal_of(written(kPcmWav, 8'000, 1, longer), 3s), SoundFileError::too_long);
}

TEST(SoundFile, RefusesWhatIsNotSpokenHere) {
  const auto pcm = tone(440, 0.3, 48'000, 0.2);
  EXPECT_EQ(refusal_of(written(kPcmWav, 96'000, 1, pcm)), SoundFileError::unsupported);
  EXPECT_EQ(refusal_of(written(kPcmWav, 7'999, 1, pcm)), SoundFileError::unsupported);
  EXPECT_EQ(refusal_of(written(kPcmWav, 48'000, 9, pcm)), SoundFileError::unsupported);
  EXPECT_TRUE(read_sound_file(written(kPcmWav, 48'000, 8, pcm), 60s));
  EXPECT_EQ(refusal_of(written(SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, 8'000, 1, pcm)),
            SoundFileError::unsupported);
  EXPECT_EQ(refusal_of(written(SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 8'000, 1, pcm)),
            SoundFileError::unknown);
  EXPECT_EQ(refusal_of(written(SF_FORMAT_AU | SF_FORMAT_PCM_16, 8'000, 1, pcm)),
            SoundFileError::unknown);
}

TEST(SoundFile, RefusesWhatIsNoSound) {
  const std::string text = "Once upon a time";
  EXPECT_EQ(refusal_of(Brought(text.begin(), text.end())), SoundFileError::unknown);
  EXPECT_EQ(refusal_of({}), SoundFileError::unknown);
  EXPECT_EQ(refusal_of({'R', 'I', 'F', 'F'}), SoundFileError::unknown);
  EXPECT_EQ(refusal_of({'O', 'g', 'g', 'S', 1, 2, 3}), SoundFileError::damaged);
  EXPECT_EQ(refusal_of({'I', 'D', '3', 4, 0, 0, 0x7f, 0x7f, 0x7f, 0x7f}), SoundFileError::unknown);
  EXPECT_EQ(refusal_of(written(kPcmWav, 8'000, 1, std::vector<float>(8'000))),
            SoundFileError::without_sound);
  EXPECT_EQ(refusal_of(written(kPcmWav, 8'000, 1, {})), SoundFileError::without_sound);
}

TEST(SoundFile, LooksBehindATagForItsKind) {
  Brought tagged = {'I', 'D', '3', 4, 0, 0, 0, 0, 1, 2};
  tagged.insert(tagged.end(), 130, 'x');
  const Brought mp3 = written(kMp3, 44'100, 1, tone(1'000, 0.3, 44'100, 1));
  tagged.insert(tagged.end(), mp3.begin(), mp3.end());
  EXPECT_TRUE(read_sound_file(tagged, 60s));
  const Brought aiff =
      written(SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 8'000, 1, tone(440, 0.3, 8'000, 1));
  tagged.resize(140);
  tagged.insert(tagged.end(), aiff.begin(), aiff.end());
  EXPECT_EQ(refusal_of(tagged), SoundFileError::unknown);
}

TEST(SoundFile, TakesNumbersThatAreNoneForSilence) {
  std::vector<float> pcm = tone(440, 0.3, 16'000, 1);
  pcm[100] = std::numeric_limits<float>::quiet_NaN();
  pcm[200] = std::numeric_limits<float>::infinity();
  const auto read = read_sound_file(written(SF_FORMAT_WAV | SF_FORMAT_FLOAT, 16'000, 1, pcm), 60s);
  ASSERT_TRUE(read);
  EXPECT_EQ((*read)[100], 0);
  EXPECT_EQ((*read)[200], 0);
  EXPECT_NEAR(20 * std::log10(rms_of(*read) / 32'768), -22, 0.3);
}

TEST(SoundFile, EndsWhereTheFileIsCutOff) {
  for (const int format : {kPcmWav, kVorbis, kFlac, kMp3}) {
    Brought file = written(format, 44'100, 1, tone(1'000, 0.3, 44'100, 2));
    file.resize(file.size() * 2 / 3);
    const auto read = read_sound_file(file, 60s);
    if (!read) continue;  // refused whole is as good
    EXPECT_LE(read->size(), 33'000u);
  }
}

}  // namespace
}  // namespace media
