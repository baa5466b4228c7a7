// ControlConnection: one client of the control socket. Requests are carried out one after another.
// Owned by ControlServer. Signalling thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "apps/jackfield/control_server.h"
#include "apps/jackfield/request.h"
#include "firmware/net/network.h"

namespace jackfield {

class ControlConnection final : public net::StreamUser {
 public:
  ControlConnection(ControlServer& server, std::uint64_t id,
                    std::unique_ptr<net::StreamSocket> socket);

  void on_connected() override {}
  void on_octets(std::string_view octets) override;
  void on_closed(net::Error reason) override;

  void answer(const Outcome& outcome);

  bool is_tracing() const { return state_ == State::tracing; }
  // One line of the trace, if this client wants that call. A slow reader is told what it missed.
  void show(std::string_view call_id, const std::string& line);

 private:
  enum class State : std::uint8_t {
    idle,     // the next line is a request
    working,  // until answer()
    sending,  // the next line, an empty one, asks for the next part of the answer
    tracing,  // until the client goes
  };

  void read_lines();
  void on_line(std::string_view line);
  void on_request(std::string_view line);
  void send_part();

  ControlServer& server_;
  const std::uint64_t id_;
  std::unique_ptr<net::StreamSocket> socket_;
  State state_ = State::idle;
  bool reading_ = false;
  std::string input_;
  std::size_t searched_ = 0;  // of input_, for the end of the line
  std::string output_;
  std::size_t sent_ = 0;     // of output_
  std::string traced_call_;  // "" for every call
  std::size_t missed_ = 0;
};

}  // namespace jackfield
