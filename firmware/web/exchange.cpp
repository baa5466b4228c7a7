#include "firmware/web/exchange.h"

#include <algorithm>
#include <utility>

#include "firmware/web/forwarding.h"

namespace web {

Exchange::Exchange(Premises& premises, const RequestHead& request, const Visitor& visitor,
                   ExchangeUser& user)
    : premises_(premises),
      visitor_(visitor),
      user_(user),
      method_(request.method),
      is_websocket_(request.is_websocket),
      question_(print_request(request)),
      socket_(premises.network.connect_tcp(premises.server, net::IpAddress(), *this)) {}

Exchange::~Exchange() {
  abort();
}

// Only now is our port known; the server hears nothing before it can ask who that is.
void Exchange::on_connected() {
  port_ = socket_->local().port;
  premises_.visitors.enter(port_, visitor_);
  state_ = State::asked;
  socket_->send(std::exchange(question_, {}));
  user_.on_server_ready();
}

void Exchange::set_reading(bool reading) {
  if (socket_ && std::exchange(reading_, reading) != reading) socket_->set_reading(reading);
}

void Exchange::abort() {
  if (port_ != 0) premises_.visitors.leave(std::exchange(port_, std::uint16_t{0}));
  state_ = State::over;
  socket_.reset();
}

void Exchange::on_octets(std::string_view octets) {
  if (state_ == State::asked) octets = read_head(octets);
  if (octets.empty() || state_ == State::over) return;
  if (state_ == State::tunnel) return user_.on_response_octets(octets);
  if (state_ == State::answered) on_body(octets);
}

// What is left behind the head.
std::string_view Exchange::read_head(std::string_view octets) {
  while (state_ == State::asked && !octets.empty()) {
    octets.remove_prefix(reader_.read(octets));
    if (reader_.state() == ResponseHeadReader::State::reading) continue;
    const int status = reader_.head().status;
    const bool is_upgrade = status == 101 && is_websocket_;
    if (reader_.state() == ResponseHeadReader::State::broken || (status == 101 && !is_upgrade)) {
      finish(false);
      return {};
    }
    if (status < 200 && !is_upgrade) {  // an interim response: ours to give
      reader_ = {};
      continue;
    }
    on_head();
    if (state_ == State::answered && left_ == 0) {
      finish(true);
      return {};
    }
  }
  return octets;
}

void Exchange::on_head() {
  const ResponseHead& head = reader_.head();
  state_ = head.status == 101 ? State::tunnel : State::answered;
  if (head.has_body(method_)) {
    left_ = head.content_length;
  } else {
    left_ = 0;
  }
  user_.on_response(head);
}

void Exchange::on_body(std::string_view octets) {
  if (left_) {
    octets =
        octets.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(octets.size(), *left_)));
  }
  user_.on_response_octets(octets);
  if (state_ == State::over || !left_) return;
  *left_ -= octets.size();
  if (*left_ == 0) finish(true);
}

void Exchange::on_drained() {
  user_.on_server_drained();
}

void Exchange::on_closed(net::Error reason) {
  const bool may_end = state_ == State::tunnel || (state_ == State::answered && !left_);
  finish(may_end && reason == net::Error::closed);
}

void Exchange::finish(bool whole) {
  abort();
  user_.on_exchange_over(whole);
}

}  // namespace web
