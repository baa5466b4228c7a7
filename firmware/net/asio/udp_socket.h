// A UDP socket of the kernel that reads and writes in batches. Private to this folder; the loop's
// thread.
#pragma once

#include <string>
#include <vector>

#include "firmware/net/asio/udp_poll.h"
#include "firmware/net/network.h"

namespace net {

// A socket that is bound, and in no loop yet.
class AsioUdpPort final : public UdpPort {
 public:
  static Result<std::unique_ptr<UdpPort>> hold(const Endpoint& local);
  explicit AsioUdpPort(Descriptor descriptor) : socket_(std::move(descriptor)) {}

  Endpoint local() const override { return local_endpoint(socket_.get()); }
  Descriptor take() { return std::move(socket_); }

 private:
  Descriptor socket_;
};

class AsioUdpSocket final : public UdpSocket, private UdpPoll::Member, private Batch {
 public:
  static Result<std::unique_ptr<UdpSocket>> open(Reactor& reactor, Descriptor bound, UdpUser& user);
  AsioUdpSocket(Reactor& reactor, UdpPoll& poll, Descriptor descriptor, UdpUser& user);
  ~AsioUdpSocket() override;

  Result<void> enter();  // the poll; else nothing is ever read

  Endpoint local() const override { return local_; }
  void send(const Endpoint& to, std::string_view octets) override;

 private:
  static constexpr std::size_t kMaxMessages = 64;
  static constexpr std::size_t kMaxOctets = 256 * 1024;

  struct Message {
    Endpoint to;
    std::size_t begin;  // in octets_
    std::size_t size;
  };

  void on_readable() override;
  void on_writable() override;
  void end_turn() override;
  bool is_full(std::size_t more) const;
  void write_batch();
  int write_from(std::size_t first);
  void drop_first(std::size_t count);
  bool read_error();
  void report(const Endpoint& to);
  void tell_unreachable();

  Reactor& reactor_;
  UdpUser& user_;
  UdpPoll& poll_;
  const Descriptor socket_;
  std::uint64_t number_ = 0;  // in the poll
  const Endpoint local_;
  std::vector<Message> batch_;
  std::string octets_;  // of the batch, one message behind the other
  bool awaits_end_of_turn_ = false;
  std::vector<Endpoint> unreachable_;  // to be told outside of any call of the user's
  base::MemberTimer<&AsioUdpSocket::tell_unreachable> tell_unreachable_;
};

}  // namespace net
