// A leg whose peer sends anything: RTP, RTCP and telephone-events of any content and at any time.
// Whatever comes, views stay inside the datagram, ticks end, keys come up as often as they go down,
// and reports are valid.
//
// The input is a row of datagrams: what (its low 2 bits) and how much later (the rest, in ms), the
// length, the octets.
#include <algorithm>

#include "firmware/base/random.h"
#include "firmware/rtp/digit_receiver.h"
#include "firmware/rtp/session.h"
#include "tests/fuzz/fuzz.h"

namespace {

class Leg {
 public:
  ~Leg() {
    note(digits_.reset());
    ASSERT(!down_);
  }

  void wait(base::Duration time) {
    now_ += time;
    note(digits_.expire(now_));
  }

  void receive(rtp::Octets octets, bool control) {
    if (control) {
      (void)session_.receive_control(octets, now_);
      read_all(octets);
      return;
    }
    const auto received = session_.receive(octets, now_);
    if (!received) return;
    const rtp::Octets payload = received->packet.payload();
    ASSERT(payload.empty() || (payload.data() >= octets.data() &&
                               payload.data() + payload.size() <= octets.data() + octets.size()));
    for (std::size_t i = 0; i < received->packet.csrc_count(); ++i) (void)received->packet.csrc(i);
    // Also what the source would not let pass.
    (void)buffer_.put(received->packet, now_);
    ASSERT(buffer_.held() <= rtp::PacketStore::kSlots);
    note(digits_.receive(received->packet, now_));
  }

  void tick(bool quiet) {
    unsigned packets = 0;
    for (bool more = true; more;) {
      const rtp::Playout playout = buffer_.get(now_, quiet);
      for (const std::uint8_t octet : playout.payload) sum_ += octet;
      ASSERT(++packets <= rtp::PacketStore::kSlots);
      more = playout.more;
    }
    (void)buffer_.delay(now_);
  }

  void report() {
    std::array<std::uint8_t, rtp::Session::kMaxReport> octets;
    std::size_t size = session_.send(0, octets, 160, packet_, now_);
    ASSERT(size == octets.size() + rtp::kHeaderSize);
    size = session_.next_report(octets, now_);
    if (size == 0) size = session_.write_bye(octets, now_);
    ASSERT(size != 0);
    ASSERT(rtp::ControlReader::parse(rtp::Octets(octets).first(size)));
    (void)session_.statistics(buffer_.counts());
  }

 private:
  void read_all(rtp::Octets octets) {
    auto reader = rtp::ControlReader::parse(octets);
    if (!reader) return;
    rtp::ControlItem item;
    std::size_t items = 0;
    while (reader->next(item)) {
      ASSERT(++items <= octets.size());
      if (const auto* report = std::get_if<rtp::Report>(&item)) {
        for (std::size_t i = 0; i < report->block_count(); ++i) (void)report->block(i);
      } else if (const auto* description = std::get_if<rtp::Description>(&item)) {
        for (const char c : description->cname) sum_ += static_cast<unsigned char>(c);
      } else if (const auto* bye = std::get_if<rtp::Bye>(&item)) {
        for (std::size_t i = 0; i < bye->source_count(); ++i) (void)bye->source(i);
        for (const char c : bye->reason) sum_ += static_cast<unsigned char>(c);
      }
    }
  }

  void note(std::span<const rtp::DigitEvent> events) {
    for (const rtp::DigitEvent& event : events) {
      const bool began = event.kind == rtp::DigitEvent::Kind::began;
      ASSERT(began != down_ && event.digit.duration > base::Duration{});
      down_ = began;
    }
  }

  base::Instant now_{std::chrono::hours(1)};
  base::SeededRandom random_{1};
  rtp::Session session_{{}, random_, now_};
  rtp::JitterBuffer buffer_{{}};
  rtp::DigitReceiver digits_{8000};
  std::array<std::uint8_t, 256> packet_{};
  bool down_ = false;
  std::uint64_t sum_ = 0;  // so that every octet is read
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Leg leg;
  while (size >= 2) {
    const unsigned what = data[0] & 3;
    leg.wait(std::chrono::milliseconds(data[0] >> 2));
    const std::size_t length = std::min<std::size_t>(data[1], size - 2);
    const fuzz::Octets octets(data + 2, length);
    const auto* first = reinterpret_cast<const std::uint8_t*>(octets.view().data());
    if (what < 2) leg.receive({first, length}, what == 1);
    if (what == 2) leg.tick(length % 2 != 0);
    if (what == 3) leg.report();
    data += 2 + length;
    size -= 2 + length;
  }
  return 0;
}
