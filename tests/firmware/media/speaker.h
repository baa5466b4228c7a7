// A phone that speaks a steady sine in a codec of its own, and can tell what it hears.
#pragma once

#include <array>
#include <cmath>
#include <memory>
#include <numbers>
#include <string_view>

#include "tests/firmware/media/engine_desk.h"
#include "tests/firmware/media/signal.h"

namespace media {

class Speaker {
 public:
  Speaker(sim::World& world, std::string_view at, std::string_view talks_to, Encoding encoding,
          double hz, double peak = 6'000)
      : mouth(world, at, talks_to),
        encoding_(encoding),
        hz_(hz),
        peak_(peak),
        encoder_(encoding.codec->make_encoder({})) {}

  void speaks() {
    const std::uint32_t rate = encoding_.codec->pcm_rate_hz;
    Samples pcm(rate / 50);
    for (std::int16_t& sample : pcm) {
      const double angle = 2 * std::numbers::pi * hz_ * static_cast<double>(position_++) / rate;
      sample = static_cast<std::int16_t>(std::lround(peak_ * std::sin(angle)));
    }
    std::array<std::uint8_t, 1500> octets;
    const auto size = encoder_->encode(pcm, octets);
    ASSERT_TRUE(size);
    mouth.says(encoding_.payload_type, rtp::Octets(octets).first(*size),
               encoding_.codec->clock_rate_hz / 50);
  }

  // All it heard since it last forgot, decoded; what is of no known payload type is left out.
  Samples heard() const {
    Samples pcm;
    const auto decoder = encoding_.codec->make_decoder({});
    std::array<std::int16_t, 5'760> part;
    for (std::size_t i = 0; i < mouth.heard.size(); ++i) {
      const rtp::Packet packet = mouth.packet(i);
      if (packet.header().payload_type != encoding_.payload_type) continue;
      const auto samples = decoder->decode(packet.payload(), part);
      if (samples) {
        pcm.insert(pcm.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(*samples));
      }
    }
    return pcm;
  }
  // How loud that frequency is in the last half second of it.
  double hears(double hz) const {
    const Samples all = heard();
    const std::uint32_t rate = rate_hz();
    if (all.size() < rate / 2) return 0;
    return peak_of_sine(std::span(all).last(rate / 2), hz, rate);
  }
  void forgets() { mouth.heard.clear(); }
  std::uint32_t rate_hz() const { return encoding_.codec->pcm_rate_hz; }
  const Encoding& encoding() const { return encoding_; }

  Mouth mouth;

 private:
  const Encoding encoding_;
  const double hz_;
  const double peak_;
  std::unique_ptr<Encoder> encoder_;
  std::size_t position_ = 0;
};

}  // namespace media
