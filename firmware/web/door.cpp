#include "firmware/web/door.h"

#include <algorithm>
#include <utility>

#include "firmware/base/assert.h"

namespace web {

// One listener.
class Door::Entrance : public net::ListenerUser {
 public:
  Entrance(Door& door, bool tls) : door_(door), tls_(tls) {}

  net::Result<net::Endpoint> listen(const net::Endpoint& local) {
    auto listener = door_.premises_.network.listen_tcp(local, *this);
    if (!listener) return listener.error();
    listener_ = std::move(*listener);
    return listener_->local();
  }

 private:
  void on_accepted(std::unique_ptr<net::StreamSocket> socket) override {
    door_.admit(std::move(socket), tls_);
  }

  Door& door_;
  const bool tls_;
  std::unique_ptr<net::Listener> listener_;
};

Door::Door(net::Network& network, base::TimerQueue& timers, DoorOptions options)
    : premises_{network, timers, std::move(options)}, admission_(premises_.options.admission) {}

Door::~Door() = default;

void Door::set_tls(std::unique_ptr<crypto::TlsContext> context) {
  std::swap(tls_, context);
  if (context && context->sessions() > 0) old_tls_.push_back(std::move(context));
}

net::Result<net::Endpoint> Door::listen_tls(const net::Endpoint& local) {
  const auto listening = listen(local, true);
  if (listening && premises_.tls_port == 0) premises_.tls_port = listening->port;
  return listening;
}

net::Result<net::Endpoint> Door::listen_plain(const net::Endpoint& local) {
  return listen(local, false);
}

net::Result<net::Endpoint> Door::listen(const net::Endpoint& local, bool tls) {
  auto entrance = std::make_unique<Entrance>(*this, tls);
  const auto listening = entrance->listen(local);
  if (listening) entrances_.push_back(std::move(entrance));
  return listening;
}

std::optional<Visitor> Door::visitor(std::uint16_t port) const {
  return premises_.visitors.find(port);
}

DoorCounters Door::counters() const {
  const Tally& tally = premises_.tally;
  return {tally.accepted, tally.refused, tally.open, tally.bad_requests, tally.tls_failures};
}

void Door::admit(std::unique_ptr<net::StreamSocket> socket, bool tls) {
  using Verdict = Admission::Verdict;
  const net::IpAddress address = socket->remote().address;
  const base::Instant now = premises_.timers.now();
  if (tls && !tls_) {
    ++premises_.tally.refused;
    return;
  }
  Verdict verdict = admission_.enter(address, now);
  if (verdict == Verdict::full && make_room()) verdict = admission_.enter(address, now);
  if (verdict != Verdict::welcome) return send_away(std::move(socket), tls);
  ++premises_.tally.accepted;
  ++premises_.tally.open;
  take_in(std::move(socket), tls ? tls_.get() : nullptr, true);
}

// A word costs nothing on a plain connection; a handshake would cost what we are short of.
void Door::send_away(std::unique_ptr<net::StreamSocket> socket, bool tls) {
  ++premises_.tally.refused;
  if (tls || farewells_ == kMaxFarewells) return;
  ++farewells_;
  take_in(std::move(socket), nullptr, false).refuse({503, kManyConnections}, "Retry-After: 5\r\n");
}

DoorConnection& Door::take_in(std::unique_ptr<net::StreamSocket> socket, crypto::TlsContext* tls,
                              bool is_admitted) {
  DoorConnectionUser& user = *this;
  auto connection = std::make_unique<DoorConnection>(premises_, std::move(socket), tls, user);
  guests_.push_back({std::move(connection), is_admitted});
  return *guests_.back().connection;
}

// Who has owed a request longest goes, be it idle or dribbling: an honest one is asked at once.
bool Door::make_room() {
  DoorConnection* longest = nullptr;
  for (const Guest& guest : guests_) {
    const auto since = guest.connection->waits_since();
    if (since && (!longest || *since < *longest->waits_since())) longest = guest.connection.get();
  }
  if (longest) longest->end();
  return longest != nullptr;
}

void Door::on_ended(DoorConnection& connection) {
  const auto guest = std::ranges::find_if(
      guests_, [&](const Guest& one) { return one.connection.get() == &connection; });
  ASSERT(guest != guests_.end());
  if (guest->is_admitted) {
    admission_.leave(connection.address());
    --premises_.tally.open;
  } else {
    --farewells_;
  }
  ended_.push_back(std::move(guest->connection));
  guests_.erase(guest);
  bury_.arm(base::Duration::zero());
}

// Not from inside its own call-back.
void Door::bury() {
  ended_.clear();
  std::erase_if(old_tls_, [](const auto& context) { return context->sessions() == 0; });
}

}  // namespace web
