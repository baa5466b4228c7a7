#include "firmware/media/codec/pitch_concealment.h"

// First, as headers of spandsp do not include what they need.
#include "firmware/media/codec/spandsp_begin.h"

#include <spandsp/plc.h>

#include <algorithm>

#include "firmware/base/assert.h"

namespace media {

namespace {

// The library writes as many samples as it blends, however few are asked for.
constexpr std::size_t kLeast = PLC_PITCH_OVERLAP_MAX;

}  // namespace

struct PitchConcealment::State {
  plc_state_t plc;
};

PitchConcealment::PitchConcealment() : state_(std::make_unique<State>()) {
  ASSERT(plc_init(&state_->plc) != nullptr);
}

PitchConcealment::~PitchConcealment() = default;

void PitchConcealment::heard(std::span<std::int16_t> pcm) {
  if (is_filling_) plc_rx(&state_->plc, pcm.data(), static_cast<int>(pcm.size()));
  is_filling_ = false;
  const auto recent = pcm.last(std::min(pcm.size(), kHistory));
  std::shift_left(history_.begin(), history_.end(), static_cast<std::ptrdiff_t>(recent.size()));
  std::copy_backward(recent.begin(), recent.end(), history_.end());
}

void PitchConcealment::fill(std::span<std::int16_t> pcm) {
  if (!is_filling_) {
    // The library is given the history here and at once: when it has come in pieces, it is put in
    // order with a memcpy() that overlaps.
    static_assert(kHistory == PLC_HISTORY_LEN);
    plc_rx(&state_->plc, history_.data(), kHistory);
    is_filling_ = true;
  }
  if (pcm.size() >= kLeast) {
    plc_fillin(&state_->plc, pcm.data(), static_cast<int>(pcm.size()));
  } else {
    std::array<std::int16_t, kLeast> block;
    plc_fillin(&state_->plc, block.data(), kLeast);
    std::copy_n(block.begin(), pcm.size(), pcm.begin());
  }
}

}  // namespace media
