#include "firmware/media/codec/g726.h"

// First, as headers of spandsp do not include what they need.
#include "firmware/media/codec/spandsp_begin.h"

#include <spandsp/bitstream.h>
#include <spandsp/g726.h>
#include <spandsp/private/bitstream.h>
#include <spandsp/private/g726.h>

#include <algorithm>
#include <array>
#include <limits>

#include "firmware/base/assert.h"
#include "firmware/media/codec/pitch_concealment.h"

namespace media {

namespace {

// Codes are packed here and not by the library, which keeps the bits that one packet leaves over
// for the next: a lost or odd packet would shift all that follow.
constexpr std::size_t kSamplesOfUnit = 8;  // they fill as many octets as a code has bits
constexpr std::size_t kCodesAtOnce = 160;
using Codes = std::array<std::uint8_t, kCodesAtOnce>;

// How far code `index` is shifted in the two octets that hold it, seen as one number.
unsigned shift_of(std::size_t index, unsigned code_bits, G726Packing packing) {
  const auto start = static_cast<unsigned>(index * code_bits % 8);
  return packing == G726Packing::rfc3551 ? start : 16 - start - code_bits;
}

unsigned code_at(std::span<const std::uint8_t> octets, std::size_t index, unsigned code_bits,
                 G726Packing packing) {
  const std::size_t at = index * code_bits / 8;
  const unsigned first = octets[at];
  const unsigned second = at + 1 < octets.size() ? octets[at + 1] : 0;
  const unsigned both = packing == G726Packing::rfc3551 ? first | second << 8 : first << 8 | second;
  return both >> shift_of(index, code_bits, packing) & ((1u << code_bits) - 1);
}

// Into octets that are zero.
void put_code(std::span<std::uint8_t> octets, std::size_t index, unsigned code_bits,
              G726Packing packing, unsigned code) {
  const std::size_t at = index * code_bits / 8;
  const unsigned both = code << shift_of(index, code_bits, packing);
  const bool low_first = packing == G726Packing::rfc3551;
  octets[at] |= static_cast<std::uint8_t>(low_first ? both : both >> 8);
  if (at + 1 < octets.size()) {
    octets[at + 1] |= static_cast<std::uint8_t>(low_first ? both >> 8 : both);
  }
}

class G726State {
 public:
  explicit G726State(unsigned code_bits)
      : state_(g726_init(nullptr, static_cast<int>(code_bits * 8'000), G726_ENCODING_LINEAR,
                         G726_PACKING_NONE)) {
    ASSERT(state_ != nullptr);
  }
  g726_state_t* get() const { return state_.get(); }

 private:
  struct Free {
    void operator()(g726_state_t* state) const { g726_free(state); }
  };
  std::unique_ptr<g726_state_t, Free> state_;
};

class G726Encoder final : public Encoder {
 public:
  G726Encoder(unsigned code_bits, G726Packing packing)
      : code_bits_(code_bits), packing_(packing), state_(code_bits) {}

  CodecResult encode(std::span<const std::int16_t> pcm, std::span<std::uint8_t> octets) override {
    if (pcm.empty() || pcm.size() % kSamplesOfUnit != 0) return CodecError::bad_length;
    const std::size_t size = pcm.size() / kSamplesOfUnit * code_bits_;
    if (octets.size() < size) return CodecError::no_room;
    const std::span<std::uint8_t> payload = octets.first(size);
    std::fill(payload.begin(), payload.end(), std::uint8_t{0});
    Codes codes;
    for (std::size_t done = 0; done < pcm.size(); done += kCodesAtOnce) {
      const auto part = pcm.subspan(done, std::min(kCodesAtOnce, pcm.size() - done));
      g726_encode(state_.get(), codes.data(), part.data(), static_cast<int>(part.size()));
      for (std::size_t i = 0; i < part.size(); ++i) {
        put_code(payload, done + i, code_bits_, packing_, codes[i]);
      }
    }
    return size;
  }

 private:
  const unsigned code_bits_;
  const G726Packing packing_;
  G726State state_;
};

class G726Decoder final : public Decoder {
 public:
  G726Decoder(unsigned code_bits, G726Packing packing)
      : code_bits_(code_bits), packing_(packing), state_(code_bits) {}

  CodecResult decode(std::span<const std::uint8_t> octets, std::span<std::int16_t> pcm) override {
    if (octets.empty()) return CodecError::empty;
    const std::size_t samples = octets.size() * 8 / code_bits_;
    if (pcm.size() < samples) return CodecError::no_room;
    for (std::size_t i = 0; i < samples; ++i) {
      pcm[i] = decode(static_cast<std::uint8_t>(code_at(octets, i, code_bits_, packing_)));
    }
    concealment_.heard(pcm.first(samples));
    return samples;
  }

  void conceal(std::span<std::int16_t> pcm) override { concealment_.fill(pcm); }

 private:
  // The library reckons with 14 bits, doubles twice, and lets what is too great come out with the
  // other sign: a loud voice would crack. Its state keeps the last sample as sign, exponent (four
  // bits) and mantissa (six).
  std::int16_t decode(std::uint8_t code) {
    using Limits = std::numeric_limits<std::int16_t>;
    std::int16_t sample = 0;
    g726_decode(state_.get(), &sample, &code, 1);
    const int last = state_.get()->sr[0];
    const int bits = last >> 6 & 0xF;
    if (bits < 14) return sample;
    return last < 0 ? Limits::min() : Limits::max();
  }

  const unsigned code_bits_;
  const G726Packing packing_;
  G726State state_;
  PitchConcealment concealment_;
};

}  // namespace

std::unique_ptr<Encoder> make_g726_encoder(unsigned code_bits, G726Packing packing) {
  return std::make_unique<G726Encoder>(code_bits, packing);
}

std::unique_ptr<Decoder> make_g726_decoder(unsigned code_bits, G726Packing packing) {
  return std::make_unique<G726Decoder>(code_bits, packing);
}

}  // namespace media
