#include "firmware/web/door_connection.h"

#include <algorithm>
#include <utility>

#include "firmware/web/forwarding.h"
#include "firmware/web/grammar.h"

namespace web {

DoorConnection::DoorConnection(Premises& premises, std::unique_ptr<net::StreamSocket> socket,
                               crypto::TlsContext* tls, DoorConnectionUser& user)
    : premises_(premises),
      user_(user),
      client_(std::move(socket), tls, *this),
      began_(premises.timers.now()) {
  deadline_.arm(premises_.options.head_time);
}

std::optional<base::Instant> DoorConnection::waits_since() const {
  if (state_ != State::idle && state_ != State::awaiting_head) return std::nullopt;
  return began_;
}

void DoorConnection::on_client_octets(std::string_view octets) {
  if (state_ == State::leaving || state_ == State::ended) return;
  heard_ += octets.size();
  body_came_ += octets.size();
  input_ += octets;
  read_on();
  regulate();
}

void DoorConnection::read_on() {
  if (state_ == State::idle && !input_.empty()) {
    state_ = State::awaiting_head;
    deadline_.arm(premises_.options.head_time);
  }
  if (state_ == State::awaiting_head) read_head();
  if (state_ == State::forwarding || state_ == State::tunnel) pass_on();
}

void DoorConnection::read_head() {
  input_.erase(0, reader_.read(input_));
  if (reader_.state() == RequestHeadReader::State::refused) return refuse(reader_.refusal());
  if (reader_.state() != RequestHeadReader::State::complete) return;
  const RequestHead& head = reader_.head();
  if (const auto fault = fault_of(head)) return refuse(*fault);
  if (may_be_served(head)) return begin(head);
  if (premises_.tls_port == 0) return refuse({503, kNoTls});
  if (head.host.empty()) return refuse({400, "Not one Host"});
  send(print_redirect(head, premises_.tls_port));
  leave();
}

bool DoorConnection::may_be_served(const RequestHead& head) const {
  const DoorOptions& options = premises_.options;
  return client_.is_secure() || options.may_be_plain() ||
         std::ranges::any_of(options.plain_paths, [&](const std::string& prefix) {
           return head.path().starts_with(prefix);
         });
}

std::optional<Refusal> DoorConnection::fault_of(const RequestHead& head) const {
  const DoorOptions& options = premises_.options;
  const bool is_large = std::ranges::any_of(options.large_body_paths, [&](const auto& prefix) {
    return head.path().starts_with(prefix);
  });
  if (head.content_length.value_or(0) >
      (is_large ? options.longest_large_body : options.longest_body)) {
    return Refusal{413, kLongBody};
  }
  if (head.is_websocket && lists_token(head.fields, "Sec-WebSocket-Protocol", "sip")) {
    return Refusal{501, kNoSipYet};
  }
  return std::nullopt;
}

void DoorConnection::begin(const RequestHead& head) {
  state_ = State::forwarding;
  body_left_ = head.content_length.value_or(0);
  body_came_ = 0;
  was_held_up_ = is_answered_ = false;
  began_ = premises_.timers.now();
  deadline_.arm(body_left_ > 0 ? kBodyWindow : premises_.options.answer_time);
  const Visitor visitor{client_.remote(), client_.is_secure()};
  ExchangeUser& user = *this;
  exchange_ = std::make_unique<Exchange>(premises_, head, visitor, user);
  // RFC 9110 section 10.1.1. Who has begun already does not wait for it.
  if (head.expects_continue && body_left_ > 0 && input_.empty()) {
    send("HTTP/1.1 100 Continue\r\n\r\n");
  }
}

// As much of the body as is here, or of what the tunnel carries.
void DoorConnection::pass_on() {
  if (!exchange_->is_ready()) return;
  std::size_t size = input_.size();
  if (state_ == State::forwarding) {
    size = static_cast<std::size_t>(std::min<std::uint64_t>(size, body_left_));
  }
  if (size == 0) return;
  if (!exchange_->send(std::string_view(input_).substr(0, size))) {
    return refuse({502, kNoAnswer});
  }
  input_.erase(0, size);
  if (state_ == State::tunnel) return;
  body_left_ -= size;
  if (body_left_ == 0 && !is_answered_) deadline_.arm(premises_.options.answer_time);
}

void DoorConnection::on_server_ready() {
  pass_on();
  regulate();
}

void DoorConnection::on_server_drained() {
  regulate();
}

void DoorConnection::on_client_drained() {
  if (state_ == State::leaving) return client_.close_after_sending();
  regulate();
}

void DoorConnection::on_response(const ResponseHead& head) {
  is_answered_ = true;
  // An answer before the end of the body leaves no way to tell where the next request begins.
  const bool has_end = head.content_length || !head.has_body(reader_.head().method);
  keeps_alive_ = reader_.head().keeps_alive && has_end && body_left_ == 0;
  if (head.status == 101) state_ = State::tunnel;
  has_moved();
  last_move_ = premises_.timers.now();
  deadline_.arm(premises_.options.stall_time);
  send(print_response(head, keeps_alive_));
  if (state_ == State::tunnel) pass_on();
  regulate();
}

void DoorConnection::on_response_octets(std::string_view octets) {
  send(octets);
  regulate();
}

void DoorConnection::on_exchange_over(bool whole) {
  if (state_ == State::leaving || state_ == State::ended) return;
  if (!whole && !is_answered_) return refuse({502, kNoAnswer});
  if (!whole) return end();  // what is missing, the client can count
  if (state_ == State::tunnel || !keeps_alive_) return leave();
  await_next();
}

void DoorConnection::await_next() {
  state_ = State::idle;
  reader_ = {};
  began_ = premises_.timers.now();
  deadline_.arm(premises_.options.idle_time);
  read_on();
  regulate();
}

void DoorConnection::send(std::string_view octets) {
  if (state_ != State::ended && !client_.send(octets)) end();
}

void DoorConnection::refuse(const Refusal& refusal, std::string_view fields) {
  if (state_ == State::leaving || state_ == State::ended) return;
  if (refusal.status != 502 && refusal.status != 503 && refusal.status != 504) {
    ++premises_.tally.bad_requests;
  }
  if (!client_.is_open() || (exchange_ && !exchange_->is_over() && is_answered_)) return end();
  const std::string_view accepted = reader_.state() == RequestHeadReader::State::complete
                                        ? reader_.head().field("Accept-Language")
                                        : std::string_view();
  send(print_problem(refusal.status,
                     problem_document(refusal, premises_.options.translate, accepted), fields));
  leave();
}

void DoorConnection::leave() {
  if (state_ == State::ended) return;
  state_ = State::leaving;
  if (exchange_) exchange_->abort();
  input_.clear();
  client_.set_reading(true);
  deadline_.arm(premises_.options.stall_time);
  // The socket gives what is queued a few seconds only.
  if (client_.queued() == 0) client_.close_after_sending();
}

void DoorConnection::end() {
  if (state_ == State::ended) return;
  state_ = State::ended;
  if (exchange_) exchange_->abort();
  deadline_.disarm();
  user_.on_ended(*this);
}

void DoorConnection::on_client_gone(bool by_tls_failure) {
  if (by_tls_failure) ++premises_.tally.tls_failures;
  end();
}

// Whoever sends more than the other side takes is not read for a while.
void DoorConnection::regulate() {
  if (state_ == State::leaving || state_ == State::ended) return;
  const bool is_passing = exchange_ && !exchange_->is_over();
  const bool server_is_full = is_passing && exchange_->queued() > kHighWater;
  const bool may_come = !server_is_full && input_.size() <= kMaxAhead;
  if (!may_come) was_held_up_ = true;
  client_.set_reading(may_come);
  if (is_passing) exchange_->set_reading(client_.queued() <= kHighWater);
}

}  // namespace web
