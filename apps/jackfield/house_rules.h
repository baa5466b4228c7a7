// HouseRules: where a number leads in this office, as dialplan, directory and registrations have it
// now. Asks, and changes nothing. Signalling thread only.
#pragma once

#include <string_view>
#include <vector>

#include "apps/jackfield/dialplan.h"
#include "apps/jackfield/settings.h"
#include "firmware/directory/directory.h"
#include "firmware/location/location_service.h"
#include "firmware/proxy/proxy.h"
#include "firmware/sip/transport/transport_layer.h"

namespace jackfield {

class HouseRules {
 public:
  // All outlive it.
  HouseRules(const directory::Directory& directory, location::LocationService& location,
             const Dialplan& dialplan, const Settings& settings,
             const sip::TransportLayer& transport)
      : directory_(directory),
        location_(location),
        dialplan_(dialplan),
        settings_(settings),
        transport_(transport) {}

  // Is this host (port 0: any default) one that we answer for?
  bool is_local(const sip::Uri& uri) const;

  // The target set of an extension (RFC 3261 section 16.5): its bindings as they are now.
  std::vector<proxy::Target> targets_of(std::string_view number) const;

  // The dialplan's answer, with the directory at hand.
  Decision decide(const RouteRequest& request, bool explain) const;

  // Where a call of ours goes on to: as if its caller in `request` had dialled that. A call that we
  // have in our hands cannot pass the proxy any more; the phones are the same.
  Route onward(const RouteRequest& request) const;

  // May a 3xx send a caller's request to `uri`? As if the caller had dialled it.
  bool may_redirect_to(const sip::Inbound& inbound, const sip::Uri& uri) const;

  // Nullptr: no such extension.
  const directory::Account* account(std::string_view number) const {
    return directory_.find(number);
  }

 private:
  const directory::Directory& directory_;
  location::LocationService& location_;
  const Dialplan& dialplan_;
  const Settings& settings_;
  const sip::TransportLayer& transport_;
};

}  // namespace jackfield
