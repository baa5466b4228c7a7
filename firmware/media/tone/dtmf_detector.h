// Hears digits in a stream at 8 kHz (ITU-T Q.24). What it tells is late by 25 to 40 ms, as a digit
// must sound that long to be one.
// An audio port owns it, on the media thread; feed() allocates nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace media {

struct DtmfEvent {
  enum class Kind : std::uint8_t { begin, end };
  Kind kind;
  char digit;
  std::uint64_t sample;  // where in the stream it happened, to 13 ms
};

class DtmfDetector {
 public:
  static constexpr std::uint32_t kRateHz = 8'000;
  static constexpr std::size_t kMostSamples = 1'600;  // fed at once: 200 ms

  DtmfDetector();
  ~DtmfDetector();
  DtmfDetector(const DtmfDetector&) = delete;
  DtmfDetector& operator=(const DtmfDetector&) = delete;

  // The events that these samples bring, oldest first, until the next call.
  std::span<const DtmfEvent> feed(std::span<const std::int16_t> pcm);

  // The digit that sounds, or 0.
  char digit() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace media
