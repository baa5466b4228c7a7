// MediaThread: the media engine on its own thread. Orders go in and events come out by mailboxes.
// Owned by the program.
#pragma once

#include <functional>
#include <memory>
#include <thread>

#include "firmware/base/mailbox.h"
#include "firmware/base/random.h"
#include "firmware/base/timer_queue.h"
#include "firmware/media/engine.h"
#include "firmware/net/asio/event_loop.h"

namespace jackfield {

class MediaThread final : public media::OrderTaker, private media::EngineUser {
 public:
  // `home` runs what comes back on the signalling thread; recordings come on the media thread.
  MediaThread(net::EventLoop& home, std::unique_ptr<base::Random> random,
              media::RecordingTaker& recordings);
  ~MediaThread() override;

  // Whoever hears the events, on the signalling thread; before the first order.
  void set_user(std::function<void(const media::Event&)> user) { user_ = std::move(user); }

  void carry_out(media::Order order) override;

 private:
  void on_media(media::Event event) override;
  void take_orders();
  void tell_events();

  static constexpr std::size_t kMaxWaiting = 100'000;

  net::EventLoop& home_;
  std::unique_ptr<base::Random> random_;  // the media thread's own
  base::TimerQueue timers_;
  net::EventLoop loop_;
  media::Engine engine_;
  base::Mailbox<media::Order> orders_;
  base::Mailbox<media::Event> events_;
  std::function<void(const media::Event&)> user_;
  std::thread thread_;
};

}  // namespace jackfield
