// The signalling thread's event loop: sockets, timers and signals, over Boost.Asio, whose only home
// this folder is. Owned by the program; everything but post() and stop() belongs to the thread
// that calls run().
//
// One turn: wait for a stream, or any of the UDP sockets, to be ready and deliver what they have (a
// bounded amount), run the timers that are due, write out the UDP batches. Sockets, listeners and
// resolvers go before their loop.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "firmware/base/timer_queue.h"
#include "firmware/net/network.h"

namespace net {

class Reactor;

class EventLoop : public Network {
 public:
  // Sets `timers` to the monotonic clock and keeps it there.
  explicit EventLoop(base::TimerQueue& timers);
  ~EventLoop() override;

  // Until stop(). What was sent by then is still written out.
  void run();

  // Any thread.
  void stop();
  void post(std::function<void()> task);

  // From now on SIGINT and SIGTERM end here.
  void on_signal(std::function<void(int signal)> act);

  Result<std::unique_ptr<UdpSocket>> bind_udp(const Endpoint& local, UdpUser& user) override;
  Result<std::unique_ptr<UdpPort>> hold_udp(const Endpoint& local) override;
  Result<std::unique_ptr<UdpSocket>> open_udp(std::unique_ptr<UdpPort> port,
                                              UdpUser& user) override;
  Result<std::unique_ptr<Listener>> listen_tcp(const Endpoint& local, ListenerUser& user) override;
  std::unique_ptr<StreamSocket> connect_tcp(const Endpoint& remote, const IpAddress& local,
                                            StreamUser& user) override;
  Result<std::unique_ptr<MulticastSocket>> bind_multicast(const Endpoint& group,
                                                          MulticastUser& user) override;
  Result<std::unique_ptr<LinkWatch>> watch_links(LinkWatch::Changed changed) override;
  // While there is anything to read, also tasks and what is due wait: never longer than the pause.
  void gather_for(base::Duration pause) override;
  Result<IpAddress> source_address(const IpAddress& remote) override;

  // A Unix socket only its owner may open. A file that a dead process left is replaced; somebody
  // who still listens there makes it Error::address_in_use. The listener removes the file.
  Result<std::unique_ptr<Listener>> listen_unix(const std::string& path, ListenerUser& user);
  std::unique_ptr<StreamSocket> connect_unix(const std::string& path, StreamUser& user);

  // For the other classes of this folder.
  Reactor& reactor() { return *reactor_; }

 private:
  std::unique_ptr<Reactor> reactor_;
};

}  // namespace net
