#include "firmware/sip/auth/brake.h"

#include <algorithm>
#include <array>

namespace sip {

namespace {

constexpr std::size_t kMaxUsername = 64;  // longer than any account's

// Whoever has one IPv6 address commonly has 2**64 of them: count the whole network.
net::IpAddress network_of(const net::IpAddress& source) {
  if (source.is_v4()) return source;
  std::array<std::uint8_t, 16> network{};
  std::ranges::copy(source.octets().first(8), network.begin());
  return net::IpAddress::v6(network, source.scope());
}

}  // namespace

Brake::Brake(BrakeSettings settings)
    : settings_(settings),
      by_address_(settings.max_addresses),
      by_claim_(settings.max_addresses),
      successes_(settings.max_addresses) {}

Brake::Claim Brake::claim(const net::IpAddress& source, std::string_view username) {
  return {source, std::string(username.substr(0, kMaxUsername))};
}

base::Duration Brake::wait(const net::IpAddress& source, std::string_view username,
                           base::Instant now) {
  const Claim claimed = claim(source, username);
  base::Instant next_attempt = now;
  if (const Failures* failures = by_address_.find(network_of(source))) {
    next_attempt = std::max(next_attempt, failures->next_attempt);
  }
  if (const Failures* failures = by_claim_.find(claimed)) {
    next_attempt = std::max(next_attempt, failures->next_attempt);
  }
  if (next_attempt == now) return base::Duration::zero();
  const base::Instant* success = successes_.find(claimed);
  if (success && now - *success <= settings_.confidence) return base::Duration::zero();
  return next_attempt - now;
}

void Brake::failed(const net::IpAddress& source, std::string_view username, base::Instant now) {
  Failures& of_claim = by_claim_.touch(claim(source, username));
  count(of_claim, settings_.free_attempts, now);
  if (of_claim.count > settings_.free_attempts) return;  // braked by itself from now on
  count(by_address_.touch(network_of(source)), settings_.free_attempts_per_address, now);
}

void Brake::count(Failures& failures, int free_attempts, base::Instant now) const {
  if (now - failures.last > settings_.memory) failures.count = 0;
  failures.last = now;
  ++failures.count;
  if (failures.count <= free_attempts) return;
  base::Duration delay = settings_.first_delay;
  for (int i = free_attempts + 1; i < failures.count && delay < settings_.longest_delay; ++i) {
    delay *= 2;
  }
  failures.next_attempt = now + std::min(delay, settings_.longest_delay);
}

void Brake::succeeded(const net::IpAddress& source, std::string_view username, base::Instant now) {
  successes_.touch(claim(source, username)) = now;
}

}  // namespace sip
