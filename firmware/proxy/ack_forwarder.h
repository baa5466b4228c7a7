// ACK for a 2xx goes on without a transaction (RFC 3261 section 16.11, 17): located, printed, sent.
// Owned by the Proxy until it has been sent.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "firmware/proxy/forwarded_request.h"
#include "firmware/sip/transaction/transaction_layer.h"
#include "firmware/sip/transport/server_location.h"

namespace proxy {

class AckForwarder {
 public:
  AckForwarder(sip::TransactionLayer& transactions, sip::ServerLocator& locator,
               Forwarding forwarding, Target target);

  // True when the ACK has left (or cannot), false when it waits for a name to be resolved; then
  // `done` is called later.
  bool start(std::function<void()> done);

 private:
  void send_to(const std::vector<sip::Hop>& hops);
  void send_by(const sip::Flow& flow);

  sip::TransactionLayer& transactions_;
  sip::ServerLocator& locator_;
  Forwarding forwarding_;
  Target target_;
  std::unique_ptr<sip::Locating> locating_;
};

}  // namespace proxy
