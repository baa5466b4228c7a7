#include "firmware/media/codec/resampler.h"

#include <speex/speex_resampler.h>

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
  const std::uint32_t common = std::gcd(state_->in_rate_hz, state_->out_rate_hz);
  const auto million_of_sender = static_cast<std::uint32_t>(static_cast<int>(kMillion) + ppm);
  ASSERT(speex_resampler_set_rate_frac(state_->speex,
                                       state_->in_rate_hz / common * million_of_sender,
                                       state_->out_rate_hz / common * kMillion, state_->in_rate_hz,
                                       state_->out_rate_hz) == RESAMPLER_ERR_SUCCESS);
}

std::size_t Resampler::delay() const {
  return static_cast<std::size_t>(speex_resampler_get_input_latency(state_->speex));
}

}  // namespace media
