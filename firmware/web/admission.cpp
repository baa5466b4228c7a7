#include "firmware/web/admission.h"

#include <algorithm>
#include <array>

#include "firmware/base/assert.h"

namespace web {

namespace {

net::IpAddress guest_of(const net::IpAddress& address) {
  if (address.is_v4()) return address;
  std::array<std::uint8_t, 16> prefix{};
  std::copy_n(address.octets().begin(), 8, prefix.begin());
  return net::IpAddress::v6(prefix);
}

}  // namespace

Admission::Verdict Admission::enter(const net::IpAddress& address, base::Instant now) {
  if (guests_.size() >= kMaxRemembered) forget(now);
  const auto [entry, is_new] = guests_.try_emplace(guest_of(address));
  Guest& guest = entry->second;
  if (is_new) guest = {0, limits_.burst, now};
  replenish(guest, now);
  if (guest.open >= limits_.of_one_address) return Verdict::too_many;
  if (guest.allowance < 1) return Verdict::too_fast;
  if (open_ >= limits_.connections) return Verdict::full;
  guest.allowance -= 1;
  ++guest.open;
  ++open_;
  return Verdict::welcome;
}

void Admission::leave(const net::IpAddress& address) {
  const auto entry = guests_.find(guest_of(address));
  ASSERT(entry != guests_.end() && entry->second.open > 0);
  --entry->second.open;
  --open_;
}

void Admission::replenish(Guest& guest, base::Instant now) const {
  const std::chrono::duration<double> passed = now - guest.counted;
  guest.allowance =
      std::min(limits_.burst, guest.allowance + passed.count() * limits_.new_in_a_second);
  guest.counted = now;
}

// Those who would be met as strangers anyway; if that is nobody, whoever has no connection.
void Admission::forget(base::Instant now) {
  for (auto& [address, guest] : guests_) replenish(guest, now);
  std::erase_if(guests_, [this](const auto& entry) {
    return entry.second.open == 0 && entry.second.allowance >= limits_.burst;
  });
  if (guests_.size() < kMaxRemembered) return;
  std::erase_if(guests_, [](const auto& entry) { return entry.second.open == 0; });
}

}  // namespace web
