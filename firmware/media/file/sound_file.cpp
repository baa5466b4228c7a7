#include "firmware/media/file/sound_file.h"

#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "firmware/media/codec/resampler.h"

namespace media {

namespace {

constexpr std::uint32_t kRateHz = 16'000;
constexpr int kLeastRateHz = 8'000;  // what the resampler takes
constexpr int kMostRateHz = 48'000;
constexpr std::size_t kPart = 1'024;  // frames that are read at a time
constexpr int kMostTags = 4;
constexpr std::size_t kTagHeader = 10;

constexpr double kFullScale = 32'768;
constexpr double kLevel = 0.0794;         // -22 dBov
constexpr double kMostPeak = 0.891;       // -1 dBov
constexpr double kMostGain = 10;          // 20 dB
constexpr double kSoundsFrom = 0.003162;  // -50 dBov: below it is a pause
constexpr int kBlocksASecond = 20;        // of which each sounds or is a pause

using FileOctets = std::span<const std::uint8_t>;

bool begins_with(FileOctets octets, std::string_view mark) {
  return octets.size() >= mark.size() && std::memcmp(octets.data(), mark.data(), mark.size()) == 0;
}

// An ID3v2 tag before the sound (its section 3.1): libsndfile would look for any format behind it.
FileOctets without_tags(FileOctets octets) {
  for (int tag = 0; tag < kMostTags && begins_with(octets, "ID3"); ++tag) {
    if (octets.size() < kTagHeader) return {};
    std::size_t size = kTagHeader;
    for (std::size_t i = 6, shift = 21; i < kTagHeader; ++i, shift -= 7) {
      size += static_cast<std::size_t>(octets[i] & 0x7f) << shift;
    }
    octets = octets.subspan(std::min(size, octets.size()));
  }
  return octets;
}

bool is_one_of_the_four(FileOctets octets) {
  if (begins_with(octets, "RIFF")) {
    return octets.size() >= 12 && begins_with(octets.subspan(8), "WAVE");
  }
  const bool is_mpeg = octets.size() >= 4 && octets[0] == 0xff && (octets[1] & 0xe0) == 0xe0;
  return is_mpeg || begins_with(octets, "OggS") || begins_with(octets, "fLaC");
}

bool is_spoken_here(const SF_INFO& facts) {
  const int encoding = facts.format & SF_FORMAT_SUBMASK;
  constexpr std::array kWavEncodings = {SF_FORMAT_PCM_U8, SF_FORMAT_PCM_16, SF_FORMAT_PCM_24,
                                        SF_FORMAT_PCM_32, SF_FORMAT_FLOAT,  SF_FORMAT_DOUBLE,
                                        SF_FORMAT_ULAW,   SF_FORMAT_ALAW};
  const bool readable = facts.channels >= 1 && facts.channels <= kMostFileChannels &&
                        facts.samplerate >= kLeastRateHz && facts.samplerate <= kMostRateHz;
  switch (facts.format & SF_FORMAT_TYPEMASK) {
    case SF_FORMAT_WAV:
    case SF_FORMAT_WAVEX:
      return readable && std::ranges::find(kWavEncodings, encoding) != kWavEncodings.end();
    case SF_FORMAT_OGG:
    case SF_FORMAT_FLAC:
    case SF_FORMAT_MPEG:
      return readable;
    default:
      return false;
  }
}

// A file in memory, as libsndfile reads it.
struct Memory {
  FileOctets octets;
  std::size_t at = 0;
};

Memory& memory_of(void* user) {
  return *static_cast<Memory*>(user);
}

sf_count_t seek_memory(sf_count_t offset, int whence, void* user) {
  Memory& memory = memory_of(user);
  const auto size = static_cast<sf_count_t>(memory.octets.size());
  const auto at = static_cast<sf_count_t>(memory.at);
  const sf_count_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? at : size;
  if (offset < -from || offset > size - from) return -1;
  memory.at = static_cast<std::size_t>(from + offset);
  return from + offset;
}

sf_count_t read_memory(void* into, sf_count_t most, void* user) {
  Memory& memory = memory_of(user);
  if (most <= 0) return 0;
  const std::size_t size =
      std::min(static_cast<std::size_t>(most), memory.octets.size() - memory.at);
  if (size > 0) std::memcpy(into, memory.octets.data() + memory.at, size);
  memory.at += size;
  return static_cast<sf_count_t>(size);
}

SF_VIRTUAL_IO in_memory() {
  return {[](void* user) { return static_cast<sf_count_t>(memory_of(user).octets.size()); },
          seek_memory, read_memory, [](const void*, sf_count_t, void*) { return sf_count_t{0}; },
          [](void* user) { return static_cast<sf_count_t>(memory_of(user).at); }};
}

// One reading of the file from its beginning, all channels as one.
class Reading {
 public:
  explicit Reading(FileOctets octets) : memory_{octets} {
    SF_VIRTUAL_IO io = in_memory();
    file_.reset(sf_open_virtual(&io, SFM_READ, &facts_, &memory_));
  }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  bool is_open() const { return file_ != nullptr; }
  const SF_INFO& facts() const { return facts_; }
  std::uint32_t rate_hz() const { return static_cast<std::uint32_t>(facts_.samplerate); }

  // The next samples, full scale being 1; none at the end.
  std::span<const float> next() {
    const auto channels = static_cast<std::size_t>(facts_.channels);
    const sf_count_t read = sf_readf_float(file_.get(), frames_.data(), kPart);
    const std::size_t size = read > 0 ? static_cast<std::size_t>(read) : 0;
    for (std::size_t i = 0; i < size; ++i) {
      float sum = 0;
      for (std::size_t c = 0; c < channels; ++c) sum += frames_[channels * i + c];
      mono_[i] = std::isfinite(sum) ? sum / static_cast<float>(channels) : 0;
    }
    return std::span<const float>(mono_).first(size);
  }

 private:
  struct Close {
    void operator()(SNDFILE* file) const { sf_close(file); }
  };
  Memory memory_;
  SF_INFO facts_{};
  std::unique_ptr<SNDFILE, Close> file_;
  std::array<float, kPart * kMostFileChannels> frames_;
  std::array<float, kPart> mono_;
};

// How loud it is: the highest peak, and the average of what sounds.
class Loudness {
 public:
  explicit Loudness(std::uint32_t rate_hz) : block_(rate_hz / kBlocksASecond) {}

  void hear(std::span<const float> pcm) {
    for (const float sample : pcm) {
      peak_ = std::max(peak_, std::abs(static_cast<double>(sample)));
      energy_ += static_cast<double>(sample) * sample;
      if (++samples_ % block_ == 0) end_block();
    }
  }
  std::size_t samples() const { return samples_; }

  // Nothing when nothing sounds.
  std::optional<double> gain() {
    if (const std::size_t rest = samples_ % block_; rest > 0) {
      energy_ *= static_cast<double>(block_) / static_cast<double>(rest);
      end_block();
    }
    if (blocks_ == 0 || !std::isfinite(sounding_)) return std::nullopt;
    const double level = std::sqrt(sounding_ / static_cast<double>(blocks_));
    return std::min({kLevel / level, kMostPeak / peak_, kMostGain});
  }

 private:
  void end_block() {
    const double mean = std::exchange(energy_, 0) / static_cast<double>(block_);
    if (mean < kSoundsFrom * kSoundsFrom) return;
    sounding_ += mean;
    ++blocks_;
  }

  const std::size_t block_;
  std::size_t samples_ = 0;
  std::size_t blocks_ = 0;  // that sound
  double energy_ = 0;       // of the block
  double sounding_ = 0;     // mean energies of the blocks that sound
  double peak_ = 0;
};

// At 16 kHz, as long as what goes in.
class Converter {
 public:
  Converter(std::uint32_t rate_hz, std::size_t samples)
      : wanted_(static_cast<std::size_t>(std::uint64_t{samples} * kRateHz / rate_hz)) {
    pcm_.reserve(wanted_);
    if (rate_hz == kRateHz) return;
    resampler_.emplace(rate_hz, kRateHz);
    late_ = resampler_->delay() * kRateHz / rate_hz;
  }

  void take(std::span<const std::int16_t> in) {
    if (!resampler_) return append(in);
    std::array<std::int16_t, 2 * kPart> out;
    while (!in.empty()) {
      const Resampler::Progress progress = resampler_->process(in, out);
      append(std::span(out).first(progress.produced));
      in = in.subspan(progress.consumed);
    }
  }

  std::vector<std::int16_t> end() {
    const std::array<std::int16_t, 64> silence{};
    while (resampler_ && pcm_.size() < wanted_) take(silence);
    return std::move(pcm_);
  }

 private:
  void append(std::span<const std::int16_t> out) {
    const std::size_t early = std::min(late_, out.size());
    late_ -= early;
    out = out.subspan(early);
    out = out.first(std::min(out.size(), wanted_ - pcm_.size()));
    pcm_.insert(pcm_.end(), out.begin(), out.end());
  }

  const std::size_t wanted_;
  std::optional<Resampler> resampler_;
  std::size_t late_ = 0;  // samples that come before the first of the sound
  std::vector<std::int16_t> pcm_;
};

std::int16_t amplified(float sample, double gain) {
  const double value = std::clamp(sample * gain, -1.0, 1.0) * (kFullScale - 1);
  return static_cast<std::int16_t>(std::lround(value));
}

}  // namespace

std::string_view to_string(SoundFileError error) {
  switch (error) {
    case SoundFileError::unknown:
      return "this is no WAV, Ogg, FLAC or MP3 file";
    case SoundFileError::damaged:
      return "the file is damaged";
    case SoundFileError::unsupported:
      return "the file's encoding, its rate or its number of channels is not known here";
    case SoundFileError::too_long:
      return "the sound is too long";
    case SoundFileError::without_sound:
      return "there is nothing to be heard in the file";
  }
  return "the file is damaged";
}

base::Result<std::vector<std::int16_t>, SoundFileError> read_sound_file(
    std::span<const std::uint8_t> octets, std::chrono::seconds longest) {
  octets = without_tags(octets);
  if (!is_one_of_the_four(octets)) return SoundFileError::unknown;
  std::optional<double> gain;
  std::size_t samples = 0;
  {
    const auto reading = std::make_unique<Reading>(octets);
    if (!reading->is_open()) return SoundFileError::damaged;
    if (!is_spoken_here(reading->facts())) return SoundFileError::unsupported;
    const std::size_t most = static_cast<std::size_t>(longest.count()) * reading->rate_hz();
    Loudness loudness(reading->rate_hz());
    for (auto part = reading->next(); !part.empty(); part = reading->next()) {
      loudness.hear(part);
      if (loudness.samples() > most) return SoundFileError::too_long;
    }
    gain = loudness.gain();
    samples = loudness.samples();
  }
  if (!gain) return SoundFileError::without_sound;
  const auto reading = std::make_unique<Reading>(octets);
  if (!reading->is_open()) return SoundFileError::damaged;
  Converter converter(reading->rate_hz(), samples);
  std::array<std::int16_t, kPart> pcm;
  for (auto part = reading->next(); !part.empty(); part = reading->next()) {
    std::ranges::transform(part, pcm.begin(),
                           [&gain](float sample) { return amplified(sample, *gain); });
    converter.take(std::span<const std::int16_t>(pcm).first(part.size()));
  }
  return converter.end();
}

}  // namespace media
