#include "firmware/media/tone/dtmf_generator.h"

#include <algorithm>
#include <cmath>

#include "firmware/base/ascii.h"
#include "firmware/media/tone/dtmf.h"
#include "firmware/media/tone/level.h"

namespace media {

namespace {

constexpr double kTwistDb = 2;
constexpr double kRowsHz[] = {697, 770, 852, 941};
constexpr double kColumnsHz[] = {1209, 1336, 1477, 1633};

}  // namespace

std::optional<DtmfPair> dtmf_pair_of(char digit) {
  const char upper = base::is_alpha(digit) ? static_cast<char>(digit & ~0x20) : digit;
  const std::size_t position = kDtmfDigits.find(upper);
  if (position == std::string_view::npos) return std::nullopt;
  return DtmfPair{kRowsHz[position / 4], kColumnsHz[position % 4]};
}

DtmfGenerator::DtmfGenerator(std::uint32_t rate_hz, double level_dbm0)
    : rate_hz_(rate_hz), level_dbm0_(level_dbm0), row_(0, 0, rate_hz), column_(0, 0, rate_hz) {}

bool DtmfGenerator::put(char digit, std::chrono::milliseconds on, std::chrono::milliseconds off) {
  if (waiting_ == kMostWaiting || !dtmf_pair_of(digit)) return false;
  const auto samples = [this](std::chrono::milliseconds time) {
    return static_cast<std::size_t>(time.count()) * rate_hz_ / 1'000;
  };
  const Press press{digit, samples(on), samples(off)};
  line_[(head_ + waiting_) % kMostWaiting] = press;
  if (++waiting_ == 1) start(press);
  return true;
}

void DtmfGenerator::start(const Press& press) {
  const DtmfPair pair = *dtmf_pair_of(press.digit);
  row_ = Oscillator(pair.row_hz, amplitude_of(level_dbm0_), rate_hz_);
  column_ = Oscillator(pair.column_hz, amplitude_of(level_dbm0_ + kTwistDb), rate_hz_);
}

// How many samples of `pcm` were filled.
std::size_t DtmfGenerator::play(Press& press, std::span<std::int16_t> pcm) {
  const std::size_t on = std::min(press.on, pcm.size());
  for (std::int16_t& sample : pcm.first(on)) {
    const double sum = row_.next() + column_.next();
    sample = static_cast<std::int16_t>(std::lround(std::clamp(sum, -32'768.0, 32'767.0)));
  }
  const std::size_t off = std::min(press.off, pcm.size() - on);
  std::fill_n(pcm.begin() + static_cast<std::ptrdiff_t>(on), off, std::int16_t{0});
  press.on -= on;
  press.off -= off;
  return on + off;
}

void DtmfGenerator::generate(std::span<std::int16_t> pcm) {
  while (!pcm.empty() && waiting_ > 0) {
    Press& press = line_[head_];
    pcm = pcm.subspan(play(press, pcm));
    if (press.on + press.off > 0) continue;
    head_ = (head_ + 1) % kMostWaiting;
    if (--waiting_ > 0) start(line_[head_]);
  }
  std::fill(pcm.begin(), pcm.end(), std::int16_t{0});
}

}  // namespace media
