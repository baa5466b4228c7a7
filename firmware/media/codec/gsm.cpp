#include "firmware/media/codec/gsm.h"

#include <gsm.h>

#include <algorithm>
#include <array>
#include <type_traits>

#include "firmware/base/assert.h"
#include "firmware/media/codec/pitch_concealment.h"

namespace media {

namespace {

constexpr std::size_t kGsmSamples = 160;
constexpr std::size_t kGsmOctets = 33;
constexpr unsigned kGsmSignature = 0xD;  // the upper half of a frame's first octet

struct GsmState {
  struct Free {
    void operator()(gsm handle) const { gsm_destroy(handle); }
  };
  std::unique_ptr<std::remove_pointer_t<gsm>, Free> state{gsm_create()};
};

// The library takes its input without const: it gets a copy.
class GsmEncoder final : public Encoder {
 public:
  GsmEncoder() { ASSERT(gsm_.state != nullptr); }

  CodecResult encode(std::span<const std::int16_t> pcm, std::span<std::uint8_t> octets) override {
    if (pcm.empty() || pcm.size() % kGsmSamples != 0) return CodecError::bad_length;
    const std::size_t frames = pcm.size() / kGsmSamples;
    if (octets.size() / kGsmOctets < frames) return CodecError::no_room;
    std::array<gsm_signal, kGsmSamples> samples;
    for (std::size_t i = 0; i < frames; ++i) {
      std::copy_n(pcm.begin() + static_cast<std::ptrdiff_t>(i * kGsmSamples), kGsmSamples,
                  samples.begin());
      gsm_encode(gsm_.state.get(), samples.data(), &octets[i * kGsmOctets]);
    }
    return frames * kGsmOctets;
  }

 private:
  GsmState gsm_;
};

class GsmDecoder final : public Decoder {
 public:
  GsmDecoder() { ASSERT(gsm_.state != nullptr); }

  CodecResult decode(std::span<const std::uint8_t> octets, std::span<std::int16_t> pcm) override {
    if (octets.empty()) return CodecError::empty;
    if (octets.size() % kGsmOctets != 0) return CodecError::malformed;
    const std::size_t frames = octets.size() / kGsmOctets;
    if (pcm.size() / kGsmSamples < frames) return CodecError::no_room;
    for (std::size_t i = 0; i < frames; ++i) {
      if (octets[i * kGsmOctets] >> 4 != kGsmSignature) return CodecError::malformed;
    }
    std::array<gsm_byte, kGsmOctets> frame;
    for (std::size_t i = 0; i < frames; ++i) {
      std::copy_n(octets.begin() + static_cast<std::ptrdiff_t>(i * kGsmOctets), kGsmOctets,
                  frame.begin());
      gsm_decode(gsm_.state.get(), frame.data(), &pcm[i * kGsmSamples]);
    }
    concealment_.heard(pcm.first(frames * kGsmSamples));
    return frames * kGsmSamples;
  }

  void conceal(std::span<std::int16_t> pcm) override { concealment_.fill(pcm); }

 private:
  GsmState gsm_;
  PitchConcealment concealment_;
};

}  // namespace

std::unique_ptr<Encoder> make_gsm_encoder(const CodecOptions&) {
  return std::make_unique<GsmEncoder>();
}

std::unique_ptr<Decoder> make_gsm_decoder(const CodecOptions&) {
  return std::make_unique<GsmDecoder>();
}

}  // namespace media
