// The ACK of a 2xx (RFC 3261 sections 13.2.2.4 and 17): without a transaction, located, sent, and
// sent again for each retransmission of the 2xx. Owned by its Dialog; signalling thread only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "firmware/sip/dialog/client_request.h"

namespace sip {

class Acknowledgement {
 public:
  Acknowledgement(TransactionLayer& transactions, ServerLocator& locator, Destination destination,
                  ClientRequest::Print print);

  void send();   // once
  void again();  // nothing while the first one is still being located

 private:
  void on_located(const std::vector<Hop>& hops);
  void send_by(const Flow& flow);

  TransactionLayer& transactions_;
  ServerLocator& locator_;
  const Destination destination_;
  const ClientRequest::Print print_;
  std::unique_ptr<Locating> locating_;
  Flow flow_;
  std::string octets_;  // "" until it was sent
};

}  // namespace sip
