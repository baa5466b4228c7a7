#include "firmware/sip/transaction/server_transaction.h"

#include "firmware/sip/message/build.h"
#include "firmware/sip/transaction/transaction_layer.h"

namespace sip {

ServerTransaction::ServerTransaction(TransactionLayer& layer, std::string key, Inbound request)
    : layer_(layer), key_(std::move(key)), request_(std::move(request)) {}

const TransactionTiming& ServerTransaction::timing() const {
  return layer_.timing();
}

base::TimerQueue& ServerTransaction::timers() const {
  return layer_.timers();
}

const std::string& ServerTransaction::local_tag() {
  if (local_tag_.empty()) local_tag_ = layer_.random().token(12);
  return local_tag_;
}

void ServerTransaction::respond_with(int status, std::string_view reason,
                                     std::string_view headers) {
  if (!request_.message) return;  // answered
  ResponseBuilder response(request(), flow().remote, status, local_tag(), reason);
  while (!headers.empty()) {
    const std::size_t end = headers.find("\r\n");
    const std::string_view line = headers.substr(0, end);
    const std::size_t colon = line.find(": ");
    response.header(line.substr(0, colon), line.substr(colon + 2));
    headers.remove_prefix(end + 2);
  }
  respond(status, response.take());
}

void ServerTransaction::send_answer_to(const Inbound& request, std::string_view octets) {
  // A response that cannot be delivered is as good as lost: the client asks again. The transaction
  // stays (RFC 6026 section 7.1), or a retransmission would pass for a new request.
  const auto flow = layer_.transport().flow_for_response(*request.message, request.flow);
  if (flow) static_cast<void>(layer_.transport().send(*flow, octets));
}

void ServerTransaction::terminate() {
  if (user_ != nullptr) {
    ServerTransactionUser* user = user_;
    user_ = nullptr;
    user->on_server_terminated();
  }
  layer_.bury(*this);
}

}  // namespace sip
