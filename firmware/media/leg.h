// Leg: the RTP side of one phone in a call, as an audio port: its sockets, its session, its jitter
// buffer and its codecs. Owned by the Engine; media thread.
//
// Whom it believes: packets from the address that was signalled, or from the address the phone
// signals from. With the first that proves valid it is locked to their source, sends there too
// (symmetric RTP, RFC 4961), and what others send changes nothing.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "firmware/base/random.h"
#include "firmware/base/timer_queue.h"
#include "firmware/media/audio_stream.h"
#include "firmware/media/codec/resampler.h"
#include "firmware/media/port/audio_port.h"
#include "firmware/net/network.h"
#include "firmware/rtp/digit_receiver.h"
#include "firmware/rtp/jitter_buffer.h"
#include "firmware/rtp/session.h"

namespace media {

class Leg final : public AudioPort {
 public:
  // Opens `local` and the port above it for RTCP.
  static net::Result<std::unique_ptr<Leg>> open(net::Network& network, base::TimerQueue& timers,
                                                base::Random& random, const net::Endpoint& local);
  ~Leg() override;  // says BYE

  // Describes the stream, anew after each offer and answer.
  void set_stream(AudioStream stream);

  Rate rate() const override;
  bool pull(Frame frame, Rate rate) override;
  void push(ConstFrame frame, Rate rate) override;

  // A key was pressed, once for each; nothing when none waits.
  std::optional<rtp::Digit> take_digit();
  // Sends the RTCP report that is due.
  void report();

  // Since when nothing valid has come: the last packet, or when the stream was described.
  base::Instant silent_since() const;
  bool listens() const { return !stream_.receives.empty(); }
  rtp::Statistics statistics() const;

 private:
  // One of the two sockets, as what it delivers is not the same.
  class Port final : private net::UdpUser {
   public:
    using Receive = void (Leg::*)(std::string_view octets, const net::Endpoint& from);
    Port(Leg& leg, Receive receive) : leg_(leg), receive_(receive) {}
    net::Result<void> open(net::Network& network, const net::Endpoint& local);
    void send(const net::Endpoint& to, rtp::Octets octets);

   private:
    void on_datagram(std::string_view octets, const net::Endpoint& from) override {
      (leg_.*receive_)(octets, from);
    }
    void on_unreachable(const net::Endpoint&) override {}
    Leg& leg_;
    const Receive receive_;
    std::unique_ptr<net::UdpSocket> socket_;
  };
  struct Incoming {
    Encoding encoding;
    std::unique_ptr<Decoder> decoder;
  };

  Leg(base::TimerQueue& timers, base::Random& random);

  void on_rtp(std::string_view octets, const net::Endpoint& from);
  void on_rtcp(std::string_view octets, const net::Endpoint& from);
  bool is_trusted(const net::Endpoint& from) const;
  void take(const rtp::Packet& packet);
  Incoming* incoming_of(std::uint8_t payload_type);  // null: it was not negotiated
  void decode_tick();
  void decode(std::uint8_t payload_type, rtp::Octets payload);
  void conceal();
  void append(std::span<const std::int16_t> pcm);
  void use_decoder(Incoming& incoming);
  std::span<const std::int16_t> resampled(ConstFrame frame, Rate rate);
  net::Endpoint remote() const { return locked_to_.value_or(stream_.remote); }

  static constexpr std::size_t kMaxPacketSamples = 48'000 * 120 / 1000;  // Opus: 120 ms
  static constexpr std::size_t kMaxPacket = 1500;
  static constexpr std::size_t kMaxDigits = 32;

  base::TimerQueue& timers_;
  Port rtp_;
  Port rtcp_;
  rtp::Session session_;
  AudioStream stream_;
  base::Instant described_at_;
  std::optional<net::Endpoint> locked_to_;

  std::optional<rtp::JitterBuffer> buffer_;
  rtp::DigitReceiver digits_{8000};
  std::vector<rtp::Digit> pressed_;
  std::vector<Incoming> incoming_;
  Incoming* speaking_ = nullptr;       // the decoder last used
  std::vector<std::int16_t> decoded_;  // at the rate of the mixer, waiting to be pulled
  std::optional<Resampler> to_mixer_;  // from the decoder's rate
  Rate mixer_rate_ = Rate::narrowband;

  std::unique_ptr<Encoder> encoder_;
  std::optional<Resampler> from_mixer_;
  Rate encodes_from_ = Rate::narrowband;  // the mixer's rate that from_mixer_ takes
  std::vector<std::int16_t> to_encode_;
};

}  // namespace media
