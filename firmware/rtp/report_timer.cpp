#include "firmware/rtp/report_timer.h"

#include <algorithm>

namespace rtp {
namespace {

// What reconsideration would otherwise make shorter than intended: e - 3/2.
constexpr double kCompensation = 1.21828;

base::Duration scale(base::Duration duration, double factor) {
  return base::Duration(
      static_cast<base::Duration::rep>(static_cast<double>(duration.count()) * factor));
}

}  // namespace

ReportTimer::ReportTimer(double bandwidth, std::size_t first_size, base::Random& random,
                         base::Instant now)
    : bandwidth_(std::max(bandwidth, 1.0)),
      average_size_(static_cast<double>(first_size + kLowerLayers)),
      random_(random),
      previous_(now),
      next_(now + draw({})) {}

base::Duration ReportTimer::interval(const Population& population) const {
  double bandwidth = bandwidth_;
  unsigned sharers = population.members;
  if (population.senders * 4 <= population.members) {
    bandwidth *= population.we_sent ? 0.25 : 0.75;
    sharers = population.we_sent ? population.senders : population.members - population.senders;
  }
  const double seconds = average_size_ * sharers / bandwidth;
  // A day: beyond every use, and far from overflow.
  const auto shared = scale(std::chrono::seconds(1), std::min(seconds, 86'400.0));
  return std::max(shared, initial_ ? kMinimum / 2 : kMinimum);
}

base::Duration ReportTimer::draw(const Population& population) {
  const double half_to_three_halves = 0.5 + static_cast<double>(random_.below(1'000'001)) / 1e6;
  return scale(interval(population), half_to_three_halves / kCompensation);
}

bool ReportTimer::expire(base::Instant now, const Population& population) {
  if (now < next_) return false;
  members_ = population.members;
  next_ = previous_ + draw(population);
  return next_ <= now;
}

void ReportTimer::sent(std::size_t size, base::Instant now, const Population& population) {
  average(size);
  previous_ = now;
  next_ = now + draw(population);
  initial_ = false;
}

void ReportTimer::on_leave(base::Instant now, const Population& population) {
  if (population.members >= members_) return;
  const double share = static_cast<double>(population.members) / members_;
  next_ = now + scale(std::max(next_ - now, base::Duration{}), share);
  previous_ = now - scale(now - previous_, share);
  members_ = population.members;
}

void ReportTimer::average(std::size_t size) {
  average_size_ += (static_cast<double>(size + kLowerLayers) - average_size_) / 16;
}

}  // namespace rtp
