#include "firmware/net/asio/listener.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "firmware/net/asio/stream_socket.h"

namespace net {

namespace {

constexpr int kMaxAcceptedATurn = 16;
constexpr base::Duration kPause = std::chrono::seconds(1);

Result<std::unique_ptr<Listener>> listen_on(Reactor& reactor, Descriptor socket, std::string path,
                                            ListenerUser& user) {
  if (::listen(socket.get(), SOMAXCONN) != 0) return error_of(errno);
  return std::make_unique<AsioListener>(reactor, std::move(socket), std::move(path), user);
}

// Does anybody listen there? EAGAIN says yes, with a full backlog.
bool is_answered(const sockaddr_un& address) {
  const auto socket = open_socket(AF_UNIX, SOCK_STREAM);
  if (!socket) return true;
  const auto* any = reinterpret_cast<const sockaddr*>(&address);
  return ::connect(socket->get(), any, sizeof address) == 0 || errno == EAGAIN;
}

bool is_socket(const std::string& path) {
  struct stat status;
  return ::lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
}

}  // namespace

Result<std::unique_ptr<Listener>> AsioListener::listen_tcp(Reactor& reactor, const Endpoint& local,
                                                           ListenerUser& user) {
  const SocketAddress address(local);
  auto socket = open_socket(address.family(), SOCK_STREAM);
  if (!socket) return socket.error();
  // A restart need not wait for the connections of before to time out.
  set_option(socket->get(), SOL_SOCKET, SO_REUSEADDR, 1);
  if (::bind(socket->get(), address.get(), address.length()) != 0) return error_of(errno);
  return listen_on(reactor, std::move(*socket), "", user);
}

Result<std::unique_ptr<Listener>> AsioListener::listen_unix(Reactor& reactor,
                                                            const std::string& path,
                                                            ListenerUser& user) {
  const auto address = unix_address(path);
  if (!address) return Error::address_not_available;
  if (is_answered(*address)) return Error::address_in_use;
  if (is_socket(path)) ::unlink(path.c_str());
  auto socket = open_socket(AF_UNIX, SOCK_STREAM);
  if (!socket) return socket.error();
  // Before bind(), so that the file is never open to others.
  if (::fchmod(socket->get(), S_IRUSR | S_IWUSR) != 0) return error_of(errno);
  const auto* any = reinterpret_cast<const sockaddr*>(&*address);
  if (::bind(socket->get(), any, sizeof *address) != 0) return error_of(errno);
  return listen_on(reactor, std::move(*socket), path, user);
}

AsioListener::AsioListener(Reactor& reactor, Descriptor descriptor, std::string path,
                           ListenerUser& user)
    : reactor_(reactor),
      user_(user),
      watch_(reactor, std::move(descriptor), *this),
      local_(local_endpoint(watch_.fd())),
      path_(std::move(path)),
      pause_(reactor.timers(), this) {
  watch_.await_readable();
}

AsioListener::~AsioListener() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

void AsioListener::on_readable() {
  Reactor& reactor = reactor_;
  const std::uint64_t watch = watch_.number();
  for (int i = 0; i < kMaxAcceptedATurn; ++i) {
    SocketAddress remote;
    Descriptor socket(::accept4(watch_.fd(), remote.get(), remote.length_pointer(),
                                SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.get() < 0) {
      // Out of descriptors or memory: the connection would be announced again and again.
      if (error_of(errno) == Error::overloaded && errno != EAGAIN) return pause_.arm(kPause);
      break;  // none left, or one that is gone already
    }
    user_.on_accepted(
        std::make_unique<AsioStreamSocket>(reactor, std::move(socket), remote.endpoint()));
    if (!reactor.is_watching(watch)) return;  // the user destroyed us
  }
  watch_.await_readable();
}

}  // namespace net
