// A UDP socket of the kernel at the port of a multicast group, one address family. Knows by which
// link a datagram came, and sends by the one it is told. Private to this folder; the loop's thread.
#pragma once

#include "firmware/net/asio/watch.h"
#include "firmware/net/multicast.h"

namespace net {

class AsioMulticastSocket final : public MulticastSocket, private Watch::Owner {
 public:
  static Result<std::unique_ptr<MulticastSocket>> bind(Reactor& reactor, const Endpoint& group,
                                                       MulticastUser& user);
  AsioMulticastSocket(Reactor& reactor, Descriptor socket, const Endpoint& group,
                      MulticastUser& user);

  Result<void> join(unsigned link) override;
  void leave(unsigned link) override;
  void send(unsigned link, const Endpoint& to, std::string_view octets) override;

 private:
  void on_readable() override;
  void on_writable() override {}
  bool receive_one();
  Result<void> change(int v4_option, int v6_option, unsigned link);

  Reactor& reactor_;
  MulticastUser& user_;
  const Endpoint group_;
  Watch watch_;
};

}  // namespace net
