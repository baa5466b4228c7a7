#include "firmware/media/codec/speex.h"

#include <speex/speex.h>

#include <algorithm>
#include <array>

#include "firmware/base/assert.h"

namespace media {

namespace {

constexpr int kSpeexQuality = 8;  // of 10: 15 kbit/s narrowband, 28 kbit/s wideband

// What the library makes room for at the start; a longer payload would have it allocate.
constexpr std::size_t kSpeexMostOctets = 2'000;
constexpr std::size_t kSpeexMostSamples = 320;  // of a frame

constexpr int kSpeexEnd = -1;  // speex_decode_int: no frame is left
constexpr int kSpeexShortestFrameBits = 5;

const SpeexMode* mode_of(SpeexBand band) {
  return band == SpeexBand::narrow ? &speex_nb_mode : &speex_wb_mode;
}

std::size_t frame_samples_of(SpeexBand band) {
  return band == SpeexBand::narrow ? 160 : kSpeexMostSamples;
}

class SpeexFrames {
 public:
  SpeexFrames() { speex_bits_init(&bits_); }
  ~SpeexFrames() { speex_bits_destroy(&bits_); }
  SpeexFrames(const SpeexFrames&) = delete;
  SpeexFrames& operator=(const SpeexFrames&) = delete;
  SpeexBits* get() { return &bits_; }

 private:
  SpeexBits bits_;
};

class SpeexEncoder final : public Encoder {
 public:
  SpeexEncoder(SpeexBand band, const CodecOptions& options)
      : frame_samples_(frame_samples_of(band)), state_(speex_encoder_init(mode_of(band))) {
    ASSERT(state_ != nullptr);
    set(SPEEX_SET_QUALITY, kSpeexQuality);
    set(SPEEX_SET_COMPLEXITY, std::clamp<int>(options.complexity, 1, 10));
    if (options.max_average_bit_rate != 0) {
      set(SPEEX_SET_BITRATE, static_cast<int>(std::min(options.max_average_bit_rate, 64'000u)));
    }
  }

  CodecResult encode(std::span<const std::int16_t> pcm, std::span<std::uint8_t> octets) override {
    if (pcm.empty() || pcm.size() % frame_samples_ != 0) return CodecError::bad_length;
    speex_bits_reset(bits_.get());
    std::array<spx_int16_t, kSpeexMostSamples> frame;  // the library scratches in its input
    for (; !pcm.empty(); pcm = pcm.subspan(frame_samples_)) {
      std::copy_n(pcm.begin(), frame_samples_, frame.begin());
      speex_encode_int(state_.get(), frame.data(), bits_.get());
    }
    speex_bits_insert_terminator(bits_.get());
    const auto size = static_cast<std::size_t>(speex_bits_nbytes(bits_.get()));
    if (size > octets.size()) return CodecError::no_room;
    speex_bits_write(bits_.get(), reinterpret_cast<char*>(octets.data()), static_cast<int>(size));
    return size;
  }

 private:
  struct Destroy {
    void operator()(void* state) const { speex_encoder_destroy(state); }
  };

  void set(int request, int value) {
    ASSERT(speex_encoder_ctl(state_.get(), request, &value) == 0);
  }

  const std::size_t frame_samples_;
  std::unique_ptr<void, Destroy> state_;
  SpeexFrames bits_;
};

class SpeexDecoder final : public Decoder {
 public:
  explicit SpeexDecoder(SpeexBand band)
      : frame_samples_(frame_samples_of(band)), state_(speex_decoder_init(mode_of(band))) {
    ASSERT(state_ != nullptr);
  }

  CodecResult decode(std::span<const std::uint8_t> octets, std::span<std::int16_t> pcm) override {
    if (octets.empty()) return CodecError::empty;
    if (octets.size() > kSpeexMostOctets) return CodecError::malformed;
    speex_bits_read_from(bits_.get(), reinterpret_cast<const char*>(octets.data()),
                         static_cast<int>(octets.size()));
    std::size_t samples = 0;
    std::array<spx_int16_t, kSpeexMostSamples> frame;
    while (speex_bits_remaining(bits_.get()) >= kSpeexShortestFrameBits) {
      const int outcome = speex_decode_int(state_.get(), bits_.get(), frame.data());
      if (outcome == kSpeexEnd) break;
      if (outcome != 0 || speex_bits_remaining(bits_.get()) < 0) return CodecError::malformed;
      if (pcm.size() - samples < frame_samples_) return CodecError::no_room;
      std::copy_n(frame.begin(), frame_samples_,
                  pcm.begin() + static_cast<std::ptrdiff_t>(samples));
      samples += frame_samples_;
    }
    if (samples == 0) return CodecError::malformed;
    return samples;
  }

  void conceal(std::span<std::int16_t> pcm) override {
    ASSERT(pcm.size() % frame_samples_ == 0);
    for (; !pcm.empty(); pcm = pcm.subspan(frame_samples_)) {
      speex_decode_int(state_.get(), nullptr, pcm.data());
    }
  }

 private:
  struct Destroy {
    void operator()(void* state) const { speex_decoder_destroy(state); }
  };

  const std::size_t frame_samples_;
  std::unique_ptr<void, Destroy> state_;
  SpeexFrames bits_;
};

}  // namespace

std::unique_ptr<Encoder> make_speex_encoder(SpeexBand band, const CodecOptions& options) {
  return std::make_unique<SpeexEncoder>(band, options);
}

std::unique_ptr<Decoder> make_speex_decoder(SpeexBand band) {
  return std::make_unique<SpeexDecoder>(band);
}

}  // namespace media
