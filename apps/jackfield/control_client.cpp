#include "apps/jackfield/control_client.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "apps/jackfield/control_server.h"

namespace jackfield {

namespace {

constexpr time_t kAnswerSeconds = 60;

void limit_waiting(int socket, time_t seconds) {
  const timeval limit{seconds, 0};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

}  // namespace

std::optional<ControlClient> ControlClient::connect(const std::string& data_folder) {
  // An address has room for 107 octets only; the way through the open folder is always short.
  const int folder = ::open(data_folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return std::nullopt;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s", folder,
                ControlServer::kSocketName);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool connected =
      socket >= 0 &&
      ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(folder);
  if (connected) return ControlClient(socket);
  if (socket >= 0) ::close(socket);
  return std::nullopt;
}

ControlClient::ControlClient(ControlClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), input_(std::move(other.input_)) {}

ControlClient::~ControlClient() {
  if (socket_ >= 0) ::close(socket_);
}

bool ControlClient::send(std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t sent = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    octets.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool ControlClient::receive() {
  char octets[65536];
  ssize_t count;
  do {
    count = ::recv(socket_, octets, sizeof octets, 0);
  } while (count < 0 && errno == EINTR);
  if (count <= 0) return false;
  input_.append(octets, static_cast<std::size_t>(count));
  return true;
}

std::optional<Outcome> ControlClient::ask(const Request& request) {
  limit_waiting(socket_, kAnswerSeconds);
  input_.clear();
  if (!send(to_line(request) + '\n')) return std::nullopt;
  std::size_t next_part = kLinePart;
  while (!input_.ends_with('\n')) {
    if (input_.size() == next_part) {
      next_part += kLinePart;
      if (!send("\n")) return std::nullopt;
    }
    if (!receive()) return std::nullopt;
  }
  return outcome_of(input_);
}

void ControlClient::follow(const Request& request,
                           const std::function<bool(std::string_view line)>& use) {
  if (!send(to_line(request) + '\n')) return;
  while (receive()) {
    for (std::size_t end; (end = input_.find('\n')) != std::string::npos;) {
      if (!use(std::string_view(input_).substr(0, end))) return;
      input_.erase(0, end + 1);
    }
  }
}

}  // namespace jackfield
