#include "firmware/media/leg.h"

#include <algorithm>
#include <array>
#include <utility>

#include "firmware/media/codec/codecs.h"

namespace media {

namespace {

constexpr std::uint8_t kComfortNoise = 13;  // RFC 3389

rtp::Octets octets_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

bool is_reachable(const net::Endpoint& to) {
  return to.port != 0 && !to.address.is_unspecified();
}

// As a=rtpmap says it.
std::string name_of(const Codec& codec) {
  std::string name = std::string(codec.name) + '/' + std::to_string(codec.clock_rate_hz);
  if (codec.channels > 1) name += '/' + std::to_string(codec.channels);
  return name;
}

}  // namespace

net::Result<void> Leg::Port::open(net::Network& network, std::unique_ptr<net::UdpPort> port) {
  auto socket = network.open_udp(std::move(port), *this);
  if (!socket) return socket.error();
  socket_ = std::move(*socket);
  return {};
}

void Leg::Port::send(const net::Endpoint& to, rtp::Octets octets) {
  if (!socket_ || !is_reachable(to)) return;
  socket_->send(to, {reinterpret_cast<const char*>(octets.data()), octets.size()});
}

net::Result<std::unique_ptr<Leg>> Leg::open(net::Network& network, base::TimerQueue& timers,
                                            base::Random& random, LegPorts ports) {
  std::unique_ptr<Leg> leg(new Leg(timers, random));
  if (const auto done = leg->rtp_.open(network, std::move(ports.rtp)); !done) return done.error();
  if (const auto done = leg->rtcp_.open(network, std::move(ports.rtcp)); !done) return done.error();
  return leg;
}

Leg::Leg(base::TimerQueue& timers, base::Random& random)
    : timers_(timers),
      rtp_(*this, &Leg::on_rtp),
      rtcp_(*this, &Leg::on_rtcp),
      session_({}, random, timers.now()),
      described_at_(timers.now()) {}

Leg::~Leg() {
  std::array<std::uint8_t, rtp::Session::kMaxReport> bye;
  const std::size_t size = session_.write_bye(bye, timers_.now());
  if (size > 0) send_control(rtp::Octets(bye).first(size));
}

// The stream and what it is connected to.

void Leg::set_stream(AudioStream stream) {
  if (stream.remote != stream_.remote) locked_to_.reset();
  if (stream.receives != stream_.receives && incoming_) {
    late_before_ += incoming_->late();
    incoming_.reset();
  }
  if (stream.sends && stream.sends != stream_.sends) {
    session_.set_clock_rate(stream.sends->codec->clock_rate_hz, timers_.now());
  }
  if (stream.events_clock_rate_hz != stream_.events_clock_rate_hz) {
    digits_ = rtp::DigitReceiver(stream.events_clock_rate_hz);
  }
  stream_ = std::move(stream);
  if (outgoing_) outgoing_->set_stream(stream_);
  described_at_ = timers_.now();
  keep_what_is_needed();
}

void Leg::relay_to(Leg& other, std::vector<PayloadTypeChange> changes) {
  relay_.emplace(RelayPath{other, std::move(changes)});
  use_ = Use::relayed;
  session_.skip(0);  // should we ever speak again, a talk spurt begins
  keep_what_is_needed();
}

void Leg::mix() {
  relay_.reset();
  use_ = Use::mixed;
  keep_what_is_needed();
  outgoing();
}

void Leg::disconnect() {
  relay_.reset();
  use_ = Use::nothing;
  keep_what_is_needed();
}

bool Leg::is_decoded() const {
  return use_ == Use::mixed || (use_ == Use::nothing && stream_.hears_tones);
}

void Leg::keep_what_is_needed() {
  if (!is_decoded() && incoming_) {
    late_before_ += incoming_->late();
    incoming_.reset();
  }
  if (is_decoded() && !incoming_) incoming_ = std::make_unique<Incoming>(stream_.receives);
  if (!is_decoded() || !stream_.hears_tones) listener_.reset();
  if (is_decoded() && stream_.hears_tones && !listener_) {
    listener_ = std::make_unique<DigitListener>();
  }
  if (use_ == Use::relayed && outgoing_ && outgoing_->is_idle()) outgoing_.reset();
}

Outgoing& Leg::outgoing() {
  if (!outgoing_) {
    Outgoing::Wire& wire = *this;
    outgoing_ = std::make_unique<Outgoing>(session_, wire);
    outgoing_->set_stream(stream_);
  }
  return *outgoing_;
}

// What comes in.

bool Leg::is_trusted(const net::Endpoint& from) const {
  if (locked_to_) return from == *locked_to_;
  return from.address == stream_.remote.address || from.address == stream_.signalled_from;
}

void Leg::on_rtp(std::string_view octets, const net::Endpoint& from) {
  if (!is_trusted(from)) return;
  if (!stream_.is_rtp) {
    locked_to_ = from;
    unread_at_ = timers_.now();
    if (relay_) relay_->to.send_relayed(octets_of(octets), octets.size());
    return;
  }
  const auto received = session_.receive(octets_of(octets), timers_.now());
  if (!received) return;
  if (relay_) relay(octets_of(octets));
  if (!rtp::is_playable(received->arrival)) return;
  locked_to_ = from;
  if (received->source_changed || received->arrival == rtp::Arrival::restarted) {
    if (incoming_) incoming_->reset();
    digits_.reset();
  }
  take(received->packet);
}

void Leg::take(const rtp::Packet& packet) {
  const std::uint8_t payload_type = packet.header().payload_type;
  if (payload_type == stream_.receives_events) {
    for (const rtp::DigitEvent& event : digits_.receive(packet, timers_.now())) {
      if (event.kind == rtp::DigitEvent::Kind::began) note_digit(event.digit);
    }
    return;
  }
  if (payload_type != kComfortNoise) heard_ = payload_type;
  if (incoming_) incoming_->put(packet, timers_.now());
}

void Leg::note_digit(const rtp::Digit& digit) {
  if (pressed_.size() < kMaxDigits) pressed_.push_back(digit);
}

// RTCP comes from the port above RTP's, or wherever a NAT puts it.
void Leg::on_rtcp(std::string_view octets, const net::Endpoint& from) {
  const bool trusted = locked_to_ ? from.address == locked_to_->address : is_trusted(from);
  if (!trusted || !stream_.is_rtp) return;
  const auto bye = session_.receive_control(octets_of(octets), timers_.now());
  if (bye && relay_) relay_->to.send_control(octets_of(octets));
}

std::optional<rtp::Digit> Leg::take_digit() {
  if (pressed_.empty()) return std::nullopt;
  const rtp::Digit digit = pressed_.front();
  pressed_.erase(pressed_.begin());
  return digit;
}

// What is passed on.

void Leg::relay(rtp::Octets octets) {
  const auto type = static_cast<std::uint8_t>(octets[1] & 0x7f);
  const auto change = std::ranges::find(relay_->changes, type, &PayloadTypeChange::from);
  const std::size_t payload = octets.size() - rtp::kHeaderSize;
  if (change == relay_->changes.end()) return relay_->to.send_relayed(octets, payload);
  if (octets.size() > kMaxRetyped) return;
  std::array<std::uint8_t, kMaxRetyped> retyped;
  std::ranges::copy(octets, retyped.begin());
  retyped[1] = static_cast<std::uint8_t>((octets[1] & 0x80) | (change->to & 0x7f));
  relay_->to.send_relayed(rtp::Octets(retyped).first(octets.size()), payload);
}

void Leg::send_relayed(rtp::Octets octets, std::size_t payload_octets) {
  if (outgoing_ && outgoing_->is_playing()) return;
  rtp_.send(remote(), octets);
  ++relayed_packets_;
  relayed_octets_ += payload_octets;
}

void Leg::send_control(rtp::Octets packet) {
  net::Endpoint to = remote();
  if (!is_reachable(to)) return;
  ++to.port;
  rtcp_.send(to, packet);
}

// What is decoded and encoded.

Rate Leg::rate() const {
  const std::uint32_t best = std::max(stream_.sends ? stream_.sends->codec->pcm_rate_hz : 0,
                                      incoming_ ? incoming_->pcm_rate_hz() : 0);
  return best > 8000 ? Rate::wideband : Rate::narrowband;
}

bool Leg::pull(Frame frame, Rate rate) {
  if (!incoming_) return false;
  const bool speaks = incoming_->pull(frame, rate, timers_.now());
  if (!listener_) return speaks;
  const std::array<std::int16_t, kMaxFrameSamples> silence{};
  const ConstFrame said = speaks ? frame : ConstFrame(silence).first(frame.size());
  for (const DtmfEvent& event : listener_->hear(said, rate)) {
    if (event.kind == DtmfEvent::Kind::begin) note_digit({event.digit, {}});
  }
  return speaks;
}

void Leg::push(ConstFrame frame, Rate rate) {
  outgoing().hear(frame, rate, timers_.now());
}

void Leg::tick() {
  if (use_ != Use::mixed && incoming_) {
    std::array<std::int16_t, samples_of_frame(Rate::narrowband)> nobody_hears;
    pull(nobody_hears, Rate::narrowband);
  }
  if (outgoing_) outgoing_->tick(timers_.now());
}

void Leg::play(SoundPlayer sound) {
  outgoing().play(std::move(sound));
}

void Leg::stop_playing() {
  if (!outgoing_) return;
  outgoing_->stop_playing();
  keep_what_is_needed();
}

bool Leg::take_play_ended() {
  if (!outgoing_ || !outgoing_->take_play_ended()) return false;
  keep_what_is_needed();
  return true;
}

void Leg::send_digit(char digit) {
  if (use_ != Use::relayed) outgoing().send_digit(digit);
}

// What is told.

void Leg::report() {
  if (use_ == Use::relayed || session_.report_deadline() > timers_.now()) return;
  std::array<std::uint8_t, rtp::Session::kMaxReport> report;
  const std::size_t size = session_.next_report(report, timers_.now());
  if (size > 0) send_control(rtp::Octets(report).first(size));
}

base::Instant Leg::silent_since() const {
  const auto last = stream_.is_rtp ? session_.last_received() : unread_at_;
  return std::max(described_at_, last.value_or(described_at_));
}

bool Leg::is_expected() const {
  return stream_.is_expected && (!stream_.receives.empty() || use_ == Use::relayed);
}

LegFacts Leg::facts(LegId id) const {
  LegFacts facts{id, stream_.remote, locked_to_, {}, session_.statistics()};
  facts.statistics.late = late_before_ + (incoming_ ? incoming_->late() : 0);
  facts.statistics.packets_sent += relayed_packets_;
  facts.statistics.octets_sent += relayed_octets_;
  if (!heard_) return facts;
  const auto known = std::ranges::find(stream_.receives, *heard_, &Encoding::payload_type);
  const Codec* codec = known == stream_.receives.end() ? find_static_codec(*heard_) : known->codec;
  if (codec != nullptr) facts.heard = name_of(*codec);
  return facts;
}

}  // namespace media
