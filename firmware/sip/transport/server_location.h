// Where to send a request for a URI (RFC 3263): NAPTR, SRV, A and AAAA, in order, with fail-over.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/base/random.h"
#include "firmware/net/resolver.h"
#include "firmware/sip/message/uri.h"
#include "firmware/sip/transport/flow.h"

namespace sip {

struct Hop {
  Transport transport;
  net::Endpoint remote;
  friend bool operator==(const Hop&, const Hop&) = default;
};

// A look-up under way; destruction cancels it.
class Locating {
 public:
  virtual ~Locating() = default;
};

class ServerLocator {
 public:
  using Found = std::function<void(std::vector<Hop>)>;  // best first; empty: nowhere

  // `resolver` should cache (net/caching_resolver.h); `random` weighs SRV records.
  ServerLocator(net::Resolver& resolver, base::Random& random);

  // Numeric hosts answer from inside the call and give no Locating; names answer later.
  // `transports` are those we can speak.
  [[nodiscard]] std::unique_ptr<Locating> locate(const Uri& uri,
                                                 const std::vector<Transport>& transports,
                                                 Found found);
};

}  // namespace sip
