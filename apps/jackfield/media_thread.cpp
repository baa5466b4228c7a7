#include "apps/jackfield/media_thread.h"

#include <utility>
#include <vector>

namespace jackfield {

MediaThread::MediaThread(net::EventLoop& home, std::unique_ptr<base::Random> random,
                         media::RecordingTaker& recordings)
    : home_(home),
      random_(std::move(random)),
      loop_(timers_),
      engine_(loop_, timers_, *random_, *this, recordings),
      orders_(kMaxWaiting, [this] { loop_.post([this] { take_orders(); }); }),
      events_(kMaxWaiting, [this] { home_.post([this] { tell_events(); }); }),
      thread_([this] { loop_.run(); }) {}

MediaThread::~MediaThread() {
  loop_.stop();
  thread_.join();
}

void MediaThread::carry_out(media::Order order) {
  static_cast<void>(orders_.post(std::move(order)));
}

void MediaThread::on_media(media::Event event) {
  static_cast<void>(events_.post(std::move(event)));
}

void MediaThread::take_orders() {
  std::vector<media::Order> orders;
  orders_.take_all(orders);
  for (media::Order& order : orders) engine_.carry_out(std::move(order));
}

void MediaThread::tell_events() {
  std::vector<media::Event> events;
  events_.take_all(events);
  for (const media::Event& event : events) user_(event);
}

}  // namespace jackfield
