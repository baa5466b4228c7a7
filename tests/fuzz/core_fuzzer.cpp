// The whole switchboard, fed with arbitrary datagrams, stream octets and time steps by peers that
// can also answer and go on from what they were sent, as branches and tags cannot be guessed.
// Whatever they do: no crash, and some minutes after they are gone nothing of it is left.
//
// The input is a list of steps separated by RS (0x1e); the first character of a step says what:
//   0 1 2 3  this datagram from that peer        s  these octets on a TCP connection
//   t        time passes (one octet, squared, in units of 10 ms)
//   c        the TCP connection closes           a  the last request is answered; status: 2 octets
//   e        the last message goes back, this line in place of its first
//   d        this method in the dialog of the last response
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "firmware/base/assert.h"
#include "firmware/sip/message/message_buffer.h"
#include "tests/fuzz/fuzz.h"
#include "tests/scenarios/office.h"
#include "tests/sim/raw_message.h"

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxSteps = 48;

class Peer : public net::UdpUser, public net::StreamUser {
 public:
  Peer(sim::World& world, const std::string& address)
      : host_(world.host(address)),
        socket_(*host_.bind_udp(*net::Endpoint::parse(address + ":5060"), *this)) {}

  void sends(std::string_view octets) { socket_->send(office_, octets); }
  void streams(std::string_view octets) {
    if (!stream_) stream_ = host_.connect_tcp(office_, net::IpAddress(), *this);
    stream_->send(octets);
  }
  void closes() { stream_.reset(); }

  std::string request, response;  // the last that came

 private:
  void on_datagram(std::string_view octets, const net::Endpoint&) override {
    (octets.starts_with("SIP/2.0 ") ? response : request) = octets;
  }
  void on_unreachable(const net::Endpoint&) override {}
  void on_connected() override {}
  void on_octets(std::string_view octets) override {
    (octets.starts_with("SIP/2.0 ") ? response : request) = octets;
  }
  void on_closed(net::Error) override { stream_.reset(); }

  const net::Endpoint office_ = *net::Endpoint::parse("10.0.0.1:5060");
  sim::Host& host_;
  std::unique_ptr<net::UdpSocket> socket_;
  std::unique_ptr<net::StreamSocket> stream_;
};

std::string lines(const sim::RawMessage& message, std::string_view name, std::string_view as = "") {
  std::string text;
  for (const std::string& value : message.headers(name)) {
    text += std::string(as.empty() ? name : as) + ": " + value + "\r\n";
  }
  return text;
}

std::string answer_to(const std::string& text, std::string_view octets) {
  const sim::RawMessage request(text);
  int status = 200;
  if (octets.size() >= 2) {
    const auto number =
        static_cast<unsigned char>(octets[0]) * 256 + static_cast<unsigned char>(octets[1]);
    status = 100 + number % 600;
  }
  return "SIP/2.0 " + std::to_string(status) + " Fuzz\r\n" + lines(request, "Via") +
         lines(request, "Record-Route") + lines(request, "From") + "To: " + request.header("To") +
         ";tag=fuzz\r\n" + lines(request, "Call-ID") + lines(request, "CSeq") +
         "Contact: <sip:fuzz@10.0.0.12>\r\nContent-Length: 0\r\n\r\n";
}

std::string in_dialog_of(const std::string& text, std::string_view method) {
  const sim::RawMessage response(text);
  const std::string target = sim::uri_in(response.header("Contact"));
  const std::string name(method.substr(0, 16));
  return name + " " + (target.empty() ? "sip:101@10.0.0.1" : target) +
         " SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.11;branch=z9hG4bKd" + name +
         "\r\nMax-Forwards: 70\r\n" + lines(response, "Record-Route", "Route") +
         lines(response, "From") + lines(response, "To") + lines(response, "Call-ID") + "CSeq: 9 " +
         name + "\r\nContent-Length: 0\r\n\r\n";
}

class Fuzzed {
 public:
  Fuzzed() : office_(world_, options()) {
    office_.opens_account("100");
    office_.opens_account("101");
    location::Binding binding;
    binding.contact = "sip:101@10.0.0.12";
    binding.call_id = "fuzz";
    binding.flow.remote = *net::Endpoint::parse("10.0.0.12:5060");
    binding.granted = 1h;
    binding.expires = world_.now() + 1h;
    office_.switchboard().location().load({"101", {binding}});
    for (int i = 1; i <= 4; ++i) {
      peers_.push_back(std::make_unique<Peer>(world_, "10.0.0.1" + std::to_string(i)));
    }
  }

  void take(std::string_view step) {
    if (step.empty()) return;
    const char what = step.front();
    step.remove_prefix(1);
    if (what >= '0' && what <= '3')
      return peers_[static_cast<std::size_t>(what - '0')]->sends(step);
    switch (what) {
      case 's':
        peers_[2]->streams(step);
        break;
      case 'c':
        peers_[2]->closes();
        break;
      case 't':
        pass_time(step);
        break;
      case 'a':
        for_each_request([&](const std::string& text) { return answer_to(text, step); });
        break;
      case 'e':
        for_each_request([&](const std::string& text) { return echo(text, step); });
        break;
      case 'd':
        continue_dialogs(step);
        break;
      default:
        break;
    }
    world_.advance(5ms);
  }

  void ends() {
    peers_.clear();
    world_.advance(10min);
    const jackfield::Switchboard::Load load = office_.switchboard().load();
    ASSERT(load.client_transactions == 0 && load.server_transactions == 0);
    ASSERT(load.response_contexts == 0 && load.calls == 0 && load.connections == 0);
    ASSERT(sip::message_pool_use().live == 0);
  }

 private:
  static scenarios::OfficeOptions options() {
    scenarios::OfficeOptions options;
    options.authenticates_calls = false;
    options.opens_other_domains = true;
    options.lets_strangers_in = true;
    options.longest_call = 60s;
    return options;
  }

  void pass_time(std::string_view octets) {
    const int octet = octets.empty() ? 1 : static_cast<unsigned char>(octets.front());
    world_.advance(octet * octet * 10ms);
  }

  template <class Make>
  void for_each_request(const Make& make) {
    for (const auto& peer : peers_) {
      if (!peer->request.empty()) peer->sends(make(std::exchange(peer->request, {})));
    }
  }

  static std::string echo(const std::string& text, std::string_view line) {
    return std::string(line) + text.substr(std::min(text.find("\r\n"), text.size()));
  }

  void continue_dialogs(std::string_view method) {
    for (const auto& peer : peers_) {
      if (!peer->response.empty()) peer->sends(in_dialog_of(peer->response, method));
    }
  }

  sim::World world_;
  scenarios::Office office_;
  std::vector<std::unique_ptr<Peer>> peers_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(octets), size);
  Fuzzed fuzzed;
  for (std::size_t step = 0; step < kMaxSteps && !input.empty(); ++step) {
    const std::size_t end = std::min(input.find('\x1e'), input.size());
    fuzzed.take(input.substr(0, end));
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  fuzzed.ends();
  return 0;
}
