// The registrar (RFC 3261 section 10.3; RFC 3327 Path; RFC 5626 outbound, instance and reg-id): it
// turns a REGISTER into the new bindings of an address-of-record and answers once they are durable.
// GRUUs are not given out. Which contacts it takes and how it limits them: docs/decisions/0003.
//
// Passive; the program owns it. Signalling thread only.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/base/instant.h"
#include "firmware/base/random.h"
#include "firmware/base/timer_queue.h"
#include "firmware/location/location_service.h"
#include "firmware/registrar/register_request.h"
#include "firmware/sip/transport/transport_layer.h"

namespace registrar {

struct RegistrarSettings {
  std::chrono::seconds min_expires{60};
  std::chrono::seconds max_expires{7200};
  std::chrono::seconds default_expires{3600};
  std::chrono::seconds flow_timer{120};  // how often a phone keeps its flow alive
  // Outbound over UDP keeps alive by STUN (RFC 5626 section 8): confirm it only when the transport
  // answers STUN, or the phone takes its flow for failed.
  bool answers_stun = false;
};

class Registrar {
 public:
  using Respond = std::function<void(std::string response)>;

  // All outlive the registrar, and `location` calls nobody back after it is gone.
  Registrar(location::LocationService& location, base::TimerQueue& timers,
            const base::WallClock& clock, base::Random& random, RegistrarSettings settings = {});

  // From the next REGISTER on.
  void adopt(const RegistrarSettings& settings) { settings_ = settings; }

  // A REGISTER whose sender may change the bindings of `aor` (the account's number); Require has
  // been looked at. `respond` is called exactly once: from inside, or when the store has answered.
  void on_register(const sip::Inbound& received, std::string_view aor, Respond respond);

 private:
  struct Registration {  // one REGISTER on its way
    sip::Inbound inbound;
    std::string aor;
    RegisterRequest request;
    Respond respond;
  };

  void process(const Registration& registration);
  void finish(const Registration& registration, location::Outcome outcome);
  bool is_too_brief(const RegisterRequest& request) const;
  void update(const Registration& registration, std::vector<location::Binding>& bindings) const;
  location::Binding binding_of(const Registration& registration,
                               const RequestedContact& contact) const;
  bool confirms_outbound(const Registration& registration) const;
  std::string ok(const Registration& registration);
  std::string refusal(const sip::Inbound& inbound, const Refusal& why);

  location::LocationService& location_;
  base::TimerQueue& timers_;
  const base::WallClock& clock_;
  base::Random& random_;
  RegistrarSettings settings_;
};

}  // namespace registrar
