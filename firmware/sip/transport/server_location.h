// Where to send a request for a URI (RFC 3263 sections 4.1, 4.2): NAPTR, SRV, A and AAAA, in order,
// with fail-over. Passive but for its Resolver; signalling thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
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

// The address families a peer can be reached by.
struct Families {
  bool v4 = true;
  bool v6 = true;
};

class ServerLocator {
 public:
  using Found = std::function<void(std::vector<Hop>)>;  // best first; empty: nowhere

  // Limits on what an answer of the DNS can make us ask and try.
  static constexpr std::size_t kMaxServices = 6;  // SRV names of one look-up
  static constexpr std::size_t kMaxTargets = 8;   // host names of one look-up
  static constexpr std::size_t kMaxHops = 16;

  // `resolver` should cache (net/caching_resolver.h); `random` weighs SRV records.
  ServerLocator(net::Resolver& resolver, base::Random& random, Families families = {})
      : resolver_(resolver), random_(random), families_(families) {}

  // Numeric hosts answer from inside the call and give no Locating; names answer later.
  // `transports` are those we can speak, the preferred first. The Locating may be destroyed from
  // inside `found`.
  [[nodiscard]] std::unique_ptr<Locating> locate(const Uri& uri,
                                                 const std::vector<Transport>& transports,
                                                 Found found);

 private:
  net::Resolver& resolver_;
  base::Random& random_;
  const Families families_;
};

// What the URI alone says about where to go.
struct Target {
  std::string host;                      // maddr, else the host; without a final dot
  std::uint16_t port = 0;                // 0: not given
  Transport transport = Transport::udp;  // named, or what to speak unless NAPTR or SRV say more
  bool named = false;                    // by ;transport=
  std::vector<Transport> transports;     // those of ours this URI allows, the preferred first
};

// Nothing when no transport of ours may be used for this URI.
std::optional<Target> target_of(const Uri& uri, const std::vector<Transport>& transports);

}  // namespace sip
