#include "firmware/sip/dialog/acknowledgement.h"

#include <utility>

namespace sip {

Acknowledgement::Acknowledgement(TransactionLayer& transactions, ServerLocator& locator,
                                 Destination destination, ClientRequest::Print print)
    : transactions_(transactions),
      locator_(locator),
      destination_(std::move(destination)),
      print_(std::move(print)) {}

void Acknowledgement::send() {
  if (destination_.flow && transactions_.transport().is_alive(*destination_.flow)) {
    send_by(*destination_.flow);
    return;
  }
  const auto uri = Uri::parse(destination_.uri);
  if (!uri) return;
  locating_ = locator_.locate(*uri, destination_.transports,
                              [this](const std::vector<Hop>& hops) { on_located(hops); });
}

void Acknowledgement::on_located(const std::vector<Hop>& hops) {
  for (const Hop& hop : hops) {
    if (const auto flow = transactions_.transport().flow_to(hop.transport, hop.remote)) {
      send_by(*flow);
      return;
    }
  }
}

void Acknowledgement::send_by(const Flow& flow) {
  flow_ = flow;
  octets_ = print_(flow, transactions_.new_branch());
  again();
}

void Acknowledgement::again() {
  if (!octets_.empty()) static_cast<void>(transactions_.transport().send(flow_, octets_));
}

}  // namespace sip
