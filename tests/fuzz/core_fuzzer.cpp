// The whole switchboard, fed with arbitrary datagrams, stream octets, media and time steps by peers
// that can also answer and go on from what they were sent, as branches and tags cannot be guessed.
// Whatever they do: no crash, and some minutes after they are gone nothing of it is left.
//
// The input is a list of steps separated by RS (0x1e); the first character of a step says what.
// When the first of all steps is "o", the switchboard owns the calls between extensions.
//   0 1 2 3  this datagram from that peer        s  these octets on a TCP connection
//   t        time passes (one octet, squared, in units of 10 ms)
//   c        the TCP connection closes           a  the last request is answered; status: 2 octets
//   e        the last message goes back, this line in place of its first
//   d        this method in the dialog of the last response
// Of phones that know their dialogs (core_peer.h), P being a peer, D a dialog counted back from its
// last, LF ending the first line and what is said behind it:
//   rPnMETHOD NUMBER   a request that begins with it
//   rPDMETHOD          a request in a dialog of its own
//   rPXMETHOD          in a dialog of another's: A B C D those of peer 0, E … those of peer 1
//   pPD200             a response to an open request, counted back
//   uPK                octets to the media port it was told; K: r RTP, c RTCP, others: from
//   elsewhere
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "firmware/base/ascii.h"
#include "firmware/base/assert.h"
#include "firmware/sip/message/message_buffer.h"
#include "tests/fuzz/core_peer.h"
#include "tests/fuzz/fuzz.h"
#include "tests/scenarios/office.h"
#include "tests/sim/raw_message.h"

namespace {

using namespace std::chrono_literals;
using fuzz::Peer;

constexpr std::size_t kMaxSteps = 64;

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
  explicit Fuzzed(bool owns_calls) : office_(world_, options(owns_calls)) {
    for (int i = 0; i < 4; ++i) {
      const std::string number = std::to_string(100 + i);
      const std::string address = "10.0.0.1" + std::to_string(i + 1);
      peers_.push_back(std::make_unique<Peer>(world_, number, address));
      if (i == 3) break;  // a stranger
      office_.opens_account(number);
      location::Binding binding;
      binding.contact = "sip:" + number + "@" + address;
      binding.call_id = "fuzz";
      binding.flow.remote = *net::Endpoint::parse(address + ":5060");
      binding.granted = 1h;
      binding.expires = world_.now() + 100h;
      office_.switchboard().location().load({number, {binding}});
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
      case 'r':
        request(step);
        break;
      case 'p':
        respond(step);
        break;
      case 'u':
        if (step.size() > 1) peer(step[0]).sends_media(step[1], step.substr(2));
        break;
      default:
        break;
    }
    world_.advance(5ms);
  }

  // Calls whose media is on hold end when nobody refreshes their session.
  void ends() {
    peers_.clear();
    world_.advance(10min);
    if (!is_empty()) world_.advance(1h);
    ASSERT(is_empty());
    ASSERT(sip::message_pool_use().live == 0);
  }

 private:
  bool is_empty() {
    const jackfield::Switchboard::Load load = office_.switchboard().load();
    return load.client_transactions == 0 && load.server_transactions == 0 &&
           load.response_contexts == 0 && load.calls == 0 && load.connections == 0 &&
           load.dialogs == 0 && load.ports == 0 && load.call_media == 0;
  }

  static scenarios::OfficeOptions options(bool owns_calls) {
    scenarios::OfficeOptions options;
    options.owns_calls = owns_calls;
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

  Peer& peer(char digit) { return *peers_[static_cast<unsigned char>(digit) % peers_.size()]; }

  Peer::Dialog* dialog_of(Peer& own, char which) {
    if (base::is_digit(which)) return own.dialog(static_cast<std::size_t>(which - '0'));
    const auto letter = static_cast<unsigned char>(which - 'A') % 16u;
    return peers_[letter / 4]->dialog(letter % 4);
  }

  std::string filled(const Peer& by, std::string_view said) {
    return by.fill(said, [this](std::string_view name) -> std::string {
      if (name.size() != 3 || !base::is_digit(name[1]) || !base::is_digit(name[2])) return {};
      const Peer::Dialog* const dialog = dialog_of(peer(name[1]), name[2]);
      if (dialog == nullptr) return {};
      if (name[0] == 't') return dialog->target;
      return name[0] == 'e' ? escaped(dialog->replaces()) : dialog->replaces();
    });
  }

  static std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : text) {
      const bool special = c == ';' || c == '=' || c == '@';
      result += special ? "%" + base::to_hex({&c, 1}) : std::string(1, c);
    }
    return result;
  }

  static std::string_view take_line(std::string_view& text) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    return line;
  }

  void request(std::string_view step) {
    if (step.size() < 3) return;
    Peer& by = peer(step[0]);
    const char which = step[1];
    Peer::Dialog* const dialog = which == 'n' ? nullptr : dialog_of(by, which);
    if (which != 'n' && dialog == nullptr) return;
    step.remove_prefix(2);
    std::string_view number = take_line(step);
    const std::string_view method = number.substr(0, number.find(' '));
    number.remove_prefix(std::min(method.size() + 1, number.size()));
    by.requests(method, dialog, number, filled(by, step));
  }

  void respond(std::string_view step) {
    if (step.size() < 3) return;
    Peer& by = peer(step[0]);
    const std::size_t back = static_cast<unsigned char>(step[1]) % 8u;
    step.remove_prefix(2);
    const auto status = base::parse_unsigned(take_line(step), 699);
    if (status && *status >= 100) by.responds(static_cast<int>(*status), back, filled(by, step));
  }

  sim::World world_;
  scenarios::Office office_;
  std::vector<std::unique_ptr<Peer>> peers_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(octets), size);
  Fuzzed fuzzed(input.starts_with("o\x1e"));
  for (std::size_t step = 0; step < kMaxSteps && !input.empty(); ++step) {
    const std::size_t end = std::min(input.find('\x1e'), input.size());
    fuzzed.take(input.substr(0, end));
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  fuzzed.ends();
  return 0;
}
