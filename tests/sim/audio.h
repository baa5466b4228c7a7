// The audio of one call of a phone, in raw RTP (RFC 3550): what it sends, 20 ms apart, and what it
// hears. Shares nothing with firmware/rtp. Owned by the phone's call, and gone with it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "firmware/base/timer_queue.h"
#include "firmware/net/network.h"

namespace sim {

struct HeardPacket {
  net::Endpoint from{}, at{};  // whence, and at which port of the phone
  int payload_type = 0;
  bool marker = false;
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  std::uint32_t source = 0;  // its SSRC
  std::string payload{};
};

class Audio : private net::UdpUser {
 public:
  using Heard = std::function<void(HeardPacket packet)>;
  using Target = std::function<net::Endpoint()>;  // asked for every packet

  Audio(net::Network& network, base::TimerQueue& timers, const net::Endpoint& local, Target target,
        Heard heard);

  // `count` packets with the same payload, the first at once. Replaces what is under way.
  void send(int payload_type, std::string payload, int count);
  // A key pressed for 600 ms (RFC 4733), its end told three times: no storm hides all of it.
  void press(int payload_type, char digit);
  // The same for a phone that has no telephone-event: 600 ms of its tone, in PCMU.
  void press_tone(int payload_type, char digit);
  const net::Endpoint& local() const { return local_; }

 private:
  void on_datagram(std::string_view octets, const net::Endpoint& from) override;
  void on_unreachable(const net::Endpoint&) override {}
  void tick();
  void write(int payload_type, bool marker, std::string_view payload);
  void write_key();

  const net::Endpoint local_;
  Target target_;
  Heard heard_;
  std::unique_ptr<net::UdpSocket> socket_;
  base::MemberTimer<&Audio::tick> next_;
  std::uint16_t sequence_ = 0;
  std::uint32_t timestamp_ = 0;
  std::uint32_t source_ = 0;
  int payload_type_ = 0;
  std::string payload_;
  int left_ = 0;   // packets to send
  char tone_ = 0;  // the key whose tone is under way
  int key_ = -1;   // the event under way, with `left_` packets to go
};

// The event of a key (RFC 4733 section 3.2), and back.
int event_of(char digit);
char digit_of(int event);

}  // namespace sim
