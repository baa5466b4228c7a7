#include "firmware/net/asio/event_loop.h"

#include "firmware/net/asio/link_watch.h"
#include "firmware/net/asio/listener.h"
#include "firmware/net/asio/multicast_socket.h"
#include "firmware/net/asio/reactor.h"
#include "firmware/net/asio/stream_socket.h"
#include "firmware/net/asio/udp_socket.h"

namespace net {

EventLoop::EventLoop(base::TimerQueue& timers) : reactor_(std::make_unique<Reactor>(timers)) {}
EventLoop::~EventLoop() = default;

void EventLoop::run() {
  reactor_->run();
}
void EventLoop::stop() {
  reactor_->stop();
}
void EventLoop::post(std::function<void()> task) {
  reactor_->post(std::move(task));
}

void EventLoop::on_signal(std::function<void(int)> act) {
  reactor_->on_signal(std::move(act));
}

Result<std::unique_ptr<UdpSocket>> EventLoop::bind_udp(const Endpoint& local, UdpUser& user) {
  auto port = hold_udp(local);
  if (!port) return port.error();
  return open_udp(std::move(*port), user);
}

Result<std::unique_ptr<UdpPort>> EventLoop::hold_udp(const Endpoint& local) {
  return AsioUdpPort::hold(local);
}

// What an event loop holds is an AsioUdpPort.
Result<std::unique_ptr<UdpSocket>> EventLoop::open_udp(std::unique_ptr<UdpPort> port,
                                                       UdpUser& user) {
  return AsioUdpSocket::open(*reactor_, static_cast<AsioUdpPort&>(*port).take(), user);
}

Result<std::unique_ptr<Listener>> EventLoop::listen_tcp(const Endpoint& local, ListenerUser& user) {
  return AsioListener::listen_tcp(*reactor_, local, user);
}

std::unique_ptr<StreamSocket> EventLoop::connect_tcp(const Endpoint& remote, const IpAddress& local,
                                                     StreamUser& user) {
  return std::make_unique<AsioStreamSocket>(*reactor_, remote, local, user);
}

Result<std::unique_ptr<MulticastSocket>> EventLoop::bind_multicast(const Endpoint& group,
                                                                   MulticastUser& user) {
  return AsioMulticastSocket::bind(*reactor_, group, user);
}

Result<std::unique_ptr<LinkWatch>> EventLoop::watch_links(LinkWatch::Changed changed) {
  return AsioLinkWatch::open(*reactor_, std::move(changed));
}

void EventLoop::gather_for(base::Duration pause) {
  reactor_->gather_for(pause);
}

Result<IpAddress> EventLoop::source_address(const IpAddress& remote) {
  return reactor_->source_address(remote);
}

Result<std::unique_ptr<Listener>> EventLoop::listen_unix(const std::string& path,
                                                         ListenerUser& user) {
  return AsioListener::listen_unix(*reactor_, path, user);
}

std::unique_ptr<StreamSocket> EventLoop::connect_unix(const std::string& path, StreamUser& user) {
  return std::make_unique<AsioStreamSocket>(*reactor_, path, user);
}

}  // namespace net
