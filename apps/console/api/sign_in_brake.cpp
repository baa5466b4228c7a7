#include "apps/console/api/sign_in_brake.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace console {

namespace {

constexpr std::size_t kPrefixOctets = 8;

net::IpAddress subscriber(const net::IpAddress& client) {
  if (client.is_v4()) return client;
  std::array<std::uint8_t, 16> prefix{};
  std::copy_n(client.octets().begin(), kPrefixOctets, prefix.begin());
  return net::IpAddress::v6(prefix);
}

}  // namespace

int SignInBrake::attempt(const net::IpAddress& client, base::Instant now) {
  const std::lock_guard lock(mutex_);
  Wrong& wrong = wrong_.touch(subscriber(client));
  if (wrong.count > 0 && now - wrong.last > kMemory) wrong = {};
  if (now < wrong.next) {
    return static_cast<int>(std::chrono::ceil<std::chrono::seconds>(wrong.next - now).count());
  }
  wrong.last = now;
  if (++wrong.count >= kFree) {
    const int doublings = std::min(wrong.count - kFree, 6);
    wrong.next = now + std::min<base::Duration>(std::chrono::seconds(1 << doublings), kLongest);
  }
  return 0;
}

void SignInBrake::succeeded(const net::IpAddress& client) {
  const std::lock_guard lock(mutex_);
  wrong_.touch(subscriber(client)) = {};
}

void SignInBrake::withdraw(const net::IpAddress& client) {
  const std::lock_guard lock(mutex_);
  Wrong& wrong = wrong_.touch(subscriber(client));
  wrong.count = std::max(0, wrong.count - 1);
  wrong.next = {};
}

}  // namespace console
