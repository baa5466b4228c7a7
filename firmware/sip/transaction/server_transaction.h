// What the two server transactions share (RFC 3261 section 17.2): the request, where its responses
// go, and who answers it. Owned by the TransactionLayer; signalling thread only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "firmware/base/timer_queue.h"
#include "firmware/sip/transaction/timing.h"
#include "firmware/sip/transport/transport_layer.h"

namespace sip {

class TransactionLayer;

// Whoever answers a server transaction. Outlives it, or calls set_user(nullptr) first.
class ServerTransactionUser {
 public:
  virtual ~ServerTransactionUser() = default;
  // A CANCEL for the (INVITE) transaction came and has been answered (section 9.2).
  virtual void on_cancelled() = 0;
  // The last call: the transaction is about to be destroyed.
  virtual void on_server_terminated() = 0;
};

class ServerTransaction {
 public:
  virtual ~ServerTransaction() = default;
  ServerTransaction(const ServerTransaction&) = delete;
  ServerTransaction& operator=(const ServerTransaction&) = delete;

  // The request, until a turn after the final response to a non-INVITE.
  const Inbound& inbound() const { return request_; }
  const Message& request() const { return *request_.message; }
  const Flow& flow() const { return request_.flow; }
  const std::string& key() const { return key_; }

  void set_user(ServerTransactionUser* user) { user_ = user; }

  // Sends a response: `octets` is the whole message, `status` what it says. A response that the
  // machine no longer allows (a second final one, say) is dropped.
  virtual void respond(int status, std::string octets) = 0;

  // Ends without a (further) response: RFC 4320 section 4.2 wants no 408 to a non-INVITE.
  virtual void abandon() = 0;

  virtual bool final_sent() const = 0;

  // Hands a CANCEL on to the user; too late after a final response.
  void cancel() {
    if (user_ != nullptr && !final_sent()) user_->on_cancelled();
  }

  // The To tag of responses that we make ourselves, one and the same for the whole transaction.
  const std::string& local_tag();

  // A response of our own making; `headers` holds whole lines with their CRLF.
  void respond_with(int status, std::string_view reason = {}, std::string_view headers = {});

 protected:
  ServerTransaction(TransactionLayer& layer, std::string key, Inbound request);

  friend class TransactionLayer;
  // A request that matched: a retransmission, or the ACK of an INVITE. False when it is for the
  // user all the same: the ACK of a 2xx (RFC 6026 section 7.1).
  virtual bool receive(const Inbound& request) = 0;

  bool reliable() const { return is_reliable(request_.flow.transport); }
  const TransactionTiming& timing() const;
  base::TimerQueue& timers() const;
  void send(std::string_view octets) { send_answer_to(request_, octets); }
  void send_answer_to(const Inbound& request, std::string_view octets);
  void let_go_of_request() { request_.message = {}; }
  void terminate();

 private:
  TransactionLayer& layer_;
  std::string key_;
  Inbound request_;
  std::string local_tag_;
  ServerTransactionUser* user_ = nullptr;
};

}  // namespace sip
