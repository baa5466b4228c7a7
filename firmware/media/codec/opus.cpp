#include "firmware/media/codec/opus.h"

#include <opus/opus.h>

#include <algorithm>

#include "firmware/base/assert.h"

namespace media {

namespace {

constexpr std::uint32_t kOpusDefaultRateHz = 48'000;
constexpr std::uint32_t kOpusFramesPerSecond = 400;  // of the shortest, 2.5 ms
constexpr std::uint32_t kOpusLongest = 48;           // of the shortest: 120 ms

constexpr std::uint32_t kOpusLeastBitRate = 6'000;  // RFC 7587 section 6.1
constexpr std::uint32_t kOpusMostBitRate = 510'000;

std::uint32_t opus_rate_of(const CodecOptions& options) {
  const std::uint32_t rate = options.pcm_rate_hz == 0 ? kOpusDefaultRateHz : options.pcm_rate_hz;
  ASSERT(rate == 48'000 || rate == 16'000 || rate == 8'000);
  return rate;
}

CodecError error_of_opus(int code) {
  switch (code) {
    case OPUS_BUFFER_TOO_SMALL:
      return CodecError::no_room;
    case OPUS_BAD_ARG:
      return CodecError::bad_length;
    default:
      return CodecError::malformed;
  }
}

opus_int32 bandwidth_for(std::uint32_t playback_rate_hz) {
  if (playback_rate_hz <= 8'000) return OPUS_BANDWIDTH_NARROWBAND;
  if (playback_rate_hz <= 12'000) return OPUS_BANDWIDTH_MEDIUMBAND;
  if (playback_rate_hz <= 16'000) return OPUS_BANDWIDTH_WIDEBAND;
  if (playback_rate_hz <= 24'000) return OPUS_BANDWIDTH_SUPERWIDEBAND;
  return OPUS_BANDWIDTH_FULLBAND;
}

class OpusVoiceEncoder final : public Encoder {
 public:
  explicit OpusVoiceEncoder(const CodecOptions& options)
      : state_(opus_encoder_create(static_cast<opus_int32>(opus_rate_of(options)), 1,
                                   OPUS_APPLICATION_VOIP, nullptr)) {
    ASSERT(state_ != nullptr);
    set(OPUS_SET_COMPLEXITY(std::min<opus_int32>(options.complexity, 10)));
    set(OPUS_SET_INBAND_FEC(options.in_band_fec ? 1 : 0));
    set(OPUS_SET_PACKET_LOSS_PERC(std::min<opus_int32>(options.expected_loss_percent, 100)));
    set(OPUS_SET_VBR(options.constant_bit_rate ? 0 : 1));
    set(OPUS_SET_DTX(options.discontinuous ? 1 : 0));
    if (options.max_average_bit_rate != 0) {
      const std::uint32_t bit_rate =
          std::clamp(options.max_average_bit_rate, kOpusLeastBitRate, kOpusMostBitRate);
      set(OPUS_SET_BITRATE(static_cast<opus_int32>(bit_rate)));
    }
    if (options.max_playback_rate_hz != 0) {
      set(OPUS_SET_MAX_BANDWIDTH(bandwidth_for(options.max_playback_rate_hz)));
    }
  }

  CodecResult encode(std::span<const std::int16_t> pcm, std::span<std::uint8_t> octets) override {
    if (pcm.empty()) return CodecError::bad_length;
    if (octets.empty()) return CodecError::no_room;
    const int size = opus_encode(state_.get(), pcm.data(), static_cast<int>(pcm.size()),
                                 octets.data(), static_cast<opus_int32>(octets.size()));
    if (size < 0) return error_of_opus(size);
    return static_cast<std::size_t>(size);
  }

 private:
  struct Destroy {
    void operator()(OpusEncoder* state) const { opus_encoder_destroy(state); }
  };

  void set(int request, opus_int32 value) {
    ASSERT(opus_encoder_ctl(state_.get(), request, value) == OPUS_OK);
  }

  std::unique_ptr<OpusEncoder, Destroy> state_;
};

class OpusVoiceDecoder final : public Decoder {
 public:
  explicit OpusVoiceDecoder(const CodecOptions& options)
      : shortest_(opus_rate_of(options) / kOpusFramesPerSecond),
        state_(opus_decoder_create(static_cast<opus_int32>(opus_rate_of(options)), 1, nullptr)) {
    ASSERT(state_ != nullptr);
  }

  CodecResult decode(std::span<const std::uint8_t> octets, std::span<std::int16_t> pcm) override {
    if (octets.empty()) return CodecError::empty;
    if (pcm.empty()) return CodecError::no_room;
    const int samples =
        opus_decode(state_.get(), octets.data(), static_cast<opus_int32>(octets.size()), pcm.data(),
                    static_cast<int>(std::min(pcm.size(), shortest_ * kOpusLongest)), /*fec=*/0);
    if (samples < 0) return error_of_opus(samples);
    return static_cast<std::size_t>(samples);
  }

  void conceal(std::span<std::int16_t> pcm) override { replace({}, pcm); }

  void recover(std::span<const std::uint8_t> next, std::span<std::int16_t> pcm) override {
    replace(next, pcm);
  }

 private:
  struct Destroy {
    void operator()(OpusDecoder* state) const { opus_decoder_destroy(state); }
  };

  // The end of what is missing is taken from `next`, if that carries a copy of it.
  void replace(std::span<const std::uint8_t> next, std::span<std::int16_t> pcm) {
    ASSERT(pcm.size() % shortest_ == 0);
    while (!pcm.empty()) {
      const auto part = pcm.first(std::min(pcm.size(), shortest_ * kOpusLongest));
      pcm = pcm.subspan(part.size());
      if (!pcm.empty() || next.empty() || !fill(next, part)) ASSERT(fill({}, part));
    }
  }

  bool fill(std::span<const std::uint8_t> next, std::span<std::int16_t> pcm) {
    const auto size = static_cast<int>(pcm.size());
    return opus_decode(state_.get(), next.empty() ? nullptr : next.data(),
                       static_cast<opus_int32>(next.size()), pcm.data(), size, /*fec=*/1) == size;
  }

  const std::size_t shortest_;  // samples
  std::unique_ptr<OpusDecoder, Destroy> state_;
};

}  // namespace

std::unique_ptr<Encoder> make_opus_encoder(const CodecOptions& options) {
  return std::make_unique<OpusVoiceEncoder>(options);
}

std::unique_ptr<Decoder> make_opus_decoder(const CodecOptions& options) {
  return std::make_unique<OpusVoiceDecoder>(options);
}

}  // namespace media
