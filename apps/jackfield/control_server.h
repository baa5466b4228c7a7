// ControlServer: the door of the running switchboard for the command line, behind the Unix socket
// `control` in the data folder, which only its owner can open. A line of JSON asks, a line answers
// (request.h); "trace" is answered with a line a SIP message until the client goes.
//
// Signalling thread. Owned by the program; outlives every answer under way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>

#include "apps/jackfield/administration.h"
#include "apps/jackfield/live_office.h"
#include "firmware/net/network.h"

namespace jackfield {

class ControlConnection;

class ControlServer final : public net::ListenerUser {
 public:
  static constexpr std::size_t kMaxConnections = 8;
  static constexpr char kSocketName[] = "control";

  ControlServer(Administration& administration, LiveOffice& office);
  ~ControlServer() override;

  void on_accepted(std::unique_ptr<net::StreamSocket> socket) override;

  std::size_t connections() const { return connections_.size(); }

 private:
  friend class ControlConnection;

  void execute(std::uint64_t connection, Request request);
  void forget(std::uint64_t connection);  // destroys it
  void update_trace();
  void show(const TracedMessage& message);

  Administration& administration_;
  LiveOffice& office_;
  bool tracing_ = false;
  std::uint64_t last_connection_ = 0;
  std::map<std::uint64_t, std::unique_ptr<ControlConnection>> connections_;
};

}  // namespace jackfield
