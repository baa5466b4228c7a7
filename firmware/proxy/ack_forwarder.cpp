#include "firmware/proxy/ack_forwarder.h"

#include <utility>

namespace proxy {

AckForwarder::AckForwarder(sip::TransactionLayer& transactions, sip::ServerLocator& locator,
                           Forwarding forwarding, Target target)
    : transactions_(transactions),
      locator_(locator),
      forwarding_(std::move(forwarding)),
      target_(std::move(target)) {}

bool AckForwarder::start(std::function<void()> done) {
  const NextHop next = next_hop(forwarding_, target_);
  if (next.flow && transactions_.transport().is_alive(*next.flow)) {
    send_by(*next.flow);
    return true;
  }
  const auto uri = sip::Uri::parse(next.uri);
  if (!uri) return true;
  locating_ = locator_.locate(*uri, {sip::Transport::udp, sip::Transport::tcp},
                              [this, done = std::move(done)](const std::vector<sip::Hop>& hops) {
                                send_to(hops);
                                if (locating_) done();
                              });
  return locating_ == nullptr;
}

void AckForwarder::send_to(const std::vector<sip::Hop>& hops) {
  for (const sip::Hop& hop : hops) {
    if (const auto flow = transactions_.transport().flow_to(hop.transport, hop.remote)) {
      send_by(*flow);
      return;
    }
  }
}

void AckForwarder::send_by(const sip::Flow& flow) {
  const std::string branch = transactions_.new_branch();
  static_cast<void>(transactions_.transport().send(
      flow, print(forwarding_, target_, transactions_.transport(), flow, branch, 0)));
}

}  // namespace proxy
