// The media engine on the only thread there is: orders take effect at once, events are heard at the
// next turn.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "firmware/media/engine.h"

namespace scenarios {

class LocalMedia final : public media::OrderTaker,
                         private media::EngineUser,
                         private media::RecordingTaker {
 public:
  LocalMedia(net::Network& network, base::TimerQueue& timers, base::Random& random)
      : engine_(network, timers, random, *this, *this, {.rtp_timeout = std::chrono::seconds(60)}),
        turn_(timers, this) {}

  void set_user(std::function<void(const media::Event&)> user) { user_ = std::move(user); }
  void carry_out(media::Order order) override { engine_.carry_out(std::move(order)); }
  std::size_t legs() const { return engine_.legs(); }
  std::size_t clips() const { return engine_.clips(); }
  std::size_t recordings() const { return engine_.recordings(); }
  // What was handed on of all recordings, oldest first.
  const std::vector<media::RecordingEvent>& recorded() const { return recorded_; }

 private:
  void on_media(media::Event event) override {
    events_.push_back(std::move(event));
    if (!turn_.armed()) turn_.arm({});
  }
  void on_recording(media::RecordingEvent event) override { recorded_.push_back(std::move(event)); }
  void tell() {
    for (const media::Event& event : std::exchange(events_, {})) user_(event);
  }

  std::vector<media::Event> events_;
  std::vector<media::RecordingEvent> recorded_;
  std::function<void(const media::Event&)> user_;
  media::Engine engine_;
  base::MemberTimer<&LocalMedia::tell> turn_;
};

}  // namespace scenarios
