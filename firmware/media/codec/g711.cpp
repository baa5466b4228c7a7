#include "firmware/media/codec/g711.h"

#include <algorithm>
#include <array>
#include <bit>

#include "firmware/media/codec/pitch_concealment.h"

namespace media {

namespace {

// Both laws: a sign bit (1: positive), three bits of segment, four of the place in it. Negative
// samples are folded by one's complement, so that -1 stands where 0 does.
constexpr unsigned kSign = 0x80;

constexpr unsigned folded(int sample) {
  return static_cast<unsigned>(sample < 0 ? ~sample : sample);
}

// µ-law: 14 bits of the sample, all bits inverted on the line.
constexpr unsigned kUlawBias = 33;  // makes every segment begin at a power of two
constexpr unsigned kUlawMost = 0x1FFF;

constexpr std::uint8_t compress_ulaw(int sample) {
  const unsigned biased = std::min((folded(sample) >> 2) + kUlawBias, kUlawMost);
  const unsigned segment = static_cast<unsigned>(std::bit_width(biased)) - 6;
  const unsigned place = (biased >> (segment + 1)) & 0xF;
  return static_cast<std::uint8_t>(~((sample < 0 ? kSign : 0) | segment << 4 | place));
}

constexpr std::int16_t expand_ulaw(unsigned code) {
  const unsigned inverted = ~code;
  const unsigned segment = inverted >> 4 & 7;
  const int size = static_cast<int>(((((inverted & 0xF) << 1) + kUlawBias) << segment) - kUlawBias);
  return static_cast<std::int16_t>(((inverted & kSign) != 0 ? -size : size) * 4);
}

// A-law: 13 bits of the sample, every second bit inverted on the line. The two lowest segments have
// the same step.
constexpr unsigned kAlawInversion = 0x55;

constexpr std::uint8_t compress_alaw(int sample) {
  const unsigned size = folded(sample) >> 4;
  const unsigned segment = size < 16 ? 0 : static_cast<unsigned>(std::bit_width(size)) - 4;
  const unsigned place = (segment == 0 ? size : size >> (segment - 1)) & 0xF;
  return static_cast<std::uint8_t>(((sample < 0 ? 0 : kSign) | segment << 4 | place) ^
                                   kAlawInversion);
}

constexpr std::int16_t expand_alaw(unsigned code) {
  const unsigned plain = code ^ kAlawInversion;
  const unsigned segment = plain >> 4 & 7;
  const unsigned middle = ((plain & 0xF) << 4) + 8;
  const int size = static_cast<int>(segment == 0 ? middle : (middle + 0x100) << (segment - 1));
  return static_cast<std::int16_t>((plain & kSign) != 0 ? size : -size);
}

// A law as two tables: from the upper bits of a sample, and back.
template <int kBits, std::uint8_t (*compress)(int), std::int16_t (*expand)(unsigned)>
struct Law {
  static constexpr int kDropped = 16 - kBits;

  static constexpr auto kCodes = [] {
    std::array<std::uint8_t, 1 << kBits> codes{};
    for (unsigned i = 0; i < codes.size(); ++i) {
      codes[i] = compress(static_cast<std::int16_t>(i << kDropped));
    }
    return codes;
  }();
  static constexpr auto kSamples = [] {
    std::array<std::int16_t, 256> samples{};
    for (unsigned code = 0; code < samples.size(); ++code) samples[code] = expand(code);
    return samples;
  }();

  static std::uint8_t code_of(std::int16_t sample) {
    return kCodes[static_cast<std::uint16_t>(sample) >> kDropped];
  }
  static std::int16_t sample_of(std::uint8_t code) { return kSamples[code]; }
};

using Ulaw = Law<14, compress_ulaw, expand_ulaw>;
using Alaw = Law<13, compress_alaw, expand_alaw>;

template <class L>
class G711Encoder final : public Encoder {
 public:
  CodecResult encode(std::span<const std::int16_t> pcm, std::span<std::uint8_t> octets) override {
    if (pcm.empty()) return CodecError::bad_length;
    if (octets.size() < pcm.size()) return CodecError::no_room;
    std::transform(pcm.begin(), pcm.end(), octets.begin(), L::code_of);
    return pcm.size();
  }
};

template <class L>
class G711Decoder final : public Decoder {
 public:
  CodecResult decode(std::span<const std::uint8_t> octets, std::span<std::int16_t> pcm) override {
    if (octets.empty()) return CodecError::empty;
    if (pcm.size() < octets.size()) return CodecError::no_room;
    std::transform(octets.begin(), octets.end(), pcm.begin(), L::sample_of);
    concealment_.heard(pcm.first(octets.size()));
    return octets.size();
  }

  void conceal(std::span<std::int16_t> pcm) override { concealment_.fill(pcm); }

 private:
  PitchConcealment concealment_;
};

}  // namespace

std::uint8_t ulaw_of(std::int16_t sample) {
  return Ulaw::code_of(sample);
}
std::int16_t linear_of_ulaw(std::uint8_t code) {
  return Ulaw::sample_of(code);
}
std::uint8_t alaw_of(std::int16_t sample) {
  return Alaw::code_of(sample);
}
std::int16_t linear_of_alaw(std::uint8_t code) {
  return Alaw::sample_of(code);
}

std::unique_ptr<Encoder> make_pcmu_encoder(const CodecOptions&) {
  return std::make_unique<G711Encoder<Ulaw>>();
}
std::unique_ptr<Decoder> make_pcmu_decoder(const CodecOptions&) {
  return std::make_unique<G711Decoder<Ulaw>>();
}
std::unique_ptr<Encoder> make_pcma_encoder(const CodecOptions&) {
  return std::make_unique<G711Encoder<Alaw>>();
}
std::unique_ptr<Decoder> make_pcma_decoder(const CodecOptions&) {
  return std::make_unique<G711Decoder<Alaw>>();
}

}  // namespace media
