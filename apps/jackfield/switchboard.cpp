#include "apps/jackfield/switchboard.h"

#include <algorithm>
#include <utility>

#include "apps/jackfield/version.h"
#include "firmware/sip/message/fields.h"

namespace jackfield {

namespace {

proxy::ProxySettings proxy_settings(const Configuration& configuration) {
  proxy::ProxySettings settings;
  settings.branch = configuration.branch;
  settings.calls = configuration.calls;
  settings.realm = configuration.settings.realm;
  return settings;
}

registrar::RegistrarSettings registrar_settings(const Settings& settings) {
  registrar::RegistrarSettings made;
  made.min_expires = settings.min_expires;
  made.max_expires = settings.max_expires;
  made.default_expires = std::min(made.default_expires, settings.max_expires);
  return made;
}

// Dialled in `domain`.
Ringing ringing_of(const HouseRules& rules, const directory::Account& account,
                   std::string_view domain) {
  const auto forward = [&](const std::string& number) -> std::optional<Ringing::Forward> {
    if (number.empty()) return std::nullopt;
    return Ringing::Forward{number, rules.onward({account.number, number, domain, true})};
  };
  return {account.patience, account.limit, forward(account.busy_to), forward(account.no_answer_to)};
}

LiveCall live_call_of(const records::CallRecord& record) {
  return {record.id, record.caller, record.callee, record.call_id, record.begin, record.answer};
}

}  // namespace

Switchboard::Switchboard(const Surroundings& surroundings, const Configuration& configuration)
    : world_(surroundings),
      domains_(configuration.domains),
      settings_(configuration.settings),
      started_(surroundings.clock.now()),
      pages_(configuration.pages),
      page_services_(configuration.page),
      history_(surroundings.clock),
      transport_(surroundings.network, surroundings.timers, surroundings.log,
                 configuration.transport),
      test_line_(surroundings.timers, surroundings.random, transport_,
                 [this] { location_.remove(test_line_.number()); }),
      bindings_(test_line_, surroundings.bindings),
      records_(test_line_, surroundings.records),
      transactions_(transport_, surroundings.timers, surroundings.random,
                    configuration.transactions),
      locator_(surroundings.resolver, surroundings.random),
      location_(bindings_, surroundings.timers),
      registrar_(location_, surroundings.timers, surroundings.clock, surroundings.random,
                 registrar_settings(configuration.settings)),
      call_log_(records_, surroundings.clock, surroundings.random, history_),
      proxy_(transactions_, locator_, call_log_, proxy_settings(configuration)),
      authenticator_(directory_, test_line_, surroundings.timers, surroundings.random,
                     surroundings.log, configuration.settings),
      dialplan_(configuration.rules),
      ports_(surroundings.network, surroundings.timers, surroundings.log,
             configuration.settings.rtp_ports),
      rules_(directory_, location_, dialplan_, settings_, transport_),
      calls_(surroundings.timers),
      call_floors_{{transactions_, locator_, dialogs_},
                   surroundings.timers,
                   surroundings.random,
                   surroundings.network,
                   ports_,
                   surroundings.media,
                   calls_},
      rooms_(call_floors_),
      timekeeper_({surroundings.network, surroundings.resolver, surroundings.timers,
                   surroundings.clock, surroundings.random, surroundings.log},
                  location_, surroundings.shift_clock),
      nameplate_({surroundings.network, surroundings.timers, surroundings.random, surroundings.log},
                 configuration.page,
                 [this](const std::string& label) {
                   if (watcher_ != nullptr) watcher_->on_named(label);
                 }),
      studio_(surroundings.timers, surroundings.clock, surroundings.log, configuration.data_folder,
              configuration.longest_recording, surroundings.free_octets),
      sounds_(surroundings.media),
      conversations_({call_floors_, rules_, call_log_, call_log_, history_, media_history_, rooms_,
                      studio_, sounds_, hold_,
                      [this](sip::ServerTransaction& request, std::string_view number) {
                        const auto proven =
                            authenticator_.prove(request, Authenticator::Role::proxy);
                        if (proven && *proven != number) request.respond_with(403);
                        return proven == number;
                      }}),
      reception_({transactions_, directory_, test_line_, location_, registrar_, proxy_, dialogs_,
                  conversations_, authenticator_, rules_, settings_, surroundings.log}) {
  transactions_.set_user(reception_);
  transport_.set_observer(this);
  adopt(configuration.settings);
  proxy_.settings().may_redirect_to = [this](const sip::Inbound& inbound, const sip::Uri& uri) {
    return rules_.may_redirect_to(inbound, uri);
  };
}

Switchboard::~Switchboard() = default;

net::Result<void> Switchboard::open() {
  const auto opened = transport_.open();
  if (!opened) return opened;
  std::vector<net::Endpoint> sip;
  for (std::size_t i = 0; i < transport_.interface_count(); ++i) {
    sip.push_back(transport_.local(i));
  }
  nameplate_.open(sip);
  return opened;
}

void Switchboard::adopt(const Settings& settings) {
  settings_ = settings;
  settings_.domains.insert(settings_.domains.end(), domains_.begin(), domains_.end());
  authenticator_.adopt(settings);
  registrar_.adopt(registrar_settings(settings));
  studio_.adopt({settings.record_key, settings.record_format});
  hold_.is_told = settings.tell_held;
  ports_.set_range(settings.rtp_ports);
  choose_music();
  timekeeper_.adopt(settings.time_servers);
  nameplate_.adopt(settings.host_name, settings.announce);
  proxy_.settings().realm = settings.realm;
  proxy_.settings().follow_redirects = settings.follow_redirects;
  proxy_.settings().record_route = settings.rewrite_record_route ? proxy::RecordRouteMode::rewrite
                                                                 : proxy::RecordRouteMode::twice;
}

// Whoever is put on hold from now on hears it; a sound that is not there is our own tune.
void Switchboard::choose_music() {
  const auto clip = sounds_.find(settings_.hold_music);
  hold_.music = clip ? media::Sound{media::Clip{*clip, true}, {}} : hold::music();
}

Switchboard::Load Switchboard::load() const {
  return {transactions_.client_count(),
          transactions_.server_count(),
          proxy_.contexts(),
          call_log_.live(),
          transport_.connections(),
          dialogs_.size(),
          ports_.in_use(),
          media_history_.size()};
}

OfficeStatus Switchboard::status() const {
  OfficeStatus status;
  status.version = kVersion;
  status.started = started_;
  for (std::size_t i = 0; i < transport_.interface_count(); ++i) {
    status.listening.push_back("udp+tcp " + to_string(transport_.local(i)));
  }
  status.domains = settings_.domains;
  status.extensions = directory_.size();
  status.registrations = location_.size() - location_.lookup(test_line_.number()).size();
  status.calls = calls().size();
  status.transactions = transactions_.client_count() + transactions_.server_count();
  return status;
}

std::vector<std::uint16_t> Switchboard::listening_ports() const {
  std::vector<std::uint16_t> ports;
  for (std::size_t i = 0; i < transport_.interface_count(); ++i) {
    ports.push_back(transport_.local(i).port);
  }
  for (const mdns::Service& page : page_services_) ports.push_back(page.local.port);
  return ports;
}

std::vector<Registration> Switchboard::registrations() const {
  std::vector<Registration> list;
  location_.for_each([&](const std::string& aor, const std::vector<location::Binding>& bindings) {
    if (test_line_.is(aor)) return;
    for (const location::Binding& binding : bindings) {
      Registration registration;
      registration.number = aor;
      registration.contact = binding.contact;
      registration.flow = to_string(binding.flow);
      registration.user_agent = binding.user_agent;
      registration.expires_in =
          std::chrono::ceil<std::chrono::seconds>(binding.expires - world_.timers.now());
      registration.registered_at = binding.registered_at;
      list.push_back(std::move(registration));
    }
  });
  std::stable_sort(list.begin(), list.end(), [](const Registration& a, const Registration& b) {
    return a.number < b.number;
  });
  return list;
}

std::vector<LiveCall> Switchboard::calls() const {
  std::vector<LiveCall> list;
  for (const records::CallRecord& record : call_log_.live_calls()) {
    if (test_line_.is(record.caller)) continue;
    list.push_back(live_call_of(record));
  }
  return list;
}

void Switchboard::set_watcher(OfficeWatcher& watcher) {
  watcher_ = &watcher;
  location_.set_watcher([this](std::string_view number) {
    if (test_line_.is(number)) return;
    watcher_->on_phones_changed(number, location_.lookup(number).size());
  });
  call_log_.set_watcher([this](const records::CallRecord& record) {
    if (test_line_.is(record.caller)) return;
    if (record.end) {
      watcher_->on_call_over(record.id);
    } else {
      watcher_->on_call(live_call_of(record));
    }
  });
}

// The test's phone is on this machine: an interface for all addresses is reached on the loopback.
std::optional<TestAccess> Switchboard::begin_self_test() {
  const auto here = [](net::Endpoint endpoint) {
    if (!endpoint.address.is_unspecified()) return endpoint;
    endpoint.address = *net::IpAddress::parse(endpoint.address.is_v4() ? "127.0.0.1" : "::1");
    return endpoint;
  };
  auto password = test_line_.lend();
  if (!password) return std::nullopt;
  TestAccess access{test_line_.number(), std::move(*password), here(transport_.local(0)), {}};
  if (!pages_.empty() && pages_.front().port != 0) access.page = here(pages_.front());
  return access;
}

void Switchboard::end_self_test(std::string_view fault) {
  if (!test_line_.is_lent()) return;
  test_line_.take_back();
  if (fault.empty()) {
    world_.log.info("self-test", "passed");
  } else {
    world_.log.warning("self-test", "failed", {{"why", std::string(fault)}});
  }
}

records::CallHistory::Found Switchboard::find_call(std::string_view id) const {
  return history_.find(id);
}

Explanation Switchboard::explain(std::string_view number, std::string_view from) const {
  // A bare number is one of our own domain; anything else is taken as a URI.
  const std::size_t at = number.find('@');
  RouteRequest request{from, number.substr(0, at), "", at == std::string_view::npos};
  const std::string text = "sip:" + std::string(number);
  if (!request.local_domain) {
    const auto uri = sip::Uri::parse(text);
    if (uri) {
      request.domain = uri->host;
      request.local_domain = rules_.is_local(*uri);
    }
  }
  Explanation explanation{rules_.decide(request, true), {}};
  const Route& route = explanation.decision.route;
  std::string extension;
  if (const auto* ring = std::get_if<RingExtension>(&route)) {
    extension = ring->number;
    explanation.ringing = ringing_of(rules_, *directory_.find(extension), request.domain);
  }
  if (const auto* proxied = std::get_if<ProxyToExtension>(&route)) extension = proxied->number;
  if (!extension.empty()) {
    for (const proxy::Target& target : rules_.targets_of(extension)) {
      explanation.targets.push_back(target.uri);
    }
  } else if (std::holds_alternative<ProxyToDomain>(route)) {
    explanation.targets.emplace_back(request.domain);
  }
  return explanation;
}

void Switchboard::apply(Changes changes) {
  if (watcher_ != nullptr) watcher_->on_applied(changes);
  for (const std::string& number : changes.removed_accounts) {
    directory_.remove(number);
    location_.remove(number);
  }
  for (directory::Account& account : changes.put_accounts) directory_.put(std::move(account));
  for (const std::string& name : changes.removed_sounds) sounds_.remove(name);
  for (sound::Sound& sound : changes.put_sounds) sounds_.put(std::move(sound));
  choose_music();
  if (changes.rules) dialplan_.replace(std::move(*changes.rules));
  if (changes.settings) adopt(*changes.settings);
}

void Switchboard::set_trace(std::function<void(const TracedMessage&)> sink) {
  trace_ = std::move(sink);
}

void Switchboard::on_traffic(bool inbound, const sip::Flow& flow, std::string_view octets) {
  history_.on_message(!inbound, flow, octets);
  if (!trace_) return;
  TracedMessage traced;
  traced.at = world_.clock.now();
  traced.sent = !inbound;
  traced.flow = to_string(flow);
  sip::Message message;
  if (sip::parse(octets, message)) traced.call_id = sip::call_id(message);
  traced.text = octets;
  trace_(traced);
}

}  // namespace jackfield
