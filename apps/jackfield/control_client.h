// ControlClient: the command line's side of the control socket. Blocking; the thread of a program
// that does nothing else.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "apps/jackfield/request.h"

namespace jackfield {

class ControlClient {
 public:
  // Nothing when no switchboard listens in that data folder.
  static std::optional<ControlClient> connect(const std::string& data_folder);

  ControlClient(ControlClient&& other) noexcept;
  ControlClient& operator=(ControlClient&&) = delete;
  ~ControlClient();

  // Nothing when the switchboard went away, or did not answer within a minute.
  std::optional<Outcome> ask(const Request& request);

  // Every line that follows the request, until `use` returns false or the switchboard goes.
  void follow(const Request& request, const std::function<bool(std::string_view line)>& use);

 private:
  explicit ControlClient(int socket) : socket_(socket) {}
  bool send(std::string_view octets);
  bool receive();  // more into input_

  int socket_;
  std::string input_;
};

}  // namespace jackfield
