#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <ctime>
#include <fstream>

#include "tests/firmware/net/asio/loop_fixture.h"

namespace net {
namespace {

struct Party : StreamUser {
  void on_connected() override { connected = true; }
  void on_octets(std::string_view octets) override {
    received += octets;
    if (act) act();
  }
  void on_drained() override { ++drained; }
  void on_closed(Error reason) override {
    closed = reason;
    if (act) act();
  }

  bool connected = false;
  std::string received;
  int drained = 0;
  std::optional<Error> closed;
  std::function<void()> act;
};

struct Door : ListenerUser {
  void on_accepted(std::unique_ptr<StreamSocket> socket) override {
    sockets.push_back(std::move(socket));
    if (act) act();
  }
  std::vector<std::unique_ptr<StreamSocket>> sockets;
  std::function<void()> act;
};

class StreamSocketTest : public LoopTest {
 protected:
  void SetUp() override {
    auto listener = loop_.listen_tcp(loopback(), door_);
    ASSERT_TRUE(listener);
    listener_ = std::move(*listener);
  }

  // Both ends of one connection: caller_ on caller, server_ on door_.sockets[0].
  void connect() {
    caller = loop_.connect_tcp(listener_->local(), IpAddress(), caller_);
    EXPECT_FALSE(caller_.connected);
    ASSERT_TRUE(run_until([&] { return caller_.connected && !door_.sockets.empty(); }));
    door_.sockets[0]->set_user(server_);
  }
  StreamSocket& served() { return *door_.sockets[0]; }

  Door door_;
  Party caller_, server_;
  std::unique_ptr<Listener> listener_;
  std::unique_ptr<StreamSocket> caller;
};

TEST_F(StreamSocketTest, ConnectsAndCarriesOctetsBothWays) {
  connect();
  EXPECT_EQ(caller->remote(), listener_->local());
  EXPECT_EQ(served().remote(), caller->local());
  EXPECT_EQ(served().local(), listener_->local());
  EXPECT_TRUE(caller->send("ping"));
  EXPECT_TRUE(served().send("pong"));
  EXPECT_TRUE(run_until([&] { return server_.received == "ping" && caller_.received == "pong"; }));
}

TEST_F(StreamSocketTest, KeepsAnAcceptedConnectionSilentUntilItHasAUser) {
  caller = loop_.connect_tcp(listener_->local(), IpAddress(), caller_);
  caller->send("early");  // queued until connected
  ASSERT_TRUE(run_until([&] { return !door_.sockets.empty() && caller_.connected; }));
  run_for(std::chrono::milliseconds(5));
  served().set_user(server_);
  EXPECT_TRUE(run_until([&] { return server_.received == "early"; }));
}

TEST_F(StreamSocketTest, TellsARefusalLaterAndOnce) {
  const Endpoint nobody = listener_->local();
  listener_.reset();
  caller = loop_.connect_tcp(nobody, IpAddress(), caller_);
  EXPECT_FALSE(caller_.closed);
  ASSERT_TRUE(run_until([&] { return caller_.closed.has_value(); }));
  EXPECT_EQ(*caller_.closed, Error::refused);
  EXPECT_FALSE(caller_.connected);
  EXPECT_FALSE(caller->send("x"));
}

TEST_F(StreamSocketTest, LeavesFromTheAddressItWasGiven) {
  caller = loop_.connect_tcp(listener_->local(), *IpAddress::parse("127.0.0.2"), caller_);
  ASSERT_TRUE(run_until([&] { return caller_.connected && !door_.sockets.empty(); }));
  EXPECT_EQ(to_string(served().remote().address), "127.0.0.2");
}

TEST_F(StreamSocketTest, CannotLeaveFromAnAddressThatIsNotOurs) {
  caller = loop_.connect_tcp(listener_->local(), *IpAddress::parse("192.0.2.1"), caller_);
  ASSERT_TRUE(run_until([&] { return caller_.closed.has_value(); }));
  EXPECT_EQ(*caller_.closed, Error::address_not_available);
}

TEST_F(StreamSocketTest, TakesAsMuchAsTheLimitAndNotOneOctetMore) {
  caller = loop_.connect_tcp(listener_->local(), IpAddress(), caller_);
  const std::string half(StreamSocket::kMaxQueued / 2, 'h');
  EXPECT_TRUE(caller->send(half));
  EXPECT_TRUE(caller->send(half));
  EXPECT_FALSE(caller->send("x"));
  ASSERT_TRUE(run_until([&] { return !door_.sockets.empty(); }));
  served().set_user(server_);
  EXPECT_TRUE(run_until([&] { return server_.received.size() == StreamSocket::kMaxQueued; }));
  EXPECT_TRUE(caller->send("x"));
}

TEST_F(StreamSocketTest, RefusesMoreForAReaderWhoStoppedReading) {
  caller = loop_.connect_tcp(listener_->local(), IpAddress(), caller_);
  ASSERT_TRUE(run_until([&] { return caller_.connected && !door_.sockets.empty(); }));
  const std::string piece(64 * 1024, 'p');
  std::size_t taken = 0;
  while (taken < (256u << 20) && caller->send(piece)) taken += piece.size();
  EXPECT_LT(taken, 256u << 20);
  served().set_user(server_);
  EXPECT_TRUE(run_until([&] { return server_.received.size() == taken; }));
}

TEST_F(StreamSocketTest, LeavesWithTheKernelWhatItIsNotToRead) {
  connect();
  served().set_reading(false);
  caller->send("wait");
  run_for(std::chrono::milliseconds(5));
  EXPECT_EQ(server_.received, "");
  served().set_reading(true);
  EXPECT_TRUE(run_until([&] { return server_.received == "wait"; }));
}

TEST_F(StreamSocketTest, HearsNothingBeforeItReadsEvenWhenTheUserComesLater) {
  caller = loop_.connect_tcp(listener_->local(), IpAddress(), caller_);
  caller->set_reading(false);
  ASSERT_TRUE(run_until([&] { return caller_.connected && !door_.sockets.empty(); }));
  served().set_reading(false);
  served().set_user(server_);
  caller->send("a");
  served().send("b");
  run_for(std::chrono::milliseconds(5));
  EXPECT_EQ(server_.received + caller_.received, "");
  served().set_reading(true);
  caller->set_reading(true);
  EXPECT_TRUE(run_until([&] { return server_.received == "a" && caller_.received == "b"; }));
}

TEST_F(StreamSocketTest, TellsWhenAllThatWasQueuedHasLeft) {
  connect();
  served().set_reading(false);
  const std::string piece(64 * 1024, 'p');
  std::size_t taken = 0;
  while (caller->queued() == 0) taken += caller->send(piece) ? piece.size() : 0;
  run_for(std::chrono::milliseconds(5));
  EXPECT_GT(caller->queued(), 0u);
  EXPECT_EQ(caller_.drained, 0);
  served().set_reading(true);
  EXPECT_TRUE(run_until([&] { return server_.received.size() == taken; }));
  EXPECT_EQ(caller->queued(), 0u);
  EXPECT_EQ(caller_.drained, 1);
}

TEST_F(StreamSocketTest, WritesWhatIsQueuedBeforeItCloses) {
  caller = loop_.connect_tcp(listener_->local(), IpAddress(), caller_);
  ASSERT_TRUE(run_until([&] { return caller_.connected && !door_.sockets.empty(); }));
  const std::string piece(64 * 1024, 'p');
  std::size_t taken = 0;
  while (taken < (256u << 20) && caller->send(piece)) taken += piece.size();
  served().send("never read");
  caller->close_after_sending();
  EXPECT_FALSE(caller->send("more"));
  served().set_user(server_);
  ASSERT_TRUE(run_until([&] { return caller_.closed.has_value() && server_.closed.has_value(); }));
  EXPECT_EQ(server_.received.size(), taken);
  EXPECT_EQ(*server_.closed, Error::closed);
  EXPECT_EQ(*caller_.closed, Error::closed);
  EXPECT_EQ(caller_.received, "");
}

TEST_F(StreamSocketTest, TellsThePeersEndOnce) {
  connect();
  caller.reset();
  ASSERT_TRUE(run_until([&] { return server_.closed.has_value(); }));
  EXPECT_EQ(*server_.closed, Error::closed);
}

TEST_F(StreamSocketTest, MayBeDestroyedFromInsideItsCallBacks) {
  connect();
  server_.act = [&] { door_.sockets.clear(); };
  caller->send("last");
  ASSERT_TRUE(run_until([&] { return caller_.closed.has_value(); }));
  EXPECT_FALSE(server_.closed);
  caller_.act = [&] { caller.reset(); };
}

TEST_F(StreamSocketTest, CallsNobodyBackOnceDestroyed) {
  connect();
  caller->send("x");
  served().send("y");
  door_.sockets.clear();
  caller.reset();
  run_for(std::chrono::milliseconds(10));
  EXPECT_EQ(server_.received, "");
  EXPECT_EQ(caller_.received, "");
  EXPECT_FALSE(server_.closed);
}

TEST_F(StreamSocketTest, LetsAListenerGoFromInsideItsCallBack) {
  Party other;
  door_.act = [&] { listener_.reset(); };
  const Endpoint there = listener_->local();
  caller = loop_.connect_tcp(there, IpAddress(), caller_);
  const auto second = loop_.connect_tcp(there, IpAddress(), other);
  EXPECT_TRUE(run_until([&] { return door_.sockets.size() == 1; }));
  run_for(std::chrono::milliseconds(5));
  EXPECT_EQ(door_.sockets.size(), 1u);
}

TEST_F(StreamSocketTest, RestsWhenThereAreNoDescriptorsAndAcceptsLater) {
  connect();
  run_for(std::chrono::milliseconds(1));  // UBSan needs descriptors for what it sees first
  Party other;
  const auto second = loop_.connect_tcp(listener_->local(), IpAddress(), other);
  rlimit before;
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const int lowest_free = ::dup(0);
  ::close(lowest_free);
  const rlimit none_left{static_cast<rlim_t>(lowest_free), before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none_left), 0);
  const std::clock_t begin = std::clock();
  run_for(std::chrono::milliseconds(200));
  EXPECT_LT(std::clock() - begin, CLOCKS_PER_SEC / 10);  // it does not spin
  EXPECT_TRUE(other.connected);                          // by the kernel; it waits in the backlog
  EXPECT_EQ(door_.sockets.size(), 1u);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_TRUE(run_until([&] { return door_.sockets.size() == 2; }));
}

TEST_F(StreamSocketTest, ListensAgainOnThePortOfALivingConnection) {
  connect();
  const Endpoint there = listener_->local();
  listener_.reset();
  EXPECT_TRUE(loop_.listen_tcp(there, door_));
}

class UnixSocketTest : public StreamSocketTest {
 protected:
  void SetUp() override {
    char name[] = "/tmp/jackfield_test_XXXXXX";
    folder_ = ::mkdtemp(name);
    path_ = folder_ + "/control";
  }
  void TearDown() override {
    ::unlink(path_.c_str());
    ::rmdir(folder_.c_str());
  }
  bool exists() const { return ::access(path_.c_str(), F_OK) == 0; }

  std::string folder_, path_;
};

TEST_F(UnixSocketTest, CarriesOctetsAndIsOpenToItsOwnerOnly) {
  auto listener = loop_.listen_unix(path_, door_);
  ASSERT_TRUE(listener);
  struct stat status;
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  caller = loop_.connect_unix(path_, caller_);
  EXPECT_FALSE(caller_.connected);
  ASSERT_TRUE(run_until([&] { return caller_.connected && !door_.sockets.empty(); }));
  served().set_user(server_);
  caller->send("status");
  EXPECT_TRUE(run_until([&] { return server_.received == "status"; }));
  listener->reset();
  EXPECT_FALSE(exists());
}

TEST_F(UnixSocketTest, LeavesASocketAloneOnWhichSomebodyAnswers) {
  const auto listener = loop_.listen_unix(path_, door_);
  ASSERT_TRUE(listener);
  const auto second = loop_.listen_unix(path_, door_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error(), Error::address_in_use);
  EXPECT_TRUE(exists());
}

TEST_F(UnixSocketTest, ReplacesAFileThatADeadProcessLeft) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, path_.c_str());
  const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_EQ(::bind(dead, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ::close(dead);
  ASSERT_TRUE(exists());
  EXPECT_TRUE(loop_.listen_unix(path_, door_));
}

TEST_F(UnixSocketTest, NeverRemovesAnOrdinaryFile) {
  std::ofstream(path_) << "precious";
  EXPECT_FALSE(loop_.listen_unix(path_, door_));
  EXPECT_TRUE(exists());
}

TEST_F(UnixSocketTest, RefusesAPathLongerThanTheKernelTakes) {
  EXPECT_FALSE(loop_.listen_unix("/tmp/" + std::string(200, 'x'), door_));
  caller = loop_.connect_unix("/tmp/" + std::string(200, 'x'), caller_);
  EXPECT_TRUE(run_until([&] { return caller_.closed.has_value(); }));
}

TEST_F(UnixSocketTest, TellsThatNobodyListens) {
  caller = loop_.connect_unix(path_, caller_);
  ASSERT_TRUE(run_until([&] { return caller_.closed.has_value(); }));
  EXPECT_EQ(*caller_.closed, Error::refused);
}

}  // namespace
}  // namespace net
