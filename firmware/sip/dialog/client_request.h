// A request of our own on its way (RFC 3261 section 8.1.2, RFC 3263 section 4.3): by a given flow,
// or located and tried hop after hop until one answers. Owned by whoever sends it; may be destroyed
// at any time, also from inside its call-backs: an INVITE without its answer is cancelled then,
// other requests are left to their transactions.
// Signalling thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/base/timer_queue.h"
#include "firmware/sip/transaction/transaction_layer.h"
#include "firmware/sip/transport/server_location.h"

namespace sip {

class ClientRequest;

class ClientRequestUser {
 public:
  virtual ~ClientRequestUser() = default;
  // As ClientTransactionUser, of the hop that answered. Never from inside start() or cancel().
  virtual void on_response(ClientRequest& request, const Inbound& response) = 0;
  // No hop answered. A cancelled INVITE that stays unanswered has timed out.
  virtual void on_failure(ClientRequest& request, ClientFailure failure) = 0;
  // Nothing more will come; not after on_failure().
  virtual void on_over(ClientRequest& request) = 0;
};

// Where the request goes.
struct Destination {
  std::optional<Flow> flow;  // wins while it lives
  std::string uri;
  std::vector<Transport> transports;
};

class ClientRequest final : private ClientTransactionUser {
 public:
  // Prints the whole request for a flow; `branch` goes into its Via.
  using Print = std::function<std::string(const Flow& flow, std::string_view branch)>;

  ClientRequest(TransactionLayer& transactions, ServerLocator& locator, Method method,
                Destination destination, Print print, ClientRequestUser& user);
  ~ClientRequest() override;

  void start();
  // Section 9.1: leaves once a provisional response is there. INVITE only; harmless when too late.
  void cancel();

  bool cancelled() const { return cancelled_; }
  const Flow& flow() const { return flow_; }             // by which it went last
  const std::string& octets() const { return octets_; }  // as it went last

 private:
  enum class State : std::uint8_t { locating, trying, proceeding, answered, failed };

  void on_response(const Inbound& response) override;
  void on_failure(ClientFailure failure) override;
  void on_client_terminated() override;

  void on_located(std::vector<Hop> hops);
  void try_next_hop();
  bool try_hop(const Hop& hop, bool any_size);
  void send(const Flow& flow, const std::string& branch, std::string request);
  void send_cancel();
  void leave_transaction();
  void fail_later(ClientFailure failure);
  void on_failed();
  void on_cancel_unanswered();

  TransactionLayer& transactions_;
  ServerLocator& locator_;
  const Method method_;
  const Destination destination_;
  const Print print_;
  ClientRequestUser& user_;

  State state_ = State::locating;
  ClientFailure failure_ = ClientFailure::transport;
  bool cancelled_ = false;
  std::unique_ptr<Locating> locating_;
  std::vector<Hop> hops_;
  std::size_t next_hop_ = 0;
  bool repeat_as_datagram_ = false;  // the hop just tried by a stream for its size alone
  Flow flow_;
  std::string octets_;
  ClientTransaction* transaction_ = nullptr;
  base::MemberTimer<&ClientRequest::on_failed> failed_;
  base::MemberTimer<&ClientRequest::on_cancel_unanswered> cancel_limit_;
};

}  // namespace sip
