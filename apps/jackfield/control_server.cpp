#include "apps/jackfield/control_server.h"

#include <algorithm>
#include <utility>

#include "apps/jackfield/control_connection.h"
#include "apps/jackfield/trace_text.h"

namespace jackfield {

ControlServer::ControlServer(Administration& administration, LiveOffice& office)
    : administration_(administration), office_(office) {}

ControlServer::~ControlServer() {
  if (tracing_) office_.set_trace({});
}

void ControlServer::on_accepted(std::unique_ptr<net::StreamSocket> socket) {
  if (connections_.size() >= kMaxConnections) return;  // the socket closes as it goes
  const std::uint64_t id = ++last_connection_;
  connections_[id] = std::make_unique<ControlConnection>(*this, id, std::move(socket));
}

void ControlServer::execute(std::uint64_t connection, Request request) {
  administration_.execute(std::move(request), [this, connection](const Outcome& outcome) {
    const auto asked = connections_.find(connection);
    if (asked != connections_.end()) asked->second->answer(outcome);
  });
}

void ControlServer::forget(std::uint64_t connection) {
  connections_.erase(connection);
  update_trace();
}

void ControlServer::update_trace() {
  const bool wanted = std::any_of(connections_.begin(), connections_.end(),
                                  [](const auto& entry) { return entry.second->is_tracing(); });
  if (wanted == tracing_) return;
  tracing_ = wanted;
  if (wanted) {
    office_.set_trace([this](const TracedMessage& message) { show(message); });
  } else {
    office_.set_trace({});
  }
}

void ControlServer::show(const TracedMessage& message) {
  const std::string line = to_line(message) + '\n';
  for (const auto& [id, connection] : connections_) {
    if (connection->is_tracing()) connection->show(message.call_id, line);
  }
}

}  // namespace jackfield
