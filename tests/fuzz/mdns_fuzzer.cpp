// A responder among neighbours that say anything: whatever comes, it goes on, says nothing larger
// than a frame and nothing that does not read again, and answers no datagram with a flood.
//
// The input is a row of datagrams: how each comes (the low 2 bits) and how much later (the rest, in
// steps of 16 ms), the length, the octets. As nobody guesses a message whole, one octet alone
// chooses among things that neighbours say, and another kind is what was said or heard last, with
// some octets changed.
#include <algorithm>
#include <iterator>
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

std::string question(const mdns::Name& name, std::uint16_t type, bool by_unicast, bool goes_on) {
  mdns::Outgoing query(mdns::Outgoing::Kind::query);
  query.add(mdns::Question{name, type, mdns::kInternet, by_unicast});
  std::string octets = query.octets();
  if (goes_on) octets[2] = 2;  // TC
  return octets;
}

// As a response, a probe or a known answer.
std::string record(const mdns::Record& record, mdns::Outgoing::Section section, bool is_response) {
  mdns::Outgoing message(is_response ? mdns::Outgoing::Kind::response
                                     : mdns::Outgoing::Kind::query);
  message.add(section, record);
  return message.octets();
}

std::string phrase(std::size_t which) {
  using mdns::Outgoing;
  const mdns::Name host{"jackfield", "local"}, kind{"_sip", "_udp", "local"},
      instance{"jackfield", "_sip", "_udp", "local"},
      reverse{"1", "0", "0", "10", "in-addr", "arpa"};
  const mdns::Record address{host, mdns::type::a, mdns::kInternet, true, 120, "\n\1\1\1"};
  const mdns::Record named{
      reverse, mdns::type::ptr, mdns::kInternet, true, 120, mdns::pointer_to({"pc", "local"})};
  const mdns::Record service{kind, mdns::type::ptr,           mdns::kInternet, false,
                             4500, mdns::pointer_to(instance)};
  const std::string phrases[] = {
      question(kind, mdns::type::ptr, true, false),
      question(kind, mdns::type::ptr, false, true),
      question(host, mdns::type::any, true, false),
      question(reverse, mdns::type::ptr, true, true),
      record(service, Outgoing::Section::answer, true),
      record(service, Outgoing::Section::answer, false),
      record(address, Outgoing::Section::answer, true),
      record(address, Outgoing::Section::authority, false),
      record(named, Outgoing::Section::answer, true),
      record(named, Outgoing::Section::authority, false),
  };
  return phrases[which % std::size(phrases)];
}

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
    if (length == 1) near.last = phrase(data[2]);
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
