#include "firmware/media/codec/g722.h"

// First, as headers of spandsp do not include what they need.
#include "firmware/media/codec/spandsp_begin.h"

#include <spandsp/g722.h>
#include <spandsp/private/g722.h>

#include <algorithm>
#include <array>
#include <limits>

#include "firmware/base/assert.h"
#include "firmware/media/codec/repeat_concealment.h"

namespace media {

namespace {

constexpr int kG722BitRate = 64'000;
constexpr std::uint32_t kG722RateHz = 16'000;

class G722Encoder final : public Encoder {
 public:
  G722Encoder() { ASSERT(state_ != nullptr); }

  CodecResult encode(std::span<const std::int16_t> pcm, std::span<std::uint8_t> octets) override {
    if (pcm.empty() || pcm.size() % 2 != 0) return CodecError::bad_length;
    if (octets.size() < pcm.size() / 2) return CodecError::no_room;
    return static_cast<std::size_t>(
        g722_encode(state_.get(), octets.data(), pcm.data(), static_cast<int>(pcm.size())));
  }

 private:
  struct Free {
    void operator()(g722_encode_state_t* state) const { g722_encode_free(state); }
  };
  std::unique_ptr<g722_encode_state_t, Free> state_{g722_encode_init(nullptr, kG722BitRate, 0)};
};

// The receive half of the quadrature mirror filters (G.722 section 4.4), which joins the two bands.
// The library's own lets what is too great for 16 bits come out with the other sign, and a loud
// voice cracks.
class BandJoiner {
 public:
  void join(int low, int high, std::span<std::int16_t, 2> pcm) {
    std::shift_left(sums_.begin(), sums_.end(), 1);
    std::shift_left(differences_.begin(), differences_.end(), 1);
    sums_.back() = low + high;
    differences_.back() = low - high;
    int first = 0;
    int second = 0;
    for (std::size_t i = 0; i < kTaps.size(); ++i) {
      first += differences_[i] * kTaps[kTaps.size() - 1 - i];
      second += sums_[i] * kTaps[i];
    }
    pcm[0] = limited(first >> 11);
    pcm[1] = limited(second >> 11);
  }

 private:
  // Every other tap of the 24 of table 11/G.722; the others are the same backwards.
  static constexpr std::array kTaps = {3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11};

  static std::int16_t limited(int sample) {
    using Limits = std::numeric_limits<std::int16_t>;
    return static_cast<std::int16_t>(std::clamp<int>(sample, Limits::min(), Limits::max()));
  }

  std::array<int, kTaps.size()> sums_{};
  std::array<int, kTaps.size()> differences_{};
};

class G722Decoder final : public Decoder {
 public:
  G722Decoder() {
    ASSERT(state_ != nullptr);
    state_->itu_test_mode = 1;  // the two bands as they are, without filters
  }

  CodecResult decode(std::span<const std::uint8_t> octets, std::span<std::int16_t> pcm) override {
    if (octets.empty()) return CodecError::empty;
    if (pcm.size() / 2 < octets.size()) return CodecError::no_room;
    const std::size_t samples = 2 * octets.size();
    const auto decoded =
        g722_decode(state_.get(), pcm.data(), octets.data(), static_cast<int>(octets.size()));
    ASSERT(static_cast<std::size_t>(decoded) == samples);
    for (std::size_t i = 0; i < samples; i += 2) {
      const auto pair = pcm.subspan(i).first<2>();
      joiner_.join(pair[0] >> 1, pair[1] >> 1, pair);  // they come doubled
    }
    concealment_.heard(pcm.first(samples));
    return samples;
  }

  void conceal(std::span<std::int16_t> pcm) override { concealment_.fill(pcm); }

 private:
  struct Free {
    void operator()(g722_decode_state_t* state) const { g722_decode_free(state); }
  };
  std::unique_ptr<g722_decode_state_t, Free> state_{g722_decode_init(nullptr, kG722BitRate, 0)};
  BandJoiner joiner_;
  RepeatConcealment concealment_{kG722RateHz};
};

}  // namespace

std::unique_ptr<Encoder> make_g722_encoder(const CodecOptions&) {
  return std::make_unique<G722Encoder>();
}

std::unique_ptr<Decoder> make_g722_decoder(const CodecOptions&) {
  return std::make_unique<G722Decoder>();
}

}  // namespace media
