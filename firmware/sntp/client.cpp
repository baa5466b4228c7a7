#include "firmware/sntp/client.h"

#include <algorithm>
#include <utility>

namespace sntp {

using std::chrono::duration_cast;
using std::chrono::microseconds;

namespace {

constexpr base::Duration kLongest = std::chrono::hours(24);  // between two answers

}  // namespace

Client::Client(const Surroundings& surroundings, ClientUser& user)
    : around_(surroundings),
      user_(user),
      due_(surroundings.timers, this),
      close_(surroundings.timers, this),
      silence_(surroundings.timers, this) {}

void Client::adopt(Settings settings) {
  settings_ = std::move(settings);
  servers_.clear();
  for (const std::string& name : settings_.servers) {
    if (servers_.size() < kMaxServers) servers_.push_back({name});
  }
  current_ = 0;
  pause_ = settings_.pause;
  interval_ = settings_.interval;
  wait({});
}

// Nothing is under way any more, and the next question is due after the pause. The socket, whose
// call-back this may be, goes a moment later.
void Client::wait(base::Duration pause) {
  query_.reset();
  asked_ = {};
  close_.arm({});
  silence_.disarm();
  if (servers_.empty()) return due_.disarm();
  due_.arm(pause);
}

void Client::ask() {
  if (const auto address = net::IpAddress::parse(server().name)) return send_to(*address);
  silence_.arm(settings_.patience);
  resolve(net::Resolver::Family::v4);
}

void Client::resolve(net::Resolver::Family family) {
  query_ = around_.resolver.addresses(server().name, family,
                                      [this, family](net::Result<net::AddressRecords> records) {
                                        if (records && !records->addresses.empty())
                                          return send_to(records->addresses.front());
                                        if (family == net::Resolver::Family::v4)
                                          return resolve(net::Resolver::Family::v6);
                                        fail("the name has no address");
                                      });
}

void Client::send_to(const net::IpAddress& address) {
  asked_ = {address, kPort};
  const net::IpAddress any = *net::IpAddress::parse(address.is_v4() ? "0.0.0.0" : "::");
  auto socket = around_.network.bind_udp({any, 0}, *this);
  if (!socket) return fail(net::to_string(socket.error()));
  socket_ = std::move(*socket);
  close_.disarm();
  cookie_ = around_.random.next();
  asked_at_ = around_.timers.now();
  socket_->send(asked_, print_question(cookie_));
  silence_.arm(settings_.patience);
}

void Client::on_datagram(std::string_view octets, const net::Endpoint& from) {
  if (from != asked_) return;
  const auto reply = parse_reply(octets, cookie_);
  if (!reply) {
    if (reply.error() == Error::not_an_answer) return;  // the real one may still come
    if (reply.error() == Error::refused) server().refuses = true;
    if (reply.error() == Error::too_often) interval_ = std::min(2 * interval_, kLongest);
    return fail(to_string(reply.error()));
  }
  // Section 5: our clock as it is now and, by the monotonic clock, as it was when we asked.
  const auto took = duration_cast<microseconds>(around_.timers.now() - asked_at_);
  const Time came = around_.clock.now();
  const Time left = came - took;
  const microseconds offset = ((reply->received - left) + (reply->sent - came)) / 2;
  pause_ = settings_.pause;
  wait(interval_);
  user_.on_offset(offset, server().name);
}

void Client::on_unreachable(const net::Endpoint& to) {
  if (to == asked_) fail("nobody answers there");
}

void Client::on_silence() {
  fail("no answer came in time");
}

void Client::fail(std::string_view why) {
  around_.log.debug("sntp", "no time", {{"server", server().name}, {"why", std::string(why)}});
  if (!turn_to_next()) {
    around_.log.warning("sntp", "every time server refuses us");
    servers_.clear();
  }
  wait(pause_);
  pause_ = std::min(2 * pause_, interval_);
}

// False: there is none that does not refuse.
bool Client::turn_to_next() {
  for (std::size_t i = 0; i < servers_.size(); ++i) {
    current_ = (current_ + 1) % servers_.size();
    if (!server().refuses) return true;
  }
  return false;
}

}  // namespace sntp
