#include "firmware/sip/transport/server_location.h"

#include <algorithm>
#include <utility>

#include "firmware/base/ascii.h"
#include "firmware/sip/transport/service_records.h"

namespace sip {

namespace {

constexpr bool can_be_located(Transport t) {  // nobody dials a WebSocket client
  return t == Transport::udp || t == Transport::tcp || t == Transport::tls;
}

bool contains(const std::vector<Transport>& transports, Transport transport) {
  return std::ranges::find(transports, transport) != transports.end();
}

// Over TLS, ";transport=tcp" names what is below it (RFC 3261 section 26.2.2).
std::optional<Transport> named_transport(std::string_view name, bool secure) {
  const auto transport = transport_of(name);
  if (secure && transport == Transport::tcp) return Transport::tls;
  return transport;
}

// A look-up, in up to three rounds of questions that are asked at once: NAPTR; SRV for each
// service; addresses of each server. A round ends with its last answer.
class Search final : public Locating {
 public:
  Search(net::Resolver& resolver, base::Random& random, Families families, Target target,
         ServerLocator::Found found)
      : resolver_(resolver),
        random_(random),
        families_(families),
        target_(std::move(target)),
        found_(std::move(found)) {}

  void start();

 private:
  struct Host {
    std::string name;
    std::vector<net::IpAddress> v6, v4;
  };
  struct Server {
    Transport transport;
    std::size_t host;  // in hosts_: two services often share theirs
    std::uint16_t port;
  };

  void ask_naptr();
  void ask_services();
  void ask_plain_host();
  void on_services_known();
  void add_server(Transport transport, std::string_view host, std::uint16_t port);
  void ask_addresses();
  void ask_addresses(std::size_t host, net::Resolver::Family family);
  void finish();

  // Runs `next` when the round's last answer is in.
  template <void (Search::*next)()>
  void answered() {
    if (--open_questions_ == 0) (this->*next)();
  }

  net::Resolver& resolver_;
  base::Random& random_;
  const Families families_;
  const Target target_;
  ServerLocator::Found found_;
  std::vector<Service> services_;
  std::vector<std::vector<net::SrvRecord>> records_;  // of each service
  bool service_denied_ = false;                       // SRV records exist, and all say "none here"
  std::vector<Server> servers_;
  std::vector<Host> hosts_;
  std::size_t open_questions_ = 0;
  std::vector<std::unique_ptr<net::Query>> queries_;  // kept until the end: one is in its answer
};

void Search::start() {
  if (target_.port != 0) return ask_plain_host();
  if (!target_.named) return ask_naptr();
  ask_services();
}

void Search::ask_naptr() {
  open_questions_ = 1;
  queries_.push_back(resolver_.naptr(target_.host, [this](net::Result<net::NaptrRecords> answer) {
    if (answer) services_ = in_order(std::move(answer->records), target_.transports);
    answered<&Search::ask_services>();
  }));
}

void Search::ask_services() {
  if (services_.empty()) {  // no NAPTR: the names that section 4.1 makes up
    for (const Transport transport : target_.transports) {
      if (target_.named && transport != target_.transport) continue;
      if (auto name = srv_name(transport, target_.host)) {
        services_.push_back({transport, std::move(*name)});
      }
    }
  }
  if (services_.size() > ServerLocator::kMaxServices) services_.resize(ServerLocator::kMaxServices);
  records_.resize(services_.size());
  open_questions_ = services_.size();
  for (std::size_t i = 0; i < services_.size(); ++i) {
    queries_.push_back(
        resolver_.srv(services_[i].name, [this, i](net::Result<net::SrvRecords> answer) {
          if (answer) {
            service_denied_ = service_denied_ || !answer->records.empty();
            records_[i] = in_order(std::move(answer->records), random_);
          }
          answered<&Search::on_services_known>();
        }));
  }
}

void Search::on_services_known() {
  for (std::size_t i = 0; i < services_.size(); ++i) {
    for (const net::SrvRecord& record : records_[i]) {
      if (servers_.size() == ServerLocator::kMaxTargets) break;
      add_server(services_[i].transport, record.target, record.port);
    }
  }
  if (!servers_.empty()) return ask_addresses();
  if (service_denied_) return finish();  // "." is an answer (RFC 2782)
  ask_plain_host();
}

void Search::ask_plain_host() {
  const std::uint16_t port = target_.port ? target_.port : default_port(target_.transport);
  add_server(target_.transport, target_.host, port);
  ask_addresses();
}

void Search::add_server(Transport transport, std::string_view host, std::uint16_t port) {
  const auto known = std::ranges::find_if(
      hosts_, [&](const Host& other) { return base::iequals(other.name, host); });
  const auto index = static_cast<std::size_t>(known - hosts_.begin());
  if (known == hosts_.end()) hosts_.push_back({std::string(host), {}, {}});
  servers_.push_back({transport, index, port});
}

void Search::ask_addresses() {
  open_questions_ = hosts_.size() * ((families_.v6 ? 1u : 0u) + (families_.v4 ? 1u : 0u));
  for (std::size_t i = 0; i < hosts_.size(); ++i) {
    if (families_.v6) ask_addresses(i, net::Resolver::Family::v6);
    if (families_.v4) ask_addresses(i, net::Resolver::Family::v4);
  }
}

void Search::ask_addresses(std::size_t host, net::Resolver::Family family) {
  queries_.push_back(resolver_.addresses(
      hosts_[host].name, family, [this, host, family](net::Result<net::AddressRecords> answer) {
        auto& into = family == net::Resolver::Family::v6 ? hosts_[host].v6 : hosts_[host].v4;
        if (answer) into = std::move(answer->addresses);
        answered<&Search::finish>();
      }));
}

void Search::finish() {
  std::vector<Hop> hops;
  for (const Server& server : servers_) {
    for (const auto* addresses : {&hosts_[server.host].v6, &hosts_[server.host].v4}) {
      for (const net::IpAddress& address : *addresses) {
        const Hop hop{server.transport, {address, server.port}};
        if (hops.size() == ServerLocator::kMaxHops) break;
        if (std::ranges::find(hops, hop) == hops.end()) hops.push_back(hop);
      }
    }
  }
  // Whoever asked may destroy us from inside.
  const auto found = std::move(found_);
  found(std::move(hops));
}

}  // namespace

std::optional<Target> target_of(const Uri& uri, const std::vector<Transport>& transports) {
  if (!uri.is_sip()) return std::nullopt;
  const bool secure = uri.scheme == Uri::Scheme::sips;
  Target target;
  for (const Transport transport : transports) {
    if (!can_be_located(transport) || (secure && !is_secure(transport))) continue;
    target.transports.push_back(transport);
  }
  if (target.transports.empty()) return std::nullopt;

  target.host = uri.params.find("maddr").value_or(uri.host);
  if (target.host.ends_with('.')) target.host.pop_back();
  if (target.host.empty()) return std::nullopt;
  target.port = uri.port;

  // Section 4.1. Without NAPTR and SRV to say more: UDP, and TLS for sips.
  if (const auto name = uri.params.find("transport")) {
    const auto transport = named_transport(*name, secure);
    if (!transport || !contains(target.transports, *transport)) return std::nullopt;
    target.transport = *transport;
    target.named = true;
  } else {
    const Transport usual = secure ? Transport::tls : Transport::udp;
    target.transport = contains(target.transports, usual) ? usual : target.transports.front();
  }
  return target;
}

std::unique_ptr<Locating> ServerLocator::locate(const Uri& uri,
                                                const std::vector<Transport>& transports,
                                                Found found) {
  auto target = target_of(uri, transports);
  if (!target || !(families_.v4 || families_.v6)) {
    found({});
    return nullptr;
  }
  if (const auto address = net::IpAddress::parse(target->host)) {
    const bool reachable = address->is_v4() ? families_.v4 : families_.v6;
    const std::uint16_t port = target->port ? target->port : default_port(target->transport);
    found(reachable ? std::vector<Hop>{{target->transport, {*address, port}}} : std::vector<Hop>{});
    return nullptr;
  }
  auto search =
      std::make_unique<Search>(resolver_, random_, families_, std::move(*target), std::move(found));
  search->start();
  return search;
}

}  // namespace sip
