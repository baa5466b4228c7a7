// TestTone: the ear and mouth of the self-test's phone: says a tone by RTP, in G.711, and listens
// whether that very tone comes back. Passive but for its socket; one thread.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "firmware/base/random.h"
#include "firmware/base/timer_queue.h"
#include "firmware/media/codec/codec.h"
#include "firmware/media/tone/tone_generator.h"
#include "firmware/net/network.h"
#include "firmware/rtp/session.h"
#include "firmware/sdp/local_stream.h"
#include "firmware/sdp/negotiation.h"

namespace jackfield {

class TestTone final : private net::UdpUser {
 public:
  TestTone(net::Network& network, base::TimerQueue& timers, base::Random& random,
           std::function<void()> heard);
  ~TestTone() override;

  // False: there is no port to be had.
  [[nodiscard]] bool open(const net::IpAddress& local);
  sdp::LocalStream description() const;
  // False: what was agreed upon is not what we can speak.
  [[nodiscard]] bool begin(const sdp::NegotiatedStream& agreed);
  void stop() { next_.disarm(); }

 private:
  static constexpr std::uint32_t kRateHz = 8000;
  static constexpr std::size_t kPacket = 160;  // samples: 20 ms
  // Looked at as a whole: 50 periods of the tone.
  static constexpr std::size_t kWindow = 400;
  static constexpr int kEnough = 10;  // windows on end, half a second

  void on_datagram(std::string_view octets, const net::Endpoint& from) override;
  void on_unreachable(const net::Endpoint&) override {}
  void say();
  void hear(std::int16_t sample);
  bool is_tone() const;

  net::Network& network_;
  base::TimerQueue& timers_;
  base::Random& random_;
  const std::function<void()> heard_;
  std::unique_ptr<net::UdpSocket> socket_;
  std::unique_ptr<media::Encoder> encoder_;
  std::unique_ptr<media::Decoder> decoder_;
  std::unique_ptr<rtp::Session> session_;
  media::ToneGenerator tone_;
  net::Endpoint remote_;
  std::uint8_t sent_type_ = 0;
  std::uint8_t received_type_ = 0;
  std::array<double, kWindow> window_{};
  std::size_t filled_ = 0;
  int windows_ = 0;  // in which the tone was heard, on end
  base::MemberTimer<&TestTone::say> next_;
};

}  // namespace jackfield
