#include "firmware/media/codec/l16.h"

#include "firmware/media/codec/repeat_concealment.h"

namespace media {

namespace {

class L16Encoder final : public Encoder {
 public:
  CodecResult encode(std::span<const std::int16_t> pcm, std::span<std::uint8_t> octets) override {
    if (pcm.empty()) return CodecError::bad_length;
    if (octets.size() / 2 < pcm.size()) return CodecError::no_room;
    for (std::size_t i = 0; i < pcm.size(); ++i) {
      octets[2 * i] = static_cast<std::uint8_t>(pcm[i] >> 8);
      octets[2 * i + 1] = static_cast<std::uint8_t>(pcm[i]);
    }
    return 2 * pcm.size();
  }
};

class L16Decoder final : public Decoder {
 public:
  explicit L16Decoder(std::uint32_t rate_hz) : concealment_(rate_hz) {}

  CodecResult decode(std::span<const std::uint8_t> octets, std::span<std::int16_t> pcm) override {
    if (octets.empty()) return CodecError::empty;
    if (octets.size() % 2 != 0) return CodecError::malformed;
    const std::size_t samples = octets.size() / 2;
    if (pcm.size() < samples) return CodecError::no_room;
    for (std::size_t i = 0; i < samples; ++i) {
      pcm[i] = static_cast<std::int16_t>(octets[2 * i] << 8 | octets[2 * i + 1]);
    }
    concealment_.heard(pcm.first(samples));
    return samples;
  }

  void conceal(std::span<std::int16_t> pcm) override { concealment_.fill(pcm); }

 private:
  RepeatConcealment concealment_;
};

}  // namespace

std::unique_ptr<Encoder> make_l16_encoder() {
  return std::make_unique<L16Encoder>();
}

std::unique_ptr<Decoder> make_l16_decoder(std::uint32_t rate_hz) {
  return std::make_unique<L16Decoder>(rate_hz);
}

}  // namespace media
