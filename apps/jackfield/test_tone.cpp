#include "apps/jackfield/test_tone.h"

#include <cmath>
#include <numbers>
#include <string_view>

#include "firmware/media/codec/codecs.h"
#include "firmware/media/tone/level.h"

namespace jackfield {

namespace {

constexpr double kToneHz = 1000;
constexpr media::Tone kTone{.first_hz = kToneHz, .level_dbm0 = -13};
constexpr base::Duration kEvery = std::chrono::milliseconds(20);
constexpr double kLeastPart = 0.8;     // of the power in a window is the tone's
constexpr double kLeastLevel = -25.0;  // dBm0

const media::Codec& pcmu() {
  return *media::find_static_codec(0);
}

}  // namespace

TestTone::TestTone(net::Network& network, base::TimerQueue& timers, base::Random& random,
                   std::function<void()> heard)
    : network_(network),
      timers_(timers),
      random_(random),
      heard_(std::move(heard)),
      encoder_(pcmu().make_encoder({})),
      decoder_(pcmu().make_decoder({})),
      tone_(kTone, kRateHz),
      next_(timers, this) {}

TestTone::~TestTone() = default;

bool TestTone::open(const net::IpAddress& local) {
  auto socket = network_.bind_udp({local, 0}, *this);
  if (!socket) return false;
  socket_ = std::move(*socket);
  return true;
}

sdp::LocalStream TestTone::description() const {
  sdp::LocalStream audio;
  audio.address = socket_->local();
  audio.codecs = {{std::string(pcmu().name), kRateHz, 1, {}, pcmu().payload_type}};
  return audio;
}

bool TestTone::begin(const sdp::NegotiatedStream& agreed) {
  if (!agreed.is_accepted || agreed.send.empty() || agreed.receive.empty()) return false;
  remote_ = agreed.remote;
  sent_type_ = *agreed.send.front().payload_type;
  received_type_ = *agreed.receive.front().payload_type;
  session_ = std::make_unique<rtp::Session>(rtp::SessionSettings{}, random_, timers_.now());
  next_.arm({});
  return true;
}

void TestTone::say() {
  std::array<std::int16_t, kPacket> pcm{};
  std::array<std::uint8_t, kPacket> payload{};
  std::array<std::uint8_t, kPacket + rtp::kHeaderSize> packet{};
  tone_.generate(pcm);
  const auto encoded = encoder_->encode(pcm, payload);
  if (encoded) {
    const std::size_t size = session_->send(sent_type_, std::span(payload).first(*encoded), kPacket,
                                            packet, timers_.now());
    socket_->send(remote_, {reinterpret_cast<const char*>(packet.data()), size});
  }
  next_.arm(kEvery);
}

void TestTone::on_datagram(std::string_view octets, const net::Endpoint& from) {
  if (!session_ || from != remote_) return;
  const std::span datagram(reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size());
  const auto received = session_->receive(datagram, timers_.now());
  if (!received || !rtp::is_playable(received->arrival)) return;
  if (received->packet.header().payload_type != received_type_) return;
  std::array<std::int16_t, 4 * kPacket> pcm{};
  const auto decoded = decoder_->decode(received->packet.payload(), pcm);
  if (!decoded) return;
  for (const std::int16_t sample : std::span(pcm).first(*decoded)) hear(sample);
}

void TestTone::hear(std::int16_t sample) {
  window_[filled_++] = sample;
  if (filled_ < kWindow) return;
  filled_ = 0;
  windows_ = is_tone() ? windows_ + 1 : 0;
  if (windows_ != kEnough) return;
  stop();
  heard_();
}

// Goertzel: the part of the window's power that is in the tone.
bool TestTone::is_tone() const {
  const double turn = 2 * std::cos(2 * std::numbers::pi * kToneHz / kRateHz);
  double last = 0;
  double before = 0;
  double power = 0;
  for (const double sample : window_) {
    const double next = sample + turn * last - before;
    before = last;
    last = next;
    power += sample * sample;
  }
  const double of_tone =
      2 * (last * last + before * before - turn * last * before) / static_cast<double>(kWindow);
  const double peak = media::amplitude_of(kLeastLevel);
  return power > static_cast<double>(kWindow) * peak * peak / 2 && of_tone > kLeastPart * power;
}

}  // namespace jackfield
