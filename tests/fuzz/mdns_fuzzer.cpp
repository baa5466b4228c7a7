// A responder among neighbours that say anything: whatever comes, it goes on, says nothing larger
// than a frame and nothing that does not read again, and answers no datagram with a flood.
//
// The input is a row of datagrams: how each comes (the low 2 bits) and how much later (the rest, in
// steps of 16 ms), the length, the octets. As nobody guesses a message whole, one kind of them is
// what was last heard, with some octets changed.
#include <algorithm>
#include <string>

#include "firmware/mdns/outgoing.h"
#include "firmware/mdns/responder.h"
#include "tests/fuzz/fuzz.h"
#include "tests/sim/world.h"

namespace {

constexpr std::size_t kMostInReply = 64;  // datagrams, timers' included
const net::Endpoint kGroup = *net::Endpoint::parse("224.0.0.251:5353");

class Neighbour final : private net::MulticastUser {
 public:
  Neighbour(sim::World& world, std::string_view own, std::uint16_t port)
      : socket_(*world.host(own).plug("lan", own).bind_multicast({kGroup.address, port}, *this)) {
    (void)socket_->join(1);
  }
  void says(const net::Endpoint& to, std::string_view octets) { socket_->send(1, to, octets); }

  std::string last{"\0\0\0\0\0\1\0\0\0\0\0\0\11jackfield\5local\0\0\1\0\1", 33};
  std::size_t heard = 0;

 private:
  void on_datagram(std::string_view octets, const net::Arrival& arrival) override {
    if (arrival.from.address != *net::IpAddress::parse("10.0.0.1")) return;
    ASSERT(octets.size() <= mdns::kMaxOutgoing);
    ASSERT(mdns::parse(octets));
    last = octets;
    ++heard;
  }

  std::unique_ptr<net::MulticastSocket> socket_;
};

class Nobody final : public mdns::ResponderUser {
  void on_other_label(const std::string& label) override { ASSERT(mdns::is_host_label(label)); }
};

// Each octet pair: where, and what there.
std::string changed(std::string octets, std::string_view changes) {
  for (std::size_t i = 0; i + 1 < changes.size(); i += 2) {
    const auto place = static_cast<unsigned char>(changes[i]);
    octets[place % octets.size()] = changes[i + 1];
  }
  return octets;
}

// What fits into one message of ours, says the same there.
void reads_again(std::string_view octets) {
  const auto message = mdns::parse(octets);
  if (!message) return;
  ASSERT(message->questions.size() <= mdns::kMaxQuestions);
  ASSERT(message->answers.size() + message->authorities.size() + message->additionals.size() <=
         mdns::kMaxRecords);
  mdns::Outgoing printed(mdns::Outgoing::Kind::response);
  for (const mdns::Record& record : message->answers) {
    if (!printed.add(mdns::Outgoing::Section::answer, record)) return;
  }
  const auto again = mdns::parse(printed.octets());
  ASSERT(again && again->answers.size() == message->answers.size());
  for (std::size_t i = 0; i < again->answers.size(); ++i) {
    ASSERT(mdns::is_same(again->answers[i], message->answers[i]));
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using std::chrono::milliseconds;
  sim::World world;
  Nobody nobody;
  net::Network& host = world.host("10.0.0.1").plug("lan", "10.0.0.1");
  mdns::Responder box({host, world.timers(), world.random(), world.log()}, nobody);
  Neighbour near(world, "10.0.0.2", 5353);
  Neighbour resolver(world, "10.0.0.3", 40000);
  box.adopt({"jackfield", {{"_sip", "_udp", *net::Endpoint::parse("0.0.0.0:5060")}}});
  for (int datagrams = 0; size >= 2 && datagrams < 64; ++datagrams) {
    const unsigned how = data[0] & 3;
    world.advance(milliseconds(16 * (data[0] >> 2)));
    const std::size_t length = std::min<std::size_t>(data[1], size - 2);
    const fuzz::Octets octets(data + 2, length);
    reads_again(octets.view());
    const std::size_t before = near.heard + resolver.heard;
    const std::string like_the_last = changed(near.last, octets.view());
    reads_again(like_the_last);
    if (how == 0) near.says(kGroup, octets.view());
    if (how == 1) near.says(kGroup, like_the_last);
    if (how == 2) near.says(*net::Endpoint::parse("10.0.0.1:5353"), like_the_last);
    if (how == 3) resolver.says(kGroup, like_the_last);
    world.advance(milliseconds(2));
    ASSERT(near.heard + resolver.heard - before <= kMostInReply);
    data += 2 + length;
    size -= 2 + length;
  }
  world.advance(std::chrono::seconds(10));
  return 0;
}
