// Leg: the RTP side of one phone in a call: its sockets, its session, and what becomes of its
// packets: passed on to another leg as they came, or decoded, as an audio port. Owned by the
// Engine; media thread.
//
// Whom it believes: packets from the address that was signalled, or from the address the phone
// signals from. With the first that proves valid it is locked to their source, sends there too
// (symmetric RTP, RFC 4961), and what others send changes nothing.
//
// A leg that is only relayed holds no codec and no buffer.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "firmware/base/random.h"
#include "firmware/base/timer_queue.h"
#include "firmware/media/digit_listener.h"
#include "firmware/media/incoming.h"
#include "firmware/media/leg_ports.h"
#include "firmware/media/orders.h"
#include "firmware/media/outgoing.h"
#include "firmware/media/port/audio_port.h"
#include "firmware/net/network.h"
#include "firmware/rtp/digit_receiver.h"
#include "firmware/rtp/session.h"

namespace media {

class Leg final : public AudioPort, private Outgoing::Wire {
 public:
  static net::Result<std::unique_ptr<Leg>> open(net::Network& network, base::TimerQueue& timers,
                                                base::Random& random, LegPorts ports);
  ~Leg() override;  // says BYE

  // Describes the stream, anew after each offer and answer.
  void set_stream(AudioStream stream);

  // What it is connected to; each takes the place of the one before.
  void relay_to(Leg& other, std::vector<PayloadTypeChange> changes);  // until `other` goes
  void mix();                                                         // a mixer pulls and pushes
  void disconnect();                                                  // nothing

  Rate rate() const override;
  bool pull(Frame frame, Rate rate) override;
  void push(ConstFrame frame, Rate rate) override;
  // Once a tick, after pull() and push() if it is mixed.
  void tick();

  void play(SoundPlayer sound);
  void stop_playing();
  bool take_play_ended();       // once
  void send_digit(char digit);  // not while it is relayed

  // A key was pressed, once for each; nothing when none waits.
  std::optional<rtp::Digit> take_digit();
  // Sends the RTCP report that is due. None of ours goes where others' are relayed.
  void report();

  // Since when nothing valid has come: the last packet, or when the stream was described.
  base::Instant silent_since() const;
  bool is_expected() const;
  LegFacts facts(LegId id) const;

 private:
  // One of the two sockets, as what it delivers is not the same.
  class Port final : private net::UdpUser {
   public:
    using Receive = void (Leg::*)(std::string_view octets, const net::Endpoint& from);
    Port(Leg& leg, Receive receive) : leg_(leg), receive_(receive) {}
    net::Result<void> open(net::Network& network, std::unique_ptr<net::UdpPort> port);
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
  struct RelayPath {
    Leg& to;
    std::vector<PayloadTypeChange> changes;
  };
  enum class Use : std::uint8_t { nothing, relayed, mixed };

  Leg(base::TimerQueue& timers, base::Random& random);

  void on_rtp(std::string_view octets, const net::Endpoint& from);
  void on_rtcp(std::string_view octets, const net::Endpoint& from);
  bool is_trusted(const net::Endpoint& from) const;
  void take(const rtp::Packet& packet);
  void note_codec(std::uint8_t payload_type);
  void note_digit(const rtp::Digit& digit);

  void relay(rtp::Octets octets);
  void send_relayed(rtp::Octets octets, std::size_t payload_octets);
  void send_rtp(rtp::Octets packet) override { rtp_.send(remote(), packet); }
  void send_control(rtp::Octets packet);

  bool is_decoded() const;
  void keep_what_is_needed();
  Outgoing& outgoing();
  net::Endpoint remote() const { return locked_to_.value_or(stream_.remote); }

  static constexpr std::size_t kMaxRetyped = 2048;  // octets; no phone sends longer packets
  static constexpr std::size_t kMaxDigits = 32;

  base::TimerQueue& timers_;
  Port rtp_;
  Port rtcp_;
  rtp::Session session_;
  AudioStream stream_;
  base::Instant described_at_;
  std::optional<base::Instant> unread_at_;  // the last datagram of no RTP
  std::optional<net::Endpoint> locked_to_;
  std::optional<std::uint8_t> heard_;  // payload type

  Use use_ = Use::nothing;
  std::optional<RelayPath> relay_;
  std::uint64_t relayed_packets_ = 0;  // to this leg's phone
  std::uint64_t relayed_octets_ = 0;

  rtp::DigitReceiver digits_{8000};
  std::vector<rtp::Digit> pressed_;

  // Null while nothing needs them.
  std::unique_ptr<Incoming> incoming_;
  std::unique_ptr<DigitListener> listener_;
  std::unique_ptr<Outgoing> outgoing_;
  std::uint64_t late_before_ = 0;  // in buffers that are gone
};

}  // namespace media
