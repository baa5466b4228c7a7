#include "apps/jackfield/test_line.h"

namespace jackfield {

namespace {

constexpr std::size_t kSecret = 32;  // characters of 5 random bits each

}  // namespace

TestLine::TestLine(base::TimerQueue& timers, base::Random& random,
                   const sip::TransportLayer& transport, std::function<void()> back)
    : transport_(transport),
      random_(random),
      back_(std::move(back)),
      number_("self-test~" + random.token(kSecret / 2)),  // no number of an extension has a tilde
      over_(timers, this) {}

std::optional<std::string> TestLine::lend() {
  if (is_lent()) return std::nullopt;
  password_ = random_.token(kSecret);
  over_.arm(kLifetime);
  return password_;
}

void TestLine::take_back() {
  if (!is_lent()) return;
  password_.clear();
  over_.disarm();
  back_();
}

// An interface with an address of its own is called from that very address by this machine, and by
// no other: the kernel takes nothing from outside that claims to come from an address of ours.
std::optional<sip::Ha1> TestLine::key(std::string_view realm, const sip::Flow& flow) const {
  const net::IpAddress& from = flow.remote.address;
  const bool from_here = from.is_loopback() || from == transport_.local(flow.interface).address;
  if (!is_lent() || !from_here) return std::nullopt;
  return sip::Ha1::of(number_, realm, password_);
}

}  // namespace jackfield
