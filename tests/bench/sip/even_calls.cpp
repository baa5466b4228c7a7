// even_calls: holds calls with G.711 both ways whose packets are spread evenly over time, as those
// of many phones are. Takes the options and prints the lines of the load harness's own `rtpcall`
// (which sends in bursts, a millisecond each), so that its `run` can use the one or the other.
//
// It is both ends of every call: caller and callee, never challenged, one thread. Each packet
// carries its time in its payload, so the server must pass it untouched.
#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using Nanoseconds = std::int64_t;
constexpr Nanoseconds kSecond = 1'000'000'000;
constexpr Nanoseconds kPtime = kSecond / 50;
constexpr std::size_t kPacket = 172;  // 20 ms of G.711
constexpr char kMark[4] = {'E', 'V', 'E', 'N'};

Nanoseconds now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * kSecond + time.tv_nsec;
}

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(2);
}

sockaddr_in address_of(const std::string& host, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) die(host.c_str());
  return address;
}

int open_socket(const std::string& host, int port) {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  const sockaddr_in address = address_of(host, port);
  // Where we are held up, nothing is to be lost here: half a minute fits.
  constexpr int buffer = 2 << 20;
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer) != 0) {
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  }
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) die("bind");
  return fd;
}

// Every value of a header, and its lines as they stand.
std::vector<std::string> values(std::string_view message, std::string_view name) {
  std::vector<std::string> found;
  const std::string begin = "\r\n" + std::string(name) + ": ";
  const std::string_view header = message.substr(0, message.find("\r\n\r\n") + 2);
  for (std::size_t at = 0; (at = header.find(begin, at)) != std::string_view::npos;) {
    at += begin.size();
    found.emplace_back(header.substr(at, header.find("\r\n", at) - at));
  }
  return found;
}

std::string value(std::string_view message, std::string_view name) {
  const auto all = values(message, name);
  return all.empty() ? "" : all.front();
}

std::string between(std::string_view text, std::string_view before, std::string_view ends) {
  const std::size_t at = text.find(before);
  if (at == std::string_view::npos) return "";
  const std::string_view rest = text.substr(at + before.size());
  return std::string(rest.substr(0, rest.find_first_of(ends)));
}

struct Leg {
  int fd = -1;
  int port = 0;
  sockaddr_in to{};
  bool sends = false;
  std::uint16_t sequence = 0;
};

struct Call {
  std::string caller, callee, to, contact;
  std::vector<std::string> routes;
  bool up = false, over = false;
  Leg leg;
};

class Load {
 public:
  explicit Load(std::map<std::string, std::string> options);
  int run();

 private:
  std::string option(const std::string& name, const std::string& otherwise) const {
    const auto found = options_.find(name);
    return found == options_.end() ? otherwise : found->second;
  }
  double number(const std::string& name, double otherwise) const {
    return std::atof(option(name, std::to_string(otherwise)).c_str());
  }
  void read_users();
  void open(Leg& leg);
  std::string sdp(const Leg& leg) const;
  void describe(Leg& leg, std::string_view message) const;
  std::string request(const Call& call, std::size_t index, const char* method, int cseq) const;
  void say(int fd, const sockaddr_in& to, const std::string& message) const;
  void take_sip(int fd);
  void on_request(int fd, std::string_view message, const sockaddr_in& from);
  void on_response(std::string_view message);
  void take_rtp(const Leg& leg);
  void send_rtp(Leg& leg);
  void receive_until(Nanoseconds until);
  void serve_for(double seconds);
  void talk(Nanoseconds until);
  void set_up();
  void report(double window) const;

  const std::map<std::string, std::string> options_;
  std::string local_, target_;
  sockaddr_in server_{};
  int epoll_ = -1, caller_ = -1, callee_ = -1;
  int next_port_ = 0;
  std::vector<Call> calls_;
  std::map<std::string, Leg> answered_;  // by Call-ID
  std::vector<Leg*> legs_;
  std::map<int, Leg*> by_fd_;
  Nanoseconds talks_since_ = 0;
  std::size_t slots_ = 0;  // packets due since
  bool counts_ = false;
  std::uint64_t sent_ = 0, received_ = 0;
  std::vector<std::uint32_t> delays_;  // µs
  Nanoseconds latest_ = 0;
};

Load::Load(std::map<std::string, std::string> options) : options_(std::move(options)) {
  local_ = option("local", "127.0.0.1");
  target_ = option("target", "127.0.0.1:5060");
  const std::size_t colon = target_.find(':');
  server_ = address_of(target_.substr(0, colon), std::atoi(target_.c_str() + colon + 1));
  epoll_ = epoll_create1(0);
  caller_ = open_socket(local_, static_cast<int>(number("sip-port", 5071)));
  callee_ = open_socket(local_, static_cast<int>(number("uas-port", 5080)));
  next_port_ = static_cast<int>(number("rtp-base", 20'000));
  for (const int fd : {caller_, callee_}) {
    epoll_event event{EPOLLIN, {.fd = fd}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }
  read_users();
}

// "caller;[authentication …];callee" a line, after a line of SIPp's.
void Load::read_users() {
  std::vector<Call> users;
  std::ifstream file(option("users", ""));
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find(';');
    if (first == std::string::npos) continue;
    Call call;
    call.caller = line.substr(0, first);
    call.callee = line.substr(line.rfind(';') + 1);
    users.push_back(call);
  }
  if (users.empty()) die("no users");
  const auto count = static_cast<std::size_t>(number("calls", 10));
  for (std::size_t i = 0; i < count; ++i) calls_.push_back(users[i % users.size()]);
}

void Load::open(Leg& leg) {
  leg.port = std::exchange(next_port_, next_port_ + 2);
  leg.fd = open_socket(local_, leg.port);
  leg.sequence = static_cast<std::uint16_t>(leg.port * 7);
  by_fd_[leg.fd] = &leg;
  legs_.push_back(&leg);
  epoll_event event{EPOLLIN, {.fd = leg.fd}};
  epoll_ctl(epoll_, EPOLL_CTL_ADD, leg.fd, &event);
}

// Signalling.

std::string Load::sdp(const Leg& leg) const {
  return "v=0\r\no=- 1 1 IN IP4 " + local_ + "\r\ns=-\r\nc=IN IP4 " + local_ +
         "\r\nt=0 0\r\nm=audio " + std::to_string(leg.port) +
         " RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=ptime:20\r\n";
}

void Load::describe(Leg& leg, std::string_view message) const {
  const std::string host = between(message, "c=IN IP4 ", "\r ");
  const std::string port = between(message, "m=audio ", " ");
  if (host.empty() || port.empty()) return;
  leg.to = address_of(host, std::atoi(port.c_str()));
  leg.sends = true;
}

std::string Load::request(const Call& call, std::size_t index, const char* method, int cseq) const {
  const bool invite = std::strcmp(method, "INVITE") == 0;
  const std::string id = std::to_string(getpid()) + "-" + std::to_string(index);
  const std::string self = local_ + ":" + option("sip-port", "5071");
  const std::string uri = "sip:" + call.callee + "@" + target_;
  std::string text = std::string(method) + " " + (invite ? uri : call.contact) +
                     " SIP/2.0\r\nVia: SIP/2.0/UDP " + self + ";branch=z9hG4bK" + method + id +
                     "\r\n";
  for (const std::string& route : call.routes) text += "Route: " + route + "\r\n";
  const std::string body = invite ? sdp(call.leg) : "";
  text += "Max-Forwards: 70\r\nFrom: <sip:" + call.caller + "@" + target_ + ">;tag=" + id +
          "\r\nTo: " + (invite ? "<" + uri + ">" : call.to) + "\r\nCall-ID: " + id +
          "\r\nCSeq: " + std::to_string(cseq) + " " + method + "\r\nContact: <sip:" + call.caller +
          "@" + self + ">\r\n" + (invite ? "Content-Type: application/sdp\r\n" : "") +
          "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  return text + body;
}

void Load::say(int fd, const sockaddr_in& to, const std::string& message) const {
  sendto(fd, message.data(), message.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

void Load::take_sip(int fd) {
  char octets[8192];
  sockaddr_in from;
  socklen_t length = sizeof from;
  for (ssize_t size; (size = recvfrom(fd, octets, sizeof octets, 0,
                                      reinterpret_cast<sockaddr*>(&from), &length)) > 20;) {
    const std::string_view message(octets, static_cast<std::size_t>(size));
    if (message.starts_with("SIP/2.0 ")) {
      on_response(message);
    } else {
      on_request(fd, message, from);
    }
  }
}

void Load::on_request(int fd, std::string_view message, const sockaddr_in& from) {
  if (message.starts_with("ACK ")) return;
  const bool invite = message.starts_with("INVITE ") && fd == callee_;
  std::string response = "SIP/2.0 200 OK\r\n";
  for (const char* name : {"Via", "Record-Route", "From", "Call-ID", "CSeq"}) {
    for (const std::string& one : values(message, name)) {
      response += std::string(name) + ": " + one + "\r\n";
    }
  }
  const std::string to = value(message, "To");
  const bool has_tag = to.find("tag=") != std::string::npos;
  response += "To: " + to + (has_tag ? "" : ";tag=callee") + "\r\nContact: <sip:callee@" + local_ +
              ":" + option("uas-port", "5080") + ">\r\n";
  std::string body;
  if (invite) {
    const auto [leg, is_new] = answered_.try_emplace(value(message, "Call-ID"));
    if (is_new) open(leg->second);
    describe(leg->second, message);
    body = sdp(leg->second);
    response += "Content-Type: application/sdp\r\n";
  }
  say(fd, from, response + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

void Load::on_response(std::string_view message) {
  const std::string id = value(message, "Call-ID");
  const auto index = static_cast<std::size_t>(std::atol(id.c_str() + id.find('-') + 1));
  if (index >= calls_.size()) return;
  Call& call = calls_[index];
  if (value(message, "CSeq").ends_with("BYE")) call.over = true;
  if (!value(message, "CSeq").ends_with("INVITE") || message.substr(8, 1) == "1") return;
  if (message.substr(8, 1) != "2") {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(message.find('\r')), message.data());
    return;
  }
  call.up = true;
  call.to = value(message, "To");
  call.contact = between(value(message, "Contact"), "<", ">");
  call.routes = values(message, "Record-Route");
  std::ranges::reverse(call.routes);
  describe(call.leg, message);
  say(caller_, server_, request(call, index, "ACK", 1));
}

// Audio.

void Load::take_rtp(const Leg& leg) {
  char packet[2048];
  ssize_t size;
  while ((size = recv(leg.fd, packet, sizeof packet, 0)) > 0) {
    const bool ours = size == kPacket && std::memcmp(packet + 20, kMark, sizeof kMark) == 0;
    if (!ours || packet[24] != 1) continue;
    Nanoseconds sent;
    std::memcpy(&sent, packet + 12, sizeof sent);
    ++received_;
    delays_.push_back(static_cast<std::uint32_t>((now() - sent) / 1000));
  }
}

void Load::send_rtp(Leg& leg) {
  if (!leg.sends) return;
  unsigned char packet[kPacket] = {0x80, 0};
  const std::uint32_t timestamp = htonl(std::uint32_t{leg.sequence} * 160);
  const std::uint32_t source = htonl(static_cast<std::uint32_t>(leg.port));
  packet[2] = static_cast<unsigned char>(leg.sequence >> 8);
  packet[3] = static_cast<unsigned char>(leg.sequence++);
  std::memcpy(packet + 4, &timestamp, sizeof timestamp);
  std::memcpy(packet + 8, &source, sizeof source);
  const Nanoseconds at = now();
  std::memcpy(packet + 12, &at, sizeof at);
  std::memcpy(packet + 20, kMark, sizeof kMark);
  packet[24] = counts_ ? 1 : 2;
  const ssize_t sent = sendto(leg.fd, packet, sizeof packet, 0,
                              reinterpret_cast<const sockaddr*>(&leg.to), sizeof leg.to);
  if (counts_ && sent == kPacket) ++sent_;
}

void Load::receive_until(Nanoseconds until) {
  epoll_event events[64];
  for (bool first = true;; first = false) {
    const Nanoseconds left = until - now();
    if (left <= 0 && !first) return;
    const Nanoseconds wait = std::max<Nanoseconds>(left, 0);
    const timespec timeout{wait / kSecond, wait % kSecond};
    const int count = epoll_pwait2(epoll_, events, 64, &timeout, nullptr);
    for (int i = 0; i < count; ++i) {
      const int fd = events[i].data.fd;
      if (fd == caller_ || fd == callee_) {
        take_sip(fd);
      } else {
        take_rtp(*by_fd_.at(fd));
      }
    }
  }
}

void Load::serve_for(double seconds) {
  receive_until(now() + static_cast<Nanoseconds>(seconds * kSecond));
}

// The legs take turns, so that the server's packets are evenly far apart.
void Load::talk(Nanoseconds until) {
  const auto legs = static_cast<Nanoseconds>(legs_.size());
  for (;; ++slots_) {
    const Nanoseconds due = talks_since_ + static_cast<Nanoseconds>(slots_) * kPtime / legs;
    if (due >= until) return;
    receive_until(due);
    const Nanoseconds late = now() - due;
    if (counts_) latest_ = std::max(latest_, late);
    if (late > kPtime) talks_since_ += late;  // no bursts to make up for it
    send_rtp(*legs_[slots_ % legs_.size()]);
  }
}

// The whole of it.

void Load::set_up() {
  const double rate = number("rate", 50);
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    open(calls_[i].leg);
    say(caller_, server_, request(calls_[i], i, "INVITE", 1));
    serve_for(1 / rate);
  }
  serve_for(1);
}

int Load::run() {
  set_up();
  const auto up = std::ranges::count(calls_, true, &Call::up);
  std::printf("UP %d failed %d\n", static_cast<int>(up), static_cast<int>(calls_.size()) - int(up));
  if (up == 0) return 1;
  talks_since_ = now();
  talk(now() + static_cast<Nanoseconds>(number("settle", 2) * kSecond));
  std::printf("BEGIN\n");
  const Nanoseconds begin = now();
  counts_ = true;
  talk(begin + static_cast<Nanoseconds>(number("window", 10) * kSecond));
  counts_ = false;
  const double window = static_cast<double>(now() - begin) / kSecond;
  std::printf("END\n");
  talk(now() + kSecond / 2);
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    if (!calls_[i].up) continue;
    say(caller_, server_, request(calls_[i], i, "BYE", 2));
    serve_for(1 / number("rate", 50));
  }
  serve_for(0.5);
  report(window);
  return 0;
}

void Load::report(double window) const {
  std::vector<std::uint32_t> sorted = delays_;
  std::ranges::sort(sorted);
  const auto percentile = [&](double part) {
    return sorted.empty() ? 0u : sorted[static_cast<std::size_t>(part * double(sorted.size() - 1))];
  };
  std::printf(
      "{\"calls\":%zu,\"completed\":%d,\"window_s\":%.2f,\"legs\":%zu,\"sent\":%llu,"
      "\"received\":%llu,\"lost\":%lld,\"lat_us_p50\":%u,\"lat_us_p99\":%u,\"lat_us_max\":%u,"
      "\"gen_late_ms\":%.1f}\n",
      calls_.size(), static_cast<int>(std::ranges::count(calls_, true, &Call::over)), window,
      legs_.size(), static_cast<unsigned long long>(sent_),
      static_cast<unsigned long long>(received_),
      static_cast<long long>(sent_) - static_cast<long long>(received_), percentile(0.5),
      percentile(0.99), percentile(1), static_cast<double>(latest_) / 1e6);
}

}  // namespace

int main(int count, char** words) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  prctl(PR_SET_TIMERSLACK, 1);
  std::map<std::string, std::string> options;
  for (int i = 1; i + 1 < count; i += 2) options[words[i] + 2] = words[i + 1];
  return Load(std::move(options)).run();
}
