// A real event loop on loopback sockets for one test: runs until the awaited has come true, or
// gives up after a few seconds of real time.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "firmware/net/asio/event_loop.h"

namespace net {

class LoopTest : public testing::Test {
 protected:
  base::TimerQueue timers_;
  EventLoop loop_{timers_};

  // Looks after every turn. False when `come_true` never did.
  bool run_until(const std::function<bool()>& come_true,
                 base::Duration patience = std::chrono::seconds(5)) {
    come_true_ = &come_true;
    give_up_.arm(patience);
    look();
    loop_.run();
    look_.disarm();
    give_up_.disarm();
    return come_true();
  }

  // A few turns, for what must not happen.
  void run_for(base::Duration duration) {
    const base::Instant end = timers_.now() + duration;
    run_until([&] { return timers_.now() >= end; });
  }

  static Endpoint loopback(bool v6 = false) {
    return {*IpAddress::parse(v6 ? "::1" : "127.0.0.1"), 0};
  }

 private:
  void look() {
    if ((*come_true_)()) return loop_.stop();
    look_.arm(std::chrono::milliseconds(1));
  }
  void give_up() { loop_.stop(); }

  const std::function<bool()>* come_true_ = nullptr;
  base::MemberTimer<&LoopTest::look> look_{timers_, this};
  base::MemberTimer<&LoopTest::give_up> give_up_{timers_, this};
};

}  // namespace net
