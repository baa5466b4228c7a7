// TCP in the simulated world: octets arrive in order and whole, in pieces of any size; loss shows
// as delay.
#include <algorithm>

#include "tests/sim/sockets.h"

namespace sim {

namespace {

constexpr base::Duration kRetransmission = std::chrono::milliseconds(200);
constexpr base::Duration kGivingUp = std::chrono::seconds(60);

}  // namespace

TcpListener::~TcpListener() {
  if (host_) host_->tcp_.erase(local_);
}

Stream::Stream(Host& host, const net::Endpoint& local, const net::Endpoint& remote)
    : network_(host.network_),
      host_(&host),
      id_(network_.next_id_++),
      local_(local),
      remote_(remote) {
  host.streams_.insert(this);
  network_.streams_[id_] = this;
}

Stream::~Stream() {
  if (!host_) return;
  if (state_ <= State::open && peer_ != 0) network_.end_stream(*this, net::Error::closed);
  host_->streams_.erase(this);
  network_.streams_.erase(id_);
}

void Stream::die() {
  host_->streams_.erase(this);
  network_.streams_.erase(id_);
  host_ = nullptr;
  state_ = State::closed;
}

void Stream::set_user(net::StreamUser& user) {
  user_ = &user;
  if (!readable_.empty() || ended_) network_.pump_soon(id_);
}

bool Stream::send(std::string_view octets) {
  if (state_ == State::closing || state_ == State::closed) return false;
  if (in_flight_ + unsent_.size() + octets.size() > kMaxQueued) return false;
  if (state_ == State::connecting) {
    unsent_ += octets;
  } else {
    network_.send_octets(*this, octets);
  }
  return true;
}

void Stream::set_reading(bool reading) {
  reading_ = reading;
  if (host_ && reading && (!readable_.empty() || ended_)) network_.pump_soon(id_);
}

void Stream::close_after_sending() {
  if (state_ != State::open) return;
  network_.end_stream(*this, net::Error::closed);
  state_ = State::closing;
  network_.events_.post(last_arrival_ - network_.events_.now(), [&network = network_, id = id_] {
    Stream* stream = network.find(network.streams_, id);
    if (!stream || stream->state_ != State::closing) return;
    stream->state_ = State::closed;
    stream->user_->on_closed(net::Error::closed);
  });
}

void SimNetwork::connect(std::uint64_t client) {
  Stream& stream = *streams_.at(client);
  net::Endpoint from = stream.local_;
  const LinkSettings& way = link(from.address, stream.remote_.address);
  const base::Duration delay = delay_on(way);
  const auto target = translate(from, stream.remote_);
  if (!target) return refuse(client, net::Error::timed_out, kGivingUp);
  events_.post(delay, [this, client, from, to = *target] { accept(client, from, to); });
}

void SimNetwork::accept(std::uint64_t client, const net::Endpoint& from, const net::Endpoint& to) {
  Stream* stream = find(streams_, client);
  if (!stream) return;
  Host* host = owner_of(to.address);
  if (!host || !host->is_powered()) return refuse(client, net::Error::timed_out, kGivingUp);
  TcpListener* listener = host->listening(host->tcp_, to);
  const LinkSettings& way = link(to.address, from.address);
  if (!listener) return refuse(client, net::Error::refused, way.delay);
  auto accepted = std::make_unique<Stream>(*host, to, from);
  accepted->state_ = Stream::State::open;
  accepted->peer_ = client;
  stream->peer_ = accepted->id_;
  events_.post(delay_on(way), [this, client] {
    Stream* connected = find(streams_, client);
    if (!connected || connected->state_ != Stream::State::connecting) return;
    connected->state_ = Stream::State::open;
    if (!connected->unsent_.empty()) send_octets(*connected, std::exchange(connected->unsent_, {}));
    connected->user_->on_connected();
  });
  listener->user().on_accepted(std::move(accepted));
}

void SimNetwork::refuse(std::uint64_t client, net::Error reason, base::Duration delay) {
  events_.post(delay, [this, client, reason] {
    Stream* stream = find(streams_, client);
    if (!stream || stream->state_ == Stream::State::closed) return;
    stream->state_ = Stream::State::closed;
    stream->user_->on_closed(reason);
  });
}

void SimNetwork::send_octets(Stream& sender, std::string_view octets) {
  const LinkSettings& way = link(sender.local_.address, sender.remote_.address);
  base::Duration delay = delay_on(way);
  for (int losses = 0; chance(way.loss); ++losses) {
    if (way.losses_in_succession > 0 && losses == way.losses_in_succession) break;
    delay += kRetransmission * (1 << std::min(losses, 8));
  }
  sender.last_arrival_ = std::max(sender.last_arrival_, events_.now() + delay);
  sender.in_flight_ += octets.size();
  ladder_.add({events_.now(), sender.local_, sender.remote_, true, Ladder::Fate::sent,
               std::string(octets)});
  events_.post(sender.last_arrival_ - events_.now(),
               [this, from = sender.id_, to = sender.peer_, remote = sender.remote_.address,
                text = std::string(octets)] {
                 Stream* receiver = find(streams_, to);
                 if (!receiver) return reset_from_peer(from, remote);
                 receiver->readable_ += text;
                 if (!receiver->pumping_) pump(to);
               });
}

// The sender's half ends: the peer hears it after everything sent before.
void SimNetwork::end_stream(Stream& sender, net::Error reason) {
  const LinkSettings& way = link(sender.local_.address, sender.remote_.address);
  sender.last_arrival_ = std::max(sender.last_arrival_, events_.now() + delay_on(way));
  events_.post(sender.last_arrival_ - events_.now(), [this, to = sender.peer_, reason] {
    Stream* receiver = find(streams_, to);
    if (!receiver) return;
    receiver->ended_ = reason;
    if (!receiver->pumping_) pump(to);
  });
}

// What was sent met no connection at the other end: a host that is up answers with a reset.
void SimNetwork::reset_from_peer(std::uint64_t sender, const net::IpAddress& remote) {
  const auto outside = outsides_.find(remote);
  Host* host = outside == outsides_.end() ? owner_of(remote) : nullptr;
  const bool answers = outside != outsides_.end() || (host && host->is_powered());
  refuse(sender, answers ? net::Error::reset : net::Error::timed_out,
         answers ? weather_.delay : kGivingUp);
}

void SimNetwork::was_read(std::uint64_t sender, std::size_t octets) {
  Stream* stream = find(streams_, sender);
  if (!stream) return;
  stream->in_flight_ -= octets;
  const bool drained = stream->in_flight_ == 0 && stream->state_ == Stream::State::open;
  if (drained && stream->user_) stream->user_->on_drained();
}

void SimNetwork::pump_soon(std::uint64_t receiver) {
  Stream& stream = *streams_.at(receiver);
  if (std::exchange(stream.pumping_, true)) return;
  const base::Duration pause(random_.below(3000));
  events_.post(pause, [this, receiver] {
    Stream* waiting = find(streams_, receiver);
    if (!waiting) return;
    waiting->pumping_ = false;
    pump(receiver);
  });
}

// Hands the next piece to the receiver, and its end after the last.
void SimNetwork::pump(std::uint64_t receiver) {
  Stream* stream = streams_.at(receiver);
  if (!stream->user_ || stream->state_ == Stream::State::closed) return;
  if (!stream->reading_) return;
  if (!stream->readable_.empty()) {
    const bool cut = link(stream->remote_.address, stream->local_.address).segments;
    const std::size_t size = stream->readable_.size();
    const std::size_t piece = cut ? 1 + static_cast<std::size_t>(random_.below(size)) : size;
    const std::string octets = stream->readable_.substr(0, piece);
    const std::uint64_t sender = stream->peer_;
    stream->readable_.erase(0, piece);
    stream->user_->on_octets(octets);
    was_read(sender, octets.size());
    stream = find(streams_, receiver);
    if (!stream) return;
    if (!stream->readable_.empty() || stream->ended_) pump_soon(receiver);
    return;
  }
  if (!stream->ended_) return;
  stream->state_ = Stream::State::closed;
  stream->user_->on_closed(*stream->ended_);
}

}  // namespace sim
