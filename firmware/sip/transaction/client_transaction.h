// What the two client transactions share (RFC 3261 section 17.1): the request, the way it goes, and
// who wants to know. Owned by the TransactionLayer; signalling thread only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "firmware/base/timer_queue.h"
#include "firmware/sip/transaction/timing.h"
#include "firmware/sip/transport/transport_layer.h"

namespace sip {

class TransactionLayer;

enum class ClientFailure : std::uint8_t {
  timed_out,  // timer B or F: nobody answered (a 408 to the core, section 8.1.3.1)
  transport,  // the request could not be delivered (a 503)
};

// Whoever started a client transaction. Outlives it, or calls forget_user() first.
class ClientTransactionUser {
 public:
  virtual ~ClientTransactionUser() = default;
  // Every response but retransmissions of a final one that is not 2xx to an INVITE.
  virtual void on_response(const Inbound& response) = 0;
  virtual void on_failure(ClientFailure failure) = 0;
  // The last call: the transaction is about to be destroyed.
  virtual void on_client_terminated() = 0;
};

class ClientTransaction {
 public:
  virtual ~ClientTransaction() = default;
  ClientTransaction(const ClientTransaction&) = delete;
  ClientTransaction& operator=(const ClientTransaction&) = delete;

  const Flow& flow() const { return flow_; }
  const std::string& request() const { return request_; }  // as it was sent
  const std::string& key() const { return key_; }
  void forget_user() { user_ = nullptr; }
  // Ends at once and in silence (section 9.1: a cancelled INVITE that is never answered).
  virtual void abandon() = 0;

 protected:
  ClientTransaction(TransactionLayer& layer, std::string key, const Flow& flow, std::string request,
                    ClientTransactionUser& user);

  friend class TransactionLayer;
  virtual void start() = 0;
  virtual void receive(const Inbound& response) = 0;
  virtual void on_transport_error() = 0;

  bool reliable() const { return is_reliable(flow_.transport); }
  const TransactionTiming& timing() const;
  base::TimerQueue& timers() const;
  // Sends the request; a failure comes back as on_transport_error, later.
  void send(std::string_view octets);
  void report(const Inbound& response) {
    if (user_ != nullptr) user_->on_response(response);
  }
  void report(ClientFailure failure) {
    if (user_ != nullptr) user_->on_failure(failure);
  }
  void terminate();

 private:
  void fail_later();

  TransactionLayer& layer_;
  std::string key_;
  Flow flow_;
  std::string request_;
  ClientTransactionUser* user_;
  base::MemberTimer<&ClientTransaction::fail_later> unsent_;
};

}  // namespace sip
