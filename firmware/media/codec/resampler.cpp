#include "firmware/media/codec/resampler.h"

#include <speex/speex_resampler.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "firmware/base/assert.h"

namespace media {

namespace {

constexpr int kQuality = 5;  // of 10: stop band below -80 dB, 5 ms of delay at 8 kHz
constexpr std::uint32_t kMillion = 1'000'000;

}  // namespace

struct Resampler::State {
  State(std::uint32_t in_hz, std::uint32_t out_hz)
      : in_rate_hz(in_hz),
        out_rate_hz(out_hz),
        speex(speex_resampler_init(1, in_hz, out_hz, kQuality, nullptr)) {
    ASSERT(in_hz >= 8'000 && in_hz <= 48'000 && out_hz >= 8'000 && out_hz <= 48'000);
    ASSERT(speex != nullptr);
  }
  ~State() { speex_resampler_destroy(speex); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  const std::uint32_t in_rate_hz;
  const std::uint32_t out_rate_hz;
  int drift_ppm = 0;
  SpeexResamplerState* const speex;
};

Resampler::Resampler(std::uint32_t in_rate_hz, std::uint32_t out_rate_hz)
    : state_(std::make_unique<State>(in_rate_hz, out_rate_hz)) {}
Resampler::~Resampler() = default;
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;

Resampler::Progress Resampler::process(std::span<const std::int16_t> in,
                                       std::span<std::int16_t> out) {
  auto consumed = static_cast<spx_uint32_t>(in.size());
  auto produced = static_cast<spx_uint32_t>(out.size());
  ASSERT(speex_resampler_process_int(state_->speex, 0, in.data(), &consumed, out.data(),
                                     &produced) == RESAMPLER_ERR_SUCCESS);
  return {consumed, produced};
}

void Resampler::set_drift(int ppm) {
  ASSERT(ppm >= -kMostDriftPpm && ppm <= kMostDriftPpm);
  if (ppm == state_->drift_ppm) return;
  state_->drift_ppm = ppm;
  // The nearest ratio (n + 1) / n; whole numbers of sixteen bits, as the library multiplies where
  // it is in the old ratio by the new one, in 32 bits, and gives up when that is too much.
  const std::uint32_t common = std::gcd(state_->in_rate_hz, state_->out_rate_hz);
  const std::uint32_t in = state_->in_rate_hz / common, out = state_->out_rate_hz / common;
  const std::uint32_t most = 0xFFFF / out;
  const auto size = static_cast<std::uint32_t>(std::abs(ppm));
  const bool none = size < kMillion / most / 2;
  const std::uint32_t n = none ? 1 : std::min((kMillion + size / 2) / size, most);
  const std::uint32_t of_sender = none ? 1 : ppm > 0 ? n + 1 : n - 1;
  ASSERT(speex_resampler_set_rate_frac(state_->speex, in * of_sender, out * n, state_->in_rate_hz,
                                       state_->out_rate_hz) == RESAMPLER_ERR_SUCCESS);
}

std::size_t Resampler::delay() const {
  return static_cast<std::size_t>(speex_resampler_get_input_latency(state_->speex));
}

}  // namespace media
