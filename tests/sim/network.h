// The simulated internet: hosts with addresses, UDP with seeded weather, TCP that keeps its order.
// Follows firmware/net/network.h to the letter: no call-back ever comes from inside a call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "firmware/base/random.h"
#include "firmware/net/network.h"
#include "tests/sim/events.h"
#include "tests/sim/ladder.h"

namespace sim {

// The weather on a link, each way. Probabilities from 0 to 1.
struct LinkSettings {
  double loss = 0;
  base::Duration delay = std::chrono::milliseconds(1);
  base::Duration jitter{};  // up to this much more, evenly
  double duplicate = 0;
  double reorder = 0;  // how likely a datagram waits up to `reorder_delay` longer, and is overtaken
  base::Duration reorder_delay = std::chrono::milliseconds(300);
  // Of a transaction (or of the same datagram, where there is none) no more than this are lost in
  // succession one way: what the RFC's timers cannot survive says nothing about us. 0: no such
  // mercy.
  int losses_in_succession = 0;
  bool reports_unreachable = false;  // ICMP comes back from where nobody listens
  bool segments = false;             // TCP delivers at random boundaries
};

// A third of all datagrams lost, doubled, overtaken: after the mercy above, 30 % of all copies.
LinkSettings storm();

class Host;
class Stream;
class Datagrams;
class DatagramPort;
class Multicast;
class Watching;
class TcpListener;

class SimNetwork {
 public:
  SimNetwork(Events& events, base::Random& random, Ladder& ladder);
  ~SimNetwork();

  // The host that owns this address, created when nobody does.
  Host& host(std::string_view address);

  void set_weather(const LinkSettings& settings) { weather_ = settings; }
  // One link, both ways; wins over the weather.
  void set_link(std::string_view a, std::string_view b, const LinkSettings& settings);
  // The host at `inside` sits behind a NAT (RFC 4787, address and port dependent filtering) that
  // shows `outside`.
  void set_nat(std::string_view inside, std::string_view outside);

  std::size_t open_streams() const { return streams_.size(); }

 private:
  friend class Host;
  friend class Stream;
  friend class Datagrams;
  friend class Multicast;
  friend class TcpListener;

  struct Nat {
    net::IpAddress outside;
    std::map<net::Endpoint, std::uint16_t> port_of;
    std::map<std::uint16_t, net::Endpoint> inside_of;
    std::set<std::pair<std::uint16_t, net::Endpoint>> open;
    std::uint16_t next_port = 20001;
  };

  // Datagrams (network.cpp).
  void send_datagram(std::uint64_t sender, net::Endpoint from, net::Endpoint to,
                     std::string_view octets);
  void deliver_datagram(std::uint64_t sender, const net::Endpoint& from, const net::Endpoint& to,
                        const std::string& octets);
  bool is_lost(const LinkSettings& link, const net::Endpoint& from, const net::Endpoint& to,
               std::string_view octets);

  // Datagrams of groups (multicast.cpp); the ladder shows none of them.
  void send_on_link(Multicast& sender, unsigned link, const net::Endpoint& to,
                    std::string_view octets);
  void deliver_on_link(std::uint64_t receiver, const std::string& cable, const net::Endpoint& from,
                       const net::IpAddress& to, const std::string& octets);

  // Streams (stream.cpp).
  void connect(std::uint64_t client);
  void accept(std::uint64_t client, const net::Endpoint& from, const net::Endpoint& to);
  void refuse(std::uint64_t client, net::Error reason, base::Duration delay);
  void send_octets(Stream& sender, std::string_view octets);
  void end_stream(Stream& sender, net::Error reason);
  void reset_from_peer(std::uint64_t sender, const net::IpAddress& remote);
  void pump_soon(std::uint64_t receiver);
  void pump(std::uint64_t receiver);
  void was_read(std::uint64_t sender, std::size_t octets);

  // Where a packet goes after NAT; nothing when nowhere. `from` becomes what the receiver sees.
  std::optional<net::Endpoint> translate(net::Endpoint& from, const net::Endpoint& to);
  Host* owner_of(const net::IpAddress& address) const;
  const LinkSettings& link(const net::IpAddress& a, const net::IpAddress& b) const;
  base::Duration delay_on(const LinkSettings& link);
  bool chance(double probability);
  template <class Table>
  typename Table::mapped_type find(const Table& table, std::uint64_t id) const {
    const auto found = table.find(id);
    return found == table.end() ? nullptr : found->second;
  }

  Events& events_;
  base::Random& random_;
  Ladder& ladder_;
  LinkSettings weather_;
  std::map<std::pair<net::IpAddress, net::IpAddress>, LinkSettings> links_;
  std::vector<std::unique_ptr<Host>> hosts_;
  std::map<net::IpAddress, Host*> owners_;
  std::map<net::IpAddress, std::unique_ptr<Nat>> nats_;  // by inside address
  std::map<net::IpAddress, Nat*> outsides_;
  std::map<std::uint64_t, Datagrams*> datagram_sockets_;
  std::map<std::uint64_t, Multicast*> multicast_sockets_;
  std::map<std::uint64_t, Stream*> streams_;
  std::map<std::uint64_t, int> losses_;  // in succession, by the hash of what_it_belongs_to
  std::uint64_t next_id_ = 1;
};

// One machine with one or more addresses; its net::Network.
class Host : public net::Network {
 public:
  explicit Host(SimNetwork& network) : network_(network) {}

  Host& add_address(std::string_view address);
  // Packets to remotes that begin like `prefix` ("10.1.") leave from `address`.
  Host& add_route(std::string_view prefix, std::string_view address);
  // To a cable, whose other ends are the hosts that it is plugged into, with one more address
  // there.
  Host& plug(std::string_view cable, std::string_view address);
  void unplug(std::string_view cable);
  // Instead of all it had on this cable.
  void renumber(std::string_view cable, std::string_view address);
  // Off: its sockets die without a word to anybody, as in a power cut. Their owners may go later.
  void power_off();
  void power_on() { powered_ = true; }
  bool is_powered() const { return powered_; }

  net::Result<std::unique_ptr<net::UdpSocket>> bind_udp(const net::Endpoint& local,
                                                        net::UdpUser& user) override;
  net::Result<std::unique_ptr<net::UdpPort>> hold_udp(const net::Endpoint& local) override;
  net::Result<std::unique_ptr<net::UdpSocket>> open_udp(std::unique_ptr<net::UdpPort> port,
                                                        net::UdpUser& user) override;
  net::Result<std::unique_ptr<net::Listener>> listen_tcp(const net::Endpoint& local,
                                                         net::ListenerUser& user) override;
  std::unique_ptr<net::StreamSocket> connect_tcp(const net::Endpoint& remote,
                                                 const net::IpAddress& local,
                                                 net::StreamUser& user) override;
  net::Result<std::unique_ptr<net::MulticastSocket>> bind_multicast(
      const net::Endpoint& group, net::MulticastUser& user) override;
  net::Result<std::unique_ptr<net::LinkWatch>> watch_links(
      net::LinkWatch::Changed changed) override;
  net::Result<net::IpAddress> source_address(const net::IpAddress& remote) override;

  std::size_t udp_sockets() const { return udp_.size(); }

 private:
  friend class SimNetwork;
  friend class Datagrams;
  friend class DatagramPort;
  friend class Multicast;
  friend class Watching;
  friend class TcpListener;
  friend class Stream;

  void tell_watchers();
  // Of a cable, nothing when it is plugged into none; of an index likewise.
  const net::Link* link_of(std::string_view cable) const;
  const std::string* cable_of(unsigned link) const;
  bool owns(const net::IpAddress& address) const;
  template <class Table>
  net::Result<net::Endpoint> claim(const Table& table, net::Endpoint local);
  template <class Table>
  typename Table::mapped_type listening(const Table& table, const net::Endpoint& at) const;

  SimNetwork& network_;
  bool powered_ = true;
  std::vector<net::IpAddress> addresses_;
  std::vector<std::pair<std::string, net::IpAddress>> routes_;
  std::map<net::Endpoint, Datagrams*> udp_;  // null: held, and read by nobody
  std::map<net::Endpoint, TcpListener*> tcp_;
  std::set<Stream*> streams_;
  std::map<std::string, net::Link, std::less<>> links_;  // by cable
  std::set<Watching*> watching_;
  std::map<std::string, unsigned, std::less<>>
      sockets_;  // by cable: which link it makes, each time
  std::uint16_t next_port_ = 49152;
};

}  // namespace sim
