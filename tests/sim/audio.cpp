#include "tests/sim/audio.h"

#include <algorithm>

#include "firmware/base/assert.h"
#include "tests/sim/tones.h"

namespace sim {

namespace {

constexpr base::Duration kPacketTime = std::chrono::milliseconds(20);
constexpr std::uint32_t kSamples = 160;
constexpr int kKeyPackets = 30;
constexpr int kKeyEnds = 3;
constexpr std::string_view kKeys = "0123456789*#ABCD";

void put(std::string& octets, std::uint32_t value, int size) {
  for (int shift = (size - 1) * 8; shift >= 0; shift -= 8) {
    octets += static_cast<char>((value >> shift) & 0xff);
  }
}

std::uint32_t get(std::string_view octets, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = at; i < at + size; ++i) {
    value = value << 8 | static_cast<unsigned char>(octets[i]);
  }
  return value;
}

}  // namespace

int event_of(char digit) {
  const std::size_t at = kKeys.find(digit);
  ASSERT(at != std::string_view::npos);
  return static_cast<int>(at);
}

char digit_of(int event) {
  const auto at = static_cast<std::size_t>(event);
  return at < kKeys.size() ? kKeys[at] : '?';
}

Audio::Audio(net::Network& network, base::TimerQueue& timers, const net::Endpoint& local,
             Target target, Heard heard)
    : local_(local), target_(std::move(target)), heard_(std::move(heard)), next_(timers, this) {
  auto socket = network.bind_udp(local, *this);
  ASSERT(socket);
  socket_ = std::move(*socket);
  source_ = static_cast<std::uint32_t>(net::EndpointHash()(local)) | 1;
}

void Audio::send(int payload_type, std::string payload, int count) {
  key_ = -1;
  tone_ = 0;
  payload_type_ = payload_type;
  payload_ = std::move(payload);
  left_ = count;
  next_.arm({});
}

void Audio::press(int payload_type, char digit) {
  key_ = event_of(digit);
  payload_type_ = payload_type;
  left_ = kKeyPackets + kKeyEnds;
  next_.arm({});
}

void Audio::press_tone(int payload_type, char digit) {
  send(payload_type, {}, kKeyPackets);
  tone_ = digit;
}

void Audio::tick() {
  if (left_ <= 0) return;
  if (key_ >= 0) {
    write_key();
  } else {
    if (tone_ != 0) payload_ = tone_of(tone_, kKeyPackets - left_);
    write(payload_type_, sequence_ == 0, payload_);
    timestamp_ += kSamples;
  }
  if (--left_ > 0) return next_.arm(kPacketTime);
  if (key_ >= 0) timestamp_ += kKeyPackets * kSamples;
}

// All packets of a key carry the timestamp of its beginning (section 2.5.1.2).
void Audio::write_key() {
  const int sent = kKeyPackets + kKeyEnds - left_;
  const int duration = std::min(sent + 1, kKeyPackets) * static_cast<int>(kSamples);
  std::string payload;
  put(payload, static_cast<std::uint32_t>(key_), 1);
  put(payload, (sent >= kKeyPackets ? 0x80u : 0u) | 10u, 1);
  put(payload, static_cast<std::uint32_t>(duration), 2);
  write(payload_type_, sent == 0, payload);
}

void Audio::write(int payload_type, bool marker, std::string_view payload) {
  std::string packet;
  put(packet, 0x80, 1);
  put(packet, (marker ? 0x80u : 0u) | static_cast<std::uint32_t>(payload_type), 1);
  put(packet, sequence_++, 2);
  put(packet, timestamp_, 4);
  put(packet, source_, 4);
  packet += payload;
  const net::Endpoint to = target_();
  if (to.port != 0) socket_->send(to, packet);
}

void Audio::on_datagram(std::string_view octets, const net::Endpoint& from) {
  if (octets.size() < 12 || (octets[0] & 0xc0) != 0x80) return;
  HeardPacket packet;
  packet.from = from;
  packet.at = local_;
  packet.marker = (octets[1] & 0x80) != 0;
  packet.payload_type = octets[1] & 0x7f;
  packet.sequence = static_cast<std::uint16_t>(get(octets, 2, 2));
  packet.timestamp = get(octets, 4, 4);
  packet.source = get(octets, 8, 4);
  packet.payload = octets.substr(12);
  heard_(std::move(packet));
}

}  // namespace sim
