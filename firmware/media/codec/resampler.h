// Resampler: a stream at one rate into the same stream at another, block by block, of any sizes.
// An audio port owns it, on the media thread; process() allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace media {

class Resampler {
 public:
  struct Progress {
    std::size_t consumed;  // samples of `in`
    std::size_t produced;  // samples of `out`
  };
  static constexpr int kMostDriftPpm = 1'000;

  // 8,000 to 48,000 Hz each; equal rates make sense only when the drift shall be set.
  Resampler(std::uint32_t in_rate_hz, std::uint32_t out_rate_hz);
  ~Resampler();
  Resampler(Resampler&& other) noexcept;
  Resampler& operator=(Resampler&& other) noexcept;

  // Goes on until `in` is used up or `out` is full, whichever is first; when both have room nothing
  // is kept back but the filter's delay.
  Progress process(std::span<const std::int16_t> in, std::span<std::int16_t> out);

  // The sender's clock runs fast by so many millionths (negative: slow), so that more comes in than
  // the rates say. Takes effect at once, without a click. Not for every frame: the filter is
  // computed anew (0.1 ms on a PC), and the first time takes memory. Below some 15 ppm it is
  // rounded.
  void set_drift(int ppm);

  // How long a sample is under way, in samples that go in.
  std::size_t delay() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace media
