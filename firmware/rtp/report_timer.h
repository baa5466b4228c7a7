// When to send the next RTCP report (RFC 3550 sections 6.2, 6.3, appendix A.7): a calculation that
// is told the time and the population. The minimum is the fixed one of 5 s, half of it at first.
// Owned by a Session; media thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "firmware/base/instant.h"
#include "firmware/base/random.h"

namespace rtp {

// Who takes part, we included.
struct Population {
  unsigned members = 1;
  unsigned senders = 0;
  bool we_sent = false;  // since the report before the last
};

class ReportTimer {
 public:
  static constexpr base::Duration kMinimum = std::chrono::seconds(5);
  // IPv4 and UDP; section 6.2 counts what the network carries.
  static constexpr std::size_t kLowerLayers = 28;

  // `bandwidth`: octets a second for all RTCP, a twentieth of the session's. `first_size`: a guess.
  ReportTimer(double bandwidth, std::size_t first_size, base::Random& random, base::Instant now);

  base::Instant deadline() const { return next_; }

  // True: send a report now, then call sent(). False: too early, or reconsidered (section 6.3.6).
  bool expire(base::Instant now, const Population& population);
  void sent(std::size_t size, base::Instant now, const Population& population);
  void received(std::size_t size) { average(size); }
  // Fewer members than there were: reverse reconsideration (section 6.3.4).
  void on_leave(base::Instant now, const Population& population);

  // Td of section 6.3.1, before it is randomized.
  base::Duration interval(const Population& population) const;

 private:
  base::Duration draw(const Population& population);
  void average(std::size_t size);

  double bandwidth_;
  double average_size_;
  base::Random& random_;
  bool initial_ = true;
  unsigned members_ = 1;    // pmembers
  base::Instant previous_;  // tp
  base::Instant next_;      // tn
};

}  // namespace rtp
