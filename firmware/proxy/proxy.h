// The stateful proxy core (RFC 3261 section 16). It is told what to forward and whereto; who may
// call whom is decided above. Signalling thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "firmware/proxy/ack_forwarder.h"
#include "firmware/proxy/branch.h"
#include "firmware/proxy/call_table.h"
#include "firmware/proxy/forwarded_request.h"
#include "firmware/proxy/response_context.h"
#include "firmware/sip/transaction/transaction_layer.h"
#include "firmware/sip/transport/server_location.h"

namespace proxy {

struct ProxySettings {
  BranchSettings branch;
  CallTable::Settings calls;
  RecordRouteMode record_route = RecordRouteMode::twice;
  bool follow_redirects = false;  // try the contacts of a 3xx ourselves instead of passing it back
  std::string realm;              // credentials of this realm are ours and go no further
  // May a request be redirected to this URI? Asked when follow_redirects is set.
  std::function<bool(const sip::Inbound&, const sip::Uri&)> may_redirect_to;
};

// Who talks to whom, as call records name them.
struct Parties {
  std::string caller;
  std::string callee;
};

class Proxy {
 public:
  Proxy(sip::TransactionLayer& transactions, sip::ServerLocator& locator, CallObserver& observer,
        ProxySettings settings);
  ~Proxy();

  // Forwards a request outside of a dialog to its targets; an INVITE begins a call, or is one that
  // spiralled back.
  void forward(sip::ServerTransaction& server, const RoutePlan& plan, std::vector<Target> targets,
               Parties parties);

  // Forwards a request within a dialog by its route set; a BYE ends the call it belongs to.
  void forward_in_dialog(sip::ServerTransaction& server, const RoutePlan& plan,
                         const std::optional<CallTable::Match>& call);

  // Forwards the ACK of a 2xx.
  void forward_ack(const sip::Inbound& ack, const RoutePlan& plan, const CallTable::Match& call);

  CallTable& calls() { return calls_; }
  const ProxySettings& settings() const { return settings_; }
  ProxySettings& settings() { return settings_; }
  std::size_t contexts() const { return contexts_.size(); }

 private:
  friend class ResponseContext;
  sip::TransactionLayer& transactions() { return transactions_; }
  sip::ServerLocator& locator() { return locator_; }
  bool may_redirect_to(const sip::Inbound& inbound, const sip::Uri& uri) const {
    return settings_.may_redirect_to && settings_.may_redirect_to(inbound, uri);
  }
  void on_recorded(std::uint64_t context);
  void forget(std::uint64_t context);  // destroyed when the stack is unwound
  void empty_graveyard();
  Forwarding forwarding_of(const sip::Inbound& inbound, const RoutePlan& plan) const;
  CallSerial begin_call(const sip::Inbound& invite, Parties parties);
  void start(sip::ServerTransaction& server, Forwarding forwarding, std::vector<Target> targets,
             const CallRole& role);

  sip::TransactionLayer& transactions_;
  sip::ServerLocator& locator_;
  ProxySettings settings_;
  CallTable calls_;
  std::uint64_t last_id_ = 0;
  std::unordered_map<std::uint64_t, std::unique_ptr<ResponseContext>> contexts_;
  std::unordered_map<std::uint64_t, std::unique_ptr<AckForwarder>> acks_;
  std::vector<std::unique_ptr<ResponseContext>> buried_;
  std::vector<std::unique_ptr<AckForwarder>> sent_acks_;
  base::MemberTimer<&Proxy::empty_graveyard> burial_;
};

}  // namespace proxy
