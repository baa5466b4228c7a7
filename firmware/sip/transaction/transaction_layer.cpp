#include "firmware/sip/transaction/transaction_layer.h"

#include <utility>

#include "firmware/base/assert.h"
#include "firmware/net/address.h"
#include "firmware/sip/message/build.h"
#include "firmware/sip/message/fields.h"
#include "firmware/sip/transaction/invite_client_transaction.h"
#include "firmware/sip/transaction/invite_server_transaction.h"
#include "firmware/sip/transaction/non_invite_client_transaction.h"
#include "firmware/sip/transaction/non_invite_server_transaction.h"
#include "firmware/sip/transaction/transaction_key.h"

namespace sip {

namespace {

// Watches a CANCEL: its outcome changes nothing, the INVITE's final response tells.
class Nobody final : public ClientTransactionUser {
  void on_response(const Inbound&) override {}
  void on_failure(ClientFailure) override {}
  void on_client_terminated() override {}
};

Nobody nobody;

}  // namespace

TransactionLayer::TransactionLayer(TransportLayer& transport, base::TimerQueue& timers,
                                   base::Random& random, TransactionSettings settings)
    : transport_(transport),
      timers_(timers),
      random_(random),
      settings_(settings),
      burial_(timers, this) {
  transport_.set_user(*this);
}

TransactionLayer::~TransactionLayer() = default;

std::string TransactionLayer::new_branch() {
  return "z9hG4bK" + random_.token(16);
}

ClientTransaction& TransactionLayer::start_client(const Flow& flow, Method method,
                                                  std::string_view branch, std::string request,
                                                  ClientTransactionUser& user) {
  std::string key = client_key(branch, method);
  std::unique_ptr<ClientTransaction> made;
  if (method == Method::invite) {
    made = std::make_unique<InviteClientTransaction>(*this, key, flow, std::move(request), user);
  } else {
    made = std::make_unique<NonInviteClientTransaction>(*this, key, flow, std::move(request), user);
  }
  ClientTransaction& transaction = *made;
  const bool inserted = clients_.emplace(std::move(key), std::move(made)).second;
  ASSERT(inserted);
  transaction.start();
  return transaction;
}

void TransactionLayer::cancel(const ClientTransaction& invite) {
  Message request;
  if (!parse(invite.request(), request)) return;
  const auto via = top_via(request);
  const auto sequence = cseq(request);
  if (!via || !sequence) return;
  if (clients_.contains(client_key(via->branch(), Method::cancel))) return;
  RequestBuilder cancel("CANCEL", request.request_uri());
  cancel.header(HeaderId::via, via->text);
  cancel.header(HeaderId::max_forwards, "70");
  for (const HeaderValue& route : request.values(HeaderId::route)) {
    cancel.header(HeaderId::route, route.text);
  }
  cancel.header(HeaderId::from, request.first(HeaderId::from).value_or(""));
  cancel.header(HeaderId::to, request.first(HeaderId::to).value_or(""));
  cancel.header(HeaderId::call_id, call_id(request));
  cancel.header(HeaderId::cseq, std::to_string(sequence->number) + " CANCEL");
  const std::string branch(via->branch());
  start_client(invite.flow(), Method::cancel, branch, cancel.take(), nobody);
}

ServerTransaction* TransactionLayer::find_cancelled(const Message& cancel) {
  return find_server(server_key(cancel, Method::invite));
}

bool TransactionLayer::is_own_request(const Inbound& request) const {
  const auto via = top_via(*request.message);
  return via && clients_.contains(client_key(via->branch(), request.message->method())) &&
         transport_.is_own(net::to_uri_host(request.flow.remote.address), via->port);
}

ServerTransaction* TransactionLayer::find_server(const std::string& key) {
  const auto found = servers_.find(key);
  return found == servers_.end() ? nullptr : found->second.get();
}

void TransactionLayer::on_message(Inbound inbound) {
  if (inbound.message->is_request()) {
    on_request(std::move(inbound));
  } else {
    on_response(inbound);
  }
}

void TransactionLayer::on_request(Inbound inbound) {
  const Method method = inbound.message->method();
  std::string key = server_key(*inbound.message, method);
  if (key.empty()) return;  // no answer could find its way
  if (const auto found = servers_.find(key); found != servers_.end()) {
    if (!found->second->receive(inbound)) user_->on_ack(inbound);
    return;
  }
  if (method == Method::ack) {
    user_->on_ack(inbound);
    return;
  }
  if (servers_.size() >= settings_.max_server_transactions) {
    refuse_statelessly(inbound);
    return;
  }
  std::unique_ptr<ServerTransaction> made;
  if (method == Method::invite) {
    made = std::make_unique<InviteServerTransaction>(*this, key, std::move(inbound));
  } else {
    made = std::make_unique<NonInviteServerTransaction>(*this, key, std::move(inbound));
  }
  ServerTransaction& transaction = *made;
  servers_.emplace(std::move(key), std::move(made));
  user_->on_request(transaction);
}

// RFC 6026 section 8.3 (updating section 18.1.2): a stray response goes no further.
void TransactionLayer::on_response(const Inbound& inbound) {
  const auto via = top_via(*inbound.message);
  const auto sequence = cseq(*inbound.message);
  if (!via || !sequence) return;
  const auto found = clients_.find(client_key(via->branch(), sequence->method));
  if (found != clients_.end()) found->second->receive(inbound);
}

void TransactionLayer::on_flow_failed(const Flow& flow, net::Error reason) {
  std::vector<ClientTransaction*> hit;
  for (const auto& [key, transaction] : clients_) {
    if (transaction->flow() == flow) hit.push_back(transaction.get());
  }
  // The buried stay in memory until the stack is unwound: the pointers hold.
  for (ClientTransaction* transaction : hit) transaction->on_transport_error();
  user_->on_flow_failed(flow, reason);
}

void TransactionLayer::refuse_statelessly(const Inbound& inbound) {
  // A tag that each retransmission gets again, without a state (section 8.2.7): the branch.
  const auto via = top_via(*inbound.message);
  const std::string_view tag = via ? via->branch() : std::string_view();
  ResponseBuilder response(*inbound.message, inbound.flow.remote, 503, tag);
  response.header(HeaderId::retry_after, "5");
  const auto flow = transport_.flow_for_response(*inbound.message, inbound.flow);
  if (flow) static_cast<void>(transport_.send(*flow, response.take()));
}

void TransactionLayer::bury(ClientTransaction& transaction) {
  const auto found = clients_.find(transaction.key());
  ASSERT(found != clients_.end());
  buried_clients_.push_back(std::move(found->second));
  clients_.erase(found);
  if (!burial_.armed()) burial_.arm({});
}

void TransactionLayer::bury(ServerTransaction& transaction) {
  const auto found = servers_.find(transaction.key());
  ASSERT(found != servers_.end());
  buried_servers_.push_back(std::move(found->second));
  servers_.erase(found);
  if (!burial_.armed()) burial_.arm({});
}

void TransactionLayer::empty_graveyard() {
  buried_clients_.clear();
  buried_servers_.clear();
}

}  // namespace sip
