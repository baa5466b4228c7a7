#include "firmware/media/leg.h"

#include <algorithm>
#include <utility>

namespace media {

namespace {

rtp::Octets octets_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

net::Result<void> Leg::Port::open(net::Network& network, const net::Endpoint& local) {
  auto socket = network.bind_udp(local, *this);
  if (!socket) return socket.error();
  socket_ = std::move(*socket);
  return {};
}

void Leg::Port::send(const net::Endpoint& to, rtp::Octets octets) {
  socket_->send(to, {reinterpret_cast<const char*>(octets.data()), octets.size()});
}

net::Result<std::unique_ptr<Leg>> Leg::open(net::Network& network, base::TimerQueue& timers,
                                            base::Random& random, const net::Endpoint& local) {
  std::unique_ptr<Leg> leg(new Leg(timers, random));
  if (const auto opened = leg->rtp_.open(network, local); !opened) return opened.error();
  net::Endpoint above = local;
  ++above.port;
  if (const auto opened = leg->rtcp_.open(network, above); !opened) return opened.error();
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
  net::Endpoint to = remote();
  ++to.port;
  if (size > 0) rtcp_.send(to, rtp::Octets(bye).first(size));
}

void Leg::set_stream(AudioStream stream) {
  if (stream.remote != stream_.remote) locked_to_.reset();
  if (stream.receives != stream_.receives) {
    incoming_.clear();
    speaking_ = nullptr;
    for (const Encoding& encoding : stream.receives) {
      incoming_.push_back({encoding, encoding.codec->make_decoder({})});
    }
    rtp::JitterBufferSettings settings;
    if (!incoming_.empty()) settings.clock_rate = incoming_.front().encoding.codec->clock_rate_hz;
    buffer_.emplace(settings);
    to_mixer_.reset();
    decoded_.clear();
  }
  if (stream.sends != stream_.sends) {
    encoder_ = stream.sends ? stream.sends->codec->make_encoder({}) : nullptr;
    if (stream.sends) session_.set_clock_rate(stream.sends->codec->clock_rate_hz, timers_.now());
    from_mixer_.reset();
    to_encode_.clear();
  }
  digits_ = rtp::DigitReceiver(stream.events_clock_rate_hz);
  stream_ = std::move(stream);
  described_at_ = timers_.now();
}

Rate Leg::rate() const {
  const std::uint32_t best =
      std::max(stream_.sends ? stream_.sends->codec->pcm_rate_hz : 0,
               speaking_ != nullptr ? speaking_->encoding.codec->pcm_rate_hz : 0);
  return best > 8000 ? Rate::wideband : Rate::narrowband;
}

bool Leg::is_trusted(const net::Endpoint& from) const {
  if (locked_to_) return from == *locked_to_;
  return from.address == stream_.remote.address || from.address == stream_.signalled_from;
}

void Leg::on_rtp(std::string_view octets, const net::Endpoint& from) {
  if (!is_trusted(from)) return;
  const auto received = session_.receive(octets_of(octets), timers_.now());
  if (!received || !rtp::is_playable(received->arrival)) return;
  locked_to_ = from;
  if (received->source_changed || received->arrival == rtp::Arrival::restarted) {
    if (buffer_) buffer_->reset();
    digits_.reset();
  }
  take(received->packet);
}

void Leg::take(const rtp::Packet& packet) {
  if (packet.header().payload_type == stream_.receives_events) {
    for (const rtp::DigitEvent& event : digits_.receive(packet, timers_.now())) {
      const bool begins = event.kind == rtp::DigitEvent::Kind::began;
      if (begins && pressed_.size() < kMaxDigits) pressed_.push_back(event.digit);
    }
  } else if (incoming_of(packet.header().payload_type) != nullptr) {
    buffer_->put(packet, timers_.now());
  }
}

Leg::Incoming* Leg::incoming_of(std::uint8_t payload_type) {
  const auto incoming = std::ranges::find(
      incoming_, payload_type, [](const Incoming& one) { return one.encoding.payload_type; });
  return incoming == incoming_.end() ? nullptr : &*incoming;
}

// RTCP comes from the port above RTP's, or wherever a NAT puts it.
void Leg::on_rtcp(std::string_view octets, const net::Endpoint& from) {
  if (from.address != remote().address) return;
  static_cast<void>(session_.receive_control(octets_of(octets), timers_.now()));
}

std::optional<rtp::Digit> Leg::take_digit() {
  if (pressed_.empty()) return std::nullopt;
  const rtp::Digit digit = pressed_.front();
  pressed_.erase(pressed_.begin());
  return digit;
}

bool Leg::pull(Frame frame, Rate rate) {
  if (rate != mixer_rate_) {
    mixer_rate_ = rate;
    to_mixer_.reset();
    decoded_.clear();
  }
  if (buffer_) decode_tick();
  if (decoded_.size() < frame.size()) return false;
  const auto end = decoded_.begin() + static_cast<std::ptrdiff_t>(frame.size());
  std::copy(decoded_.begin(), end, frame.begin());
  decoded_.erase(decoded_.begin(), end);
  return true;
}

void Leg::decode_tick() {
  bool more = true;
  while (more) {
    const rtp::Playout playout = buffer_->get(timers_.now());
    more = playout.more;
    if (playout.kind == rtp::Playout::Kind::frame) decode(playout.payload_type, playout.payload);
    if (playout.kind == rtp::Playout::Kind::lost) conceal();
  }
}

void Leg::use_decoder(Incoming& incoming) {
  if (speaking_ == &incoming) return;
  speaking_ = &incoming;
  to_mixer_.reset();
}

void Leg::decode(std::uint8_t payload_type, rtp::Octets payload) {
  Incoming* incoming = incoming_of(payload_type);
  if (incoming == nullptr) return;
  use_decoder(*incoming);
  std::array<std::int16_t, kMaxPacketSamples> pcm;
  const auto samples = incoming->decoder->decode(payload, pcm);
  if (samples) append(std::span(pcm).first(*samples));
}

void Leg::conceal() {
  if (speaking_ == nullptr) return;
  std::array<std::int16_t, kMaxFrameSamples> pcm;
  const std::span missing(pcm.data(), speaking_->encoding.codec->pcm_rate_hz / kFramesASecond);
  speaking_->decoder->conceal(missing);
  append(missing);
}

void Leg::append(std::span<const std::int16_t> pcm) {
  if (decoded_.size() > kMaxPacketSamples) decoded_.clear();  // more than anybody pulls
  const std::uint32_t rate = speaking_->encoding.codec->pcm_rate_hz;
  const auto wanted = static_cast<std::uint32_t>(mixer_rate_);
  if (rate == wanted) {
    decoded_.insert(decoded_.end(), pcm.begin(), pcm.end());
    return;
  }
  if (!to_mixer_) to_mixer_.emplace(rate, wanted);
  std::array<std::int16_t, kMaxPacketSamples> out;
  const auto progress = to_mixer_->process(pcm, out);
  decoded_.insert(decoded_.end(), out.begin(),
                  out.begin() + static_cast<std::ptrdiff_t>(progress.produced));
}

std::span<const std::int16_t> Leg::resampled(ConstFrame frame, Rate rate) {
  const std::uint32_t wanted = stream_.sends->codec->pcm_rate_hz;
  if (!from_mixer_ || encodes_from_ != rate) {
    encodes_from_ = rate;
    from_mixer_.emplace(static_cast<std::uint32_t>(rate), wanted);
  }
  const std::size_t kept = to_encode_.size();
  to_encode_.resize(kept + kMaxFrameSamples + 64);
  const auto progress = from_mixer_->process(frame, std::span(to_encode_).subspan(kept));
  to_encode_.resize(kept + progress.produced);
  return to_encode_;
}

void Leg::push(ConstFrame frame, Rate rate) {
  if (!stream_.sends) return;
  const Codec& codec = *stream_.sends->codec;
  const std::size_t whole = codec.pcm_rate_hz / kFramesASecond;
  const bool as_it_is = codec.pcm_rate_hz == static_cast<std::uint32_t>(rate);
  const std::span<const std::int16_t> pcm = as_it_is ? frame : resampled(frame, rate);
  if (pcm.size() < whole) return;  // the filter's first output is short of a frame
  std::array<std::uint8_t, kMaxPacket> payload, packet;
  const auto octets = encoder_->encode(pcm.first(whole), payload);
  if (!as_it_is) {
    to_encode_.erase(to_encode_.begin(), to_encode_.begin() + static_cast<std::ptrdiff_t>(whole));
  }
  if (!octets) return;
  const auto ticks = static_cast<std::uint32_t>(codec.clock_rate_hz / kFramesASecond);
  const std::size_t size =
      session_.send(stream_.sends->payload_type, rtp::Octets(payload).first(*octets), ticks, packet,
                    timers_.now());
  if (size > 0) rtp_.send(remote(), rtp::Octets(packet).first(size));
}

void Leg::report() {
  if (session_.report_deadline() > timers_.now()) return;
  std::array<std::uint8_t, rtp::Session::kMaxReport> report;
  const std::size_t size = session_.next_report(report, timers_.now());
  net::Endpoint to = remote();
  ++to.port;
  if (size > 0) rtcp_.send(to, rtp::Octets(report).first(size));
}

base::Instant Leg::silent_since() const {
  return std::max(described_at_, session_.last_received().value_or(described_at_));
}

rtp::Statistics Leg::statistics() const {
  return session_.statistics(buffer_ ? buffer_->counts() : rtp::JitterBuffer::Counts{});
}

}  // namespace media
