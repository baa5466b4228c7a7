#include "apps/jackfield/control_connection.h"

#include <utility>

namespace jackfield {

ControlConnection::ControlConnection(ControlServer& server, std::uint64_t id,
                                     std::unique_ptr<net::StreamSocket> socket)
    : server_(server), id_(id), socket_(std::move(socket)) {
  socket_->set_user(*this);
}

void ControlConnection::on_octets(std::string_view octets) {
  if (input_.size() + octets.size() > kMaxLine) return server_.forget(id_);
  input_ += octets;
  read_lines();
}

void ControlConnection::on_closed(net::Error) {
  server_.forget(id_);
}

void ControlConnection::read_lines() {
  if (reading_) return;  // an answer that came at once: the loop below goes on
  reading_ = true;
  while (state_ != State::working) {
    const std::size_t end = input_.find('\n', searched_);
    if (end == std::string::npos) {
      searched_ = input_.size();
      break;
    }
    const std::string line = input_.substr(0, end);
    input_.erase(0, end + 1);
    searched_ = 0;
    on_line(line);
  }
  reading_ = false;
}

void ControlConnection::on_line(std::string_view line) {
  if (state_ == State::sending) {
    send_part();
  } else if (state_ == State::idle) {
    on_request(line);
  }
}

void ControlConnection::on_request(std::string_view line) {
  std::optional<Request> request = request_of(line);
  if (!request) {
    answer(Outcome::error(ExitCode::usage, {"The request is no JSON object of texts", {}}));
  } else if (request->command == "trace") {
    traced_call_ = request->get("call");
    state_ = State::tracing;
    server_.update_trace();
  } else {
    state_ = State::working;
    server_.execute(id_, std::move(*request));
  }
}

void ControlConnection::answer(const Outcome& outcome) {
  output_ = to_line(outcome) + '\n';
  sent_ = 0;
  if (output_.size() > kMaxLine) {
    output_ = to_line(Outcome::error(ExitCode::failed, {"The answer is too long", {}})) + '\n';
  }
  send_part();
  read_lines();
}

void ControlConnection::send_part() {
  const std::string_view part = std::string_view(output_).substr(sent_, kLinePart);
  static_cast<void>(socket_->send(part));  // a client that does not read is waited for by itself
  sent_ += part.size();
  state_ = sent_ < output_.size() ? State::sending : State::idle;
  if (state_ == State::idle) output_ = {};
}

void ControlConnection::show(std::string_view call_id, const std::string& line) {
  if (!traced_call_.empty() && traced_call_ != call_id) return;
  if (missed_ > 0) {
    const std::string gap = "{\"missed\":" + std::to_string(missed_) + "}\n";
    if (!socket_->send(gap)) {
      ++missed_;
      return;
    }
    missed_ = 0;
  }
  if (!socket_->send(line)) ++missed_;
}

}  // namespace jackfield
