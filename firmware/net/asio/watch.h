// Tells the owner of a descriptor when it can be read or written, once for each time it asks.
// Owned by a socket of this folder, on the loop's thread. Gone, it calls back no more.
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>

#include "firmware/net/asio/reactor.h"
#include "firmware/net/asio/socket.h"

namespace net {

class Watch {
 public:
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void on_readable() = 0;
    virtual void on_writable() = 0;
  };

  // The descriptor is closed with the watch.
  Watch(Reactor& reactor, Descriptor descriptor, Owner& owner);
  // The descriptor is somebody else's, who closes it after the watch is gone.
  Watch(Reactor& reactor, int borrowed, Owner& owner);
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch();

  int fd() { return descriptor_.native_handle(); }
  std::uint64_t number() const { return number_; }

  void await_readable();
  void await_writable();

  // The reactor's.
  void become(Reactor::Readiness readiness);

 private:
  void await(boost::asio::posix::descriptor_base::wait_type what, Reactor::Readiness readiness);

  Reactor& reactor_;
  Owner& owner_;
  const bool borrowed_;
  bool awaits_readable_ = false;
  bool awaits_writable_ = false;
  boost::asio::posix::stream_descriptor descriptor_;
  const std::uint64_t number_;
};

}  // namespace net
