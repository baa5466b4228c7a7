// Door: the only way in from the network to the web server (decisions/0010). TLS ends here, heads
// are read strictly (RequestHeadReader), slow and greedy clients are held off (Admission), and
// each sound request goes on its own connection to the server on loopback. What needs no server is
// answered here: refusals, and on the plain port the way to the TLS port.
//
//   Door door(loop, timers, {.may_be_plain = …});
//   Server server({}, answer, [&](std::uint16_t port) { return door.visitor(port); });
//   server.start();
//   door.set_server({127.0.0.1, server.port()});
//   door.set_tls(*crypto::TlsContext::make(pair));
//   door.listen_tls({any, 443});
//   door.listen_plain({any, 80});
//
// One thread, that of its network and timers; visitor() and counters() any. The server stops before
// the door goes; the network and the timers outlive both.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "firmware/base/timer_queue.h"
#include "firmware/crypto/tls.h"
#include "firmware/net/network.h"
#include "firmware/web/admission.h"
#include "firmware/web/door_connection.h"
#include "firmware/web/door_options.h"
#include "firmware/web/premises.h"
#include "firmware/web/server.h"

namespace web {

class Door : private DoorConnectionUser {
 public:
  Door(net::Network& network, base::TimerQueue& timers, DoorOptions options = {});
  ~Door() override;
  Door(const Door&) = delete;
  Door& operator=(const Door&) = delete;

  void set_server(const net::Endpoint& server) { premises_.server = server; }

  // For new connections; those there are keep theirs, which goes with the last of them.
  void set_tls(std::unique_ptr<crypto::TlsContext> context);

  // Any number of each, an IPv4 and an IPv6 one say. The port of the first TLS one is where the
  // plain ones send people. Gives what it listens on.
  net::Result<net::Endpoint> listen_tls(const net::Endpoint& local);
  net::Result<net::Endpoint> listen_plain(const net::Endpoint& local);

  // Any thread.
  std::optional<Visitor> visitor(std::uint16_t port) const;
  DoorCounters counters() const;

 private:
  class Entrance;

  net::Result<net::Endpoint> listen(const net::Endpoint& local, bool tls);
  void admit(std::unique_ptr<net::StreamSocket> socket, bool tls);
  void send_away(std::unique_ptr<net::StreamSocket> socket, bool tls);
  DoorConnection& take_in(std::unique_ptr<net::StreamSocket> socket, crypto::TlsContext* tls,
                          bool is_admitted);
  bool make_room();
  void on_ended(DoorConnection& connection) override;
  void bury();

  // Of those who are sent away with a word; more are just closed.
  static constexpr std::size_t kMaxFarewells = 16;

  struct Guest {
    std::unique_ptr<DoorConnection> connection;
    bool is_admitted = false;  // not one who is sent away
  };

  Premises premises_;
  Admission admission_;
  std::unique_ptr<crypto::TlsContext> tls_;
  std::vector<std::unique_ptr<crypto::TlsContext>> old_tls_;
  std::vector<std::unique_ptr<Entrance>> entrances_;
  std::vector<Guest> guests_;
  std::size_t farewells_ = 0;
  std::vector<std::unique_ptr<DoorConnection>> ended_;
  base::MemberTimer<&Door::bury> bury_{premises_.timers, this};
};

}  // namespace web
