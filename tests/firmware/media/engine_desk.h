// What the engine's tests sit at: a simulated world with an engine in it, and phones' RTP sockets.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/media/codec/codecs.h"
#include "firmware/media/engine.h"
#include "firmware/rtp/packet.h"
#include "tests/sim/world.h"

namespace media {

inline net::Endpoint endpoint(std::string_view text) {
  return *net::Endpoint::parse(text);
}

inline rtp::Octets octets_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// A phone's RTP socket: sends what it is told and keeps what it hears.
class Mouth : private net::UdpUser {
 public:
  Mouth(sim::World& world, std::string_view at, std::string_view talks_to)
      : to(endpoint(talks_to)),
        socket_(*world.host(net::to_string(endpoint(at).address)).bind_udp(endpoint(at), *this)) {}
  Mouth(const Mouth&) = delete;
  Mouth& operator=(const Mouth&) = delete;

  // 20 ms of this payload type, each octet `value`.
  void says(std::uint8_t payload_type, std::uint8_t value, std::size_t octets = 160) {
    says(payload_type, std::vector<std::uint8_t>(octets, value), 160);
  }
  void says(std::uint8_t payload_type, rtp::Octets payload, std::uint32_t ticks) {
    sends(payload_type, payload, timestamp_, sequence_ == 0);
    timestamp_ += ticks;
  }
  void sends(std::uint8_t payload_type, rtp::Octets payload, std::uint32_t timestamp, bool marker) {
    std::array<std::uint8_t, 1500> packet;
    const rtp::Header header{payload_type, marker, sequence_++, timestamp, ssrc};
    const std::size_t size = rtp::write_packet(header, payload, packet);
    sends(std::string_view(reinterpret_cast<const char*>(packet.data()), size));
  }
  void sends(std::string_view datagram) { socket_->send(to, datagram); }
  void presses(std::uint8_t code) {
    const std::array<std::uint8_t, 4> begin = {code, 10, 0, 160}, end = {code, 0x8a, 3, 32};
    sends(101, begin, timestamp_, true);
    for (int i = 0; i < 3; ++i) sends(101, end, timestamp_, false);
    timestamp_ += 800;
  }

  rtp::Packet packet(std::size_t i) const { return *rtp::Packet::parse(octets_of(heard.at(i))); }

  net::Endpoint to;
  std::uint32_t ssrc = 7;
  std::vector<std::string> heard;
  std::vector<net::Endpoint> from;

 private:
  void on_datagram(std::string_view octets, const net::Endpoint& source) override {
    heard.emplace_back(octets);
    from.push_back(source);
  }
  void on_unreachable(const net::Endpoint&) override {}

  std::unique_ptr<net::UdpSocket> socket_;
  std::uint16_t sequence_ = 0;
  std::uint32_t timestamp_ = 0;
};

class EngineDesk : public ::testing::Test, private EngineUser, private RecordingTaker {
 protected:
  EngineDesk() {
    sim::LinkSettings instantly;
    instantly.delay = {};
    world.network().set_weather(instantly);
  }
  static Encoding encoding(std::string_view name, std::uint8_t payload_type) {
    for (const Codec& codec : codecs()) {
      if (codec.name == name) return {&codec, payload_type};
    }
    return {};
  }
  static AudioStream stream(std::string_view codec = "PCMU", std::uint8_t payload_type = 0,
                            std::string_view remote = "10.0.0.11:4000") {
    AudioStream stream;
    stream.remote = endpoint(remote);
    stream.receives = {encoding(codec, payload_type)};
    stream.sends = stream.receives.front();
    stream.receives_events = 101;
    return stream;
  }
  LegPorts holds(std::string_view local) {
    return *hold_leg_ports(world.host(net::to_string(endpoint(local).address)), endpoint(local));
  }
  void opens(LegId leg, std::string_view local, const AudioStream& described) {
    engine.carry_out(OpenLeg{leg, holds(local)});
    engine.carry_out(SetStream{leg, described});
  }
  template <class E>
  std::vector<E> heard_events() const {
    std::vector<E> found;
    for (const Event& event : events) {
      if (const E* one = std::get_if<E>(&event)) found.push_back(*one);
    }
    return found;
  }

  sim::World world{1};
  Engine engine{world.host("10.0.0.1"), world.timers(), world.random(), *this, *this};
  std::vector<Event> events;
  std::vector<RecordingEvent> recorded;

 private:
  void on_media(Event event) override { events.push_back(std::move(event)); }
  void on_recording(RecordingEvent event) override { recorded.push_back(std::move(event)); }
};

}  // namespace media
