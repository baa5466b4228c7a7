// A TCP or Unix stream connection of the kernel. Private to this folder; the loop's thread.
//
//   connecting --> open --> draining --> lingering --> closed
//                    |         |            |             ^
//                    `---------+------------+-------------'  (also from connecting)
//
// Draining writes what is queued after close_after_sending(). Lingering has said that nothing
// follows and reads until the peer says so too: closing before that could take back what was sent
// (RFC 1122 section 4.2.2.13). Both together last kFarewell at most.
#pragma once

#include <optional>
#include <string>

#include "firmware/net/asio/watch.h"
#include "firmware/net/network.h"

namespace net {

class AsioStreamSocket : public StreamSocket, private Watch::Owner {
 public:
  // A connection that was accepted.
  AsioStreamSocket(Reactor& reactor, Descriptor descriptor, const Endpoint& remote);
  // One to be made. What fails at once is told later, too.
  AsioStreamSocket(Reactor& reactor, const Endpoint& remote, const IpAddress& local,
                   StreamUser& user);
  AsioStreamSocket(Reactor& reactor, std::string_view path, StreamUser& user);

  void set_user(StreamUser& user) override;
  Endpoint local() const override { return local_; }
  Endpoint remote() const override { return remote_; }
  bool send(std::string_view octets) override;
  std::size_t queued() const override { return queue_.size() - written_; }
  void set_reading(bool reading) override;
  void close_after_sending() override;

 private:
  enum class State : std::uint8_t { connecting, open, draining, lingering, closed };

  void watch(Descriptor descriptor);
  void connect(Result<Descriptor> socket, const sockaddr* to, socklen_t length);
  void on_readable() override;
  void on_writable() override;
  void finish_connecting();
  void write_queue();
  std::size_t write(std::string_view octets);
  void linger();
  void close(Error reason);
  void on_end();

  Reactor& reactor_;
  StreamUser* user_ = nullptr;
  State state_;
  bool reading_ = true;
  Error reason_ = Error::closed;  // what on_closed will be told
  std::optional<Watch> watch_;    // none when closed
  Endpoint local_;
  Endpoint remote_;
  std::string queue_;
  std::size_t written_ = 0;  // octets at the queue's front that are gone already
  base::MemberTimer<&AsioStreamSocket::on_end> end_;
};

}  // namespace net
