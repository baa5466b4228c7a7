#include "firmware/media/tone/dtmf_detector.h"

#include <cmath>

// Headers of spandsp do not include what they need, and in C++ the first makes macros of lrint and
// lrintf, which must not outlive it.
// clang-format off
#include <spandsp/telephony.h>
#undef lrint
#undef lrintf
#include <spandsp/logging.h>
#include <spandsp/tone_generate.h>
#include <spandsp/super_tone_rx.h>
#include <spandsp/dtmf.h>
// clang-format on

#include "firmware/base/assert.h"

namespace media {

namespace {

// The library judges blocks of 102 samples and calls something a change when two agree.
constexpr std::uint64_t kBlock = 102;
constexpr std::uint64_t kBlocksToBeSure = 2;

}  // namespace

struct DtmfDetector::State {
  State() {
    ASSERT(receiver != nullptr);
    dtmf_rx_set_realtime_callback(receiver, on_change, this);
  }
  ~State() { dtmf_rx_free(receiver); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  // `code` is the digit that sounds from now on, 0 for none; `duration` is counted in samples since
  // the last call of this.
  static void on_change(void* self, int code, int /*level*/, int duration) {
    State& state = *static_cast<State*>(self);
    state.noticed += static_cast<std::uint64_t>(duration);
    if (state.digit != 0) state.add(DtmfEvent::Kind::end);
    state.digit = static_cast<char>(code);
    if (state.digit != 0) state.add(DtmfEvent::Kind::begin);
  }

  void add(DtmfEvent::Kind kind) {
    ASSERT(count < events.size());
    events[count++] = {kind, digit, noticed - kBlocksToBeSure * kBlock};
  }

  dtmf_rx_state_t* const receiver = dtmf_rx_init(nullptr, nullptr, nullptr);
  char digit = 0;
  std::uint64_t noticed = 0;  // where in the stream the last change was
  std::array<DtmfEvent, 2 * (kMostSamples / kBlock + 1)> events{};
  std::size_t count = 0;
};

DtmfDetector::DtmfDetector() : state_(std::make_unique<State>()) {}
DtmfDetector::~DtmfDetector() = default;

std::span<const DtmfEvent> DtmfDetector::feed(std::span<const std::int16_t> pcm) {
  ASSERT(pcm.size() <= kMostSamples);
  state_->count = 0;
  dtmf_rx(state_->receiver, pcm.data(), static_cast<int>(pcm.size()));
  return std::span(state_->events).first(state_->count);
}

char DtmfDetector::digit() const {
  return state_->digit;
}

}  // namespace media
