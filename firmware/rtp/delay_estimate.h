// What delay a stream needs (for JitterBuffer): the fastest way a packet took lately, which also
// follows a clock that runs faster or slower than ours, and how much longer all but one in a
// hundred take. Times are ticks of the media clock. Private to firmware/rtp; media thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace rtp {

class DelayEstimate {
 public:
  static constexpr unsigned kMemory = 500;       // packets: 10 s of 20 ms
  static constexpr unsigned kWindowSeconds = 5;  // the fastest of this window and the one before
  static constexpr float kInTime = 0.99F;        // the share of packets that shall come in time

  DelayEstimate(std::uint32_t clock_rate, std::uint32_t max_delay);

  // `clock` is our media clock when the packet with `timestamp` came.
  void add(std::uint32_t timestamp, std::uint32_t clock);
  void reset();

  // How many packets it knows, up to kMemory.
  unsigned count() const { return count_; }
  // clock - timestamp of the fastest; count() > 0 only. Differences of it alone mean something.
  std::uint32_t fastest() const;
  // Ticks above fastest(), at most max_delay.
  std::uint32_t variation() const;

 private:
  static constexpr std::uint32_t kBins = 40;

  void follow_fastest(std::uint32_t transit, std::uint32_t clock);

  std::uint32_t window_;
  std::uint32_t bin_width_;
  unsigned count_ = 0;
  std::uint32_t window_begin_ = 0;
  std::uint32_t fastest_now_ = 0;      // of the window under way
  std::uint32_t fastest_before_ = 0;   // of the one before
  std::array<float, kBins> shares_{};  // of packets; the last bin is also for all that is beyond
};

}  // namespace rtp
