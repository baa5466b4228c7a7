#include "firmware/sip/transport/connection.h"

#include "firmware/base/assert.h"

namespace sip {

Connection::Connection(ConnectionUser& user, base::TimerQueue& timers,
                       const ConnectionLimits& limits, const Flow& flow)
    : user_(user),
      timers_(timers),
      limits_(limits),
      flow_(flow),
      last_use_(timers.now()),
      framer_(limits.max_message) {}

void Connection::adopt(std::unique_ptr<net::StreamSocket> accepted) {
  ASSERT(!socket_);
  state_ = State::open;
  socket_ = std::move(accepted);
  timer_.arm(limits_.first_message_timeout);
  socket_->set_user(*this);
}

void Connection::connect(net::Network& network, const net::IpAddress& local) {
  ASSERT(!socket_);
  timer_.arm(limits_.connect_timeout);
  socket_ = network.connect_tcp(flow_.remote, local, *this);
}

bool Connection::send(std::string_view octets) {
  if (!is_alive()) return false;
  if (state_ == State::connecting) {
    if (octets.size() > kMaxWaiting - waiting_.size()) return false;
    waiting_ += octets;
    return true;
  }
  if (!socket_->send(octets)) return false;
  last_use_ = timers_.now();
  return true;
}

void Connection::on_connected() {
  if (state_ != State::connecting) return;
  state_ = State::open;
  // We made it in order to speak: the peer need not speak first.
  heard_ = true;
  last_use_ = timers_.now();
  timer_.arm(limits_.idle_timeout);
  if (!waiting_.empty()) socket_->send(waiting_);
  waiting_ = std::string();
}

void Connection::on_octets(std::string_view octets) {
  if (state_ != State::open) return;
  framer_.feed(octets);
  while (state_ == State::open) {
    switch (framer_.next()) {
      case Framer::Step::need_octets:
        return;
      case Framer::Step::message:
        read(framer_.octets());
        break;
      case Framer::Step::ping:
        send("\r\n");
        user_.on_ping(*this);
        break;
      case Framer::Step::broken:
        drain();
        break;
    }
  }
}

void Connection::read(std::string_view octets) {
  last_use_ = timers_.now();
  if (!heard_) {
    heard_ = true;
    timer_.arm(limits_.idle_timeout);
  }
  user_.on_frame(*this, octets);
}

void Connection::drain() {
  const std::string answer = user_.on_broken(*this, framer_.fault(), framer_.octets());
  state_ = State::draining;
  timer_.arm(kLinger);
  if (!answer.empty()) socket_->send(answer);
  socket_->close_after_sending();
  user_.on_failed(*this, net::Error::failed);
}

void Connection::on_closed(net::Error reason) {
  end(reason);
}

void Connection::on_timer() {
  switch (state_) {
    case State::connecting:
    case State::draining:
      return end(net::Error::timed_out);
    case State::open:
      return check_idle();
    case State::ended:
      return;
  }
}

// Every use moves the deadline, without touching the timer: here it is set to where it belongs.
void Connection::check_idle() {
  const base::Instant deadline = last_use_ + limits_.idle_timeout;
  if (!heard_ || deadline <= timers_.now()) return end(net::Error::timed_out);
  timer_.arm_at(deadline);
}

void Connection::end(net::Error reason) {
  if (state_ == State::ended) return;
  const bool was_alive = is_alive();
  state_ = State::ended;
  timer_.disarm();
  socket_.reset();
  waiting_ = std::string();
  if (was_alive) user_.on_failed(*this, reason);
  user_.on_ended(*this);
}

}  // namespace sip
