// A listening TCP or Unix socket of the kernel. Private to this folder; the loop's thread.
#pragma once

#include <string>

#include "firmware/net/asio/watch.h"
#include "firmware/net/network.h"

namespace net {

class AsioListener : public Listener, private Watch::Owner {
 public:
  static Result<std::unique_ptr<Listener>> listen_tcp(Reactor& reactor, const Endpoint& local,
                                                      ListenerUser& user);
  static Result<std::unique_ptr<Listener>> listen_unix(Reactor& reactor, const std::string& path,
                                                       ListenerUser& user);

  // `path` of a Unix socket's file, which goes with the listener; else "".
  AsioListener(Reactor& reactor, Descriptor descriptor, std::string path, ListenerUser& user);
  ~AsioListener() override;

  Endpoint local() const override { return local_; }

 private:
  void on_readable() override;
  void on_writable() override {}
  void resume() { watch_.await_readable(); }

  Reactor& reactor_;
  ListenerUser& user_;
  Watch watch_;
  const Endpoint local_;
  const std::string path_;
  base::MemberTimer<&AsioListener::resume> pause_;
};

}  // namespace net
