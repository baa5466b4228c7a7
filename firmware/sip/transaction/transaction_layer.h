// The transaction layer (RFC 3261 section 17): finds or makes the transaction a message belongs to.
// Owns all transactions; signalling thread only.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "firmware/base/random.h"
#include "firmware/base/timer_queue.h"
#include "firmware/sip/transaction/client_transaction.h"
#include "firmware/sip/transaction/server_transaction.h"
#include "firmware/sip/transport/transport_layer.h"

namespace sip {

// The core above (section 5, "transaction user"). Outlives the layer.
class TransactionUser {
 public:
  virtual ~TransactionUser() = default;
  // A request that began a new server transaction. It must be answered or abandoned.
  virtual void on_request(ServerTransaction& transaction) = 0;
  // An ACK that ends no transaction: it acknowledges a 2xx.
  virtual void on_ack(const Inbound& ack) = 0;
  // As TransportUser::on_flow_failed, after the transactions have been told.
  virtual void on_flow_failed(const Flow& flow, net::Error reason) = 0;
};

struct TransactionSettings {
  TransactionTiming timing;
  std::size_t max_server_transactions = 20000;  // beyond: 503, statelessly
};

class TransactionLayer final : public TransportUser {
 public:
  TransactionLayer(TransportLayer& transport, base::TimerQueue& timers, base::Random& random,
                   TransactionSettings settings);
  ~TransactionLayer() override;

  void set_user(TransactionUser& user) { user_ = &user; }

  // "z9hG4bK" and something nobody can guess (section 8.1.1.7), 16 characters of [0-9a-v].
  std::string new_branch();

  // Starts a client transaction. `request` is the whole message, `branch` the one in its top Via.
  ClientTransaction& start_client(const Flow& flow, Method method, std::string_view branch,
                                  std::string request, ClientTransactionUser& user);

  // The CANCEL of a pending INVITE (section 9.1), in a transaction that nobody watches.
  void cancel(const ClientTransaction& invite);

  // The INVITE server transaction that a CANCEL is about (section 9.2); nullptr when none.
  ServerTransaction* find_cancelled(const Message& cancel);

  // Did we send this request ourselves, and is it still under way? A spiral (RFC 5393): it comes
  // from an address of ours, which no router lets in from outside, with a branch of ours.
  bool is_own_request(const Inbound& request) const;

  // By ServerTransaction::key(), for whoever answers after having waited; nullptr when it is gone.
  ServerTransaction* find_server(const std::string& key);

  TransportLayer& transport() { return transport_; }
  base::TimerQueue& timers() { return timers_; }
  base::Random& random() { return random_; }
  const TransactionTiming& timing() const { return settings_.timing; }

  std::size_t client_count() const { return clients_.size(); }
  std::size_t server_count() const { return servers_.size(); }

 private:
  friend class ClientTransaction;
  friend class ServerTransaction;

  void on_message(Inbound inbound) override;
  void on_flow_failed(const Flow& flow, net::Error reason) override;
  void on_request(Inbound inbound);
  void on_response(const Inbound& inbound);
  void refuse_statelessly(const Inbound& inbound);

  // Takes a terminated transaction out of the tables; it is destroyed when the stack is unwound.
  void bury(ClientTransaction& transaction);
  void bury(ServerTransaction& transaction);
  void empty_graveyard();

  TransportLayer& transport_;
  base::TimerQueue& timers_;
  base::Random& random_;
  TransactionSettings settings_;
  TransactionUser* user_ = nullptr;
  std::unordered_map<std::string, std::unique_ptr<ClientTransaction>> clients_;
  std::unordered_map<std::string, std::unique_ptr<ServerTransaction>> servers_;
  std::vector<std::unique_ptr<ClientTransaction>> buried_clients_;
  std::vector<std::unique_ptr<ServerTransaction>> buried_servers_;
  base::MemberTimer<&TransactionLayer::empty_graveyard> burial_;
};

}  // namespace sip
