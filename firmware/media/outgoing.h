// Outgoing: what we ourselves send to the phone of a leg, from frames to packets: sounds in place
// of what the leg is connected to, keys, the resampler from the mixer's rate, the encoder. Made
// when there is something to send; while packets are relayed to it a leg has none. Owned by a Leg;
// media thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "firmware/base/instant.h"
#include "firmware/media/audio_stream.h"
#include "firmware/media/codec/resampler.h"
#include "firmware/media/port/audio_port.h"
#include "firmware/media/sound_player.h"
#include "firmware/media/tone/dtmf_generator.h"
#include "firmware/rtp/digit_sender.h"
#include "firmware/rtp/session.h"

namespace media {

class Outgoing {
 public:
  // Where packets go.
  class Wire {
   public:
    virtual ~Wire() = default;
    virtual void send_rtp(rtp::Octets packet) = 0;
  };

  Outgoing(rtp::Session& session, Wire& wire);

  // Describes the stream, anew after each offer and answer; nothing to send on: silent.
  void set_stream(const AudioStream& stream);

  // What the leg is connected to says. Not heard while a sound plays.
  void hear(ConstFrame frame, Rate rate, base::Instant now);
  // Once a tick, after hear() if there is any: the sound, or a key nobody else keeps time for.
  void tick(base::Instant now);

  void play(SoundPlayer sound);
  void stop_playing() { sound_.reset(); }
  bool is_playing() const { return sound_.has_value(); }
  bool take_play_ended() { return std::exchange(play_ended_, false); }

  // As an event or as a tone, by the stream; not when too many wait.
  void send_digit(char digit);
  bool is_idle() const { return !is_playing() && !is_dialling(); }

 private:
  static constexpr std::size_t kMaxPacket = 2048;

  bool is_dialling() const;
  void choose_packet_length();
  void say(ConstFrame frame, Rate rate, base::Instant now);
  void resume(base::Instant now);
  void append(ConstFrame frame, Rate rate);
  void mix_tone(std::span<std::int16_t> pcm);
  void send_packets(base::Instant now);
  void send_events(base::Instant now);
  std::uint32_t ticks_of(std::size_t samples) const;
  const Codec& codec() const { return *sends_->codec; }

  rtp::Session& session_;
  Wire& wire_;
  std::optional<Encoding> sends_;
  std::chrono::milliseconds ptime_{20};
  std::optional<std::uint8_t> sends_events_;
  std::uint32_t events_clock_rate_ = 8000;
  std::size_t packet_samples_ = 0;

  std::unique_ptr<Encoder> encoder_;
  std::optional<Resampler> from_mixer_;
  Rate encodes_from_ = Rate::narrowband;  // the mixer's rate that from_mixer_ takes
  std::vector<std::int16_t> to_encode_;   // at the codec's rate
  std::optional<base::Instant> heard_until_;
  bool heard_ = false;  // in this tick

  std::optional<SoundPlayer> sound_;
  bool play_ended_ = false;
  std::optional<DtmfGenerator> tones_;
  std::optional<rtp::DigitSender> events_;
  std::uint32_t event_clock_ = 0;
  std::uint32_t key_down_at_ = 0;  // by the stream's clock
};

}  // namespace media
