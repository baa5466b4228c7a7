#include "firmware/sip/transaction/client_transaction.h"

#include "firmware/sip/transaction/transaction_layer.h"

namespace sip {

ClientTransaction::ClientTransaction(TransactionLayer& layer, std::string key, const Flow& flow,
                                     std::string request, ClientTransactionUser& user)
    : layer_(layer),
      key_(std::move(key)),
      flow_(flow),
      request_(std::move(request)),
      user_(&user),
      unsent_(layer.timers(), this) {}

const TransactionTiming& ClientTransaction::timing() const {
  return layer_.timing();
}

base::TimerQueue& ClientTransaction::timers() const {
  return layer_.timers();
}

void ClientTransaction::send(std::string_view octets) {
  // The user is not told from inside the call that caused it.
  if (!layer_.transport().send(flow_, octets)) unsent_.arm({});
}

void ClientTransaction::fail_later() {
  on_transport_error();
}

void ClientTransaction::terminate() {
  unsent_.disarm();
  if (user_ != nullptr) {
    ClientTransactionUser* user = user_;
    user_ = nullptr;
    user->on_client_terminated();
  }
  layer_.bury(*this);
}

}  // namespace sip
