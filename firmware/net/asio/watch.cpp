#include "firmware/net/asio/watch.h"

#include <boost/asio/error.hpp>
#include <utility>

namespace net {

namespace asio = boost::asio;

Watch::Watch(Reactor& reactor, Descriptor descriptor, Owner& owner)
    : reactor_(reactor),
      owner_(owner),
      borrowed_(false),
      descriptor_(reactor.io(), descriptor.release()),
      number_(reactor.enter(*this)) {}

Watch::Watch(Reactor& reactor, int borrowed, Owner& owner)
    : reactor_(reactor),
      owner_(owner),
      borrowed_(true),
      descriptor_(reactor.io(), borrowed),
      number_(reactor.enter(*this)) {}

Watch::~Watch() {
  reactor_.leave(number_);
  if (borrowed_) descriptor_.release();
}

void Watch::await_readable() {
  if (std::exchange(awaits_readable_, true)) return;
  await(asio::posix::descriptor_base::wait_read, Reactor::Readiness::readable);
}

void Watch::await_writable() {
  if (std::exchange(awaits_writable_, true)) return;
  await(asio::posix::descriptor_base::wait_write, Reactor::Readiness::writable);
}

void Watch::await(asio::posix::descriptor_base::wait_type what, Reactor::Readiness readiness) {
  descriptor_.async_wait(what, [&reactor = reactor_, number = number_,
                                readiness](const boost::system::error_code& error) {
    if (error != asio::error::operation_aborted) reactor.deliver(number, readiness);
  });
}

void Watch::become(Reactor::Readiness readiness) {
  if (readiness == Reactor::Readiness::readable) {
    awaits_readable_ = false;
    owner_.on_readable();
  } else {
    awaits_writable_ = false;
    owner_.on_writable();
  }
}

}  // namespace net
