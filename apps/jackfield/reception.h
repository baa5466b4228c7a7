// Reception: every new request arrives here and is sent on its way. It checks what RFC 3261
// sections 8.2 and 16.3 ask, finds out who calls, asks the dialplan and carries out its Route.
// Nothing is relayed for strangers that no rule opens. Signalling thread only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/jackfield/authenticator.h"
#include "apps/jackfield/conversations.h"
#include "apps/jackfield/dialplan.h"
#include "apps/jackfield/house_rules.h"
#include "apps/jackfield/settings.h"
#include "apps/jackfield/test_line.h"
#include "firmware/base/log.h"
#include "firmware/directory/directory.h"
#include "firmware/location/location_service.h"
#include "firmware/proxy/proxy.h"
#include "firmware/registrar/registrar.h"
#include "firmware/sip/core/merged_requests.h"
#include "firmware/sip/transaction/transaction_layer.h"

namespace jackfield {

class Reception final : public sip::TransactionUser {
 public:
  struct Floors {  // what reception works with; all outlive it
    sip::TransactionLayer& transactions;
    directory::Directory& directory;
    const TestLine& test_line;
    location::LocationService& location;
    registrar::Registrar& registrar;
    proxy::Proxy& proxy;
    sip::DialogTable& dialogs;  // our own
    Conversations& conversations;
    Authenticator& authenticator;
    const HouseRules& rules;
    const Settings& settings;
    base::Log& log;
  };
  explicit Reception(const Floors& floors) : f_(floors) {}

 private:
  void on_request(sip::ServerTransaction& transaction) override;
  void on_ack(const sip::Inbound& ack) override;
  void on_flow_failed(const sip::Flow& flow, net::Error reason) override;

  bool is_for_us(const sip::Message& request, const proxy::RoutePlan& plan,
                 const sip::Uri& uri) const;
  void on_cancel(sip::ServerTransaction& transaction);
  void own(Route route, sip::ServerTransaction& transaction, proxy::Parties parties,
           const std::string& caller);
  void serve(sip::ServerTransaction& transaction);
  void on_register(sip::ServerTransaction& transaction);
  void forward(sip::ServerTransaction& transaction, const proxy::RoutePlan& plan,
               const sip::Uri& uri);
  void forward_in_dialog(sip::ServerTransaction& transaction, const proxy::RoutePlan& plan);
  void forward_new(sip::ServerTransaction& transaction, const proxy::RoutePlan& plan,
                   const sip::Uri& uri);
  std::optional<std::string> caller_of(sip::ServerTransaction& transaction);
  void carry_out(Decision decision, sip::ServerTransaction& transaction,
                 const proxy::RoutePlan& plan, proxy::Parties parties, const std::string& caller);

  const Floors f_;
  sip::MergedRequests merged_;
};

}  // namespace jackfield
