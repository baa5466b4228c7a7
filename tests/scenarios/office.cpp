#include "tests/scenarios/office.h"

#include <algorithm>

#include "firmware/base/assert.h"
#include "firmware/sip/message/message_buffer.h"

namespace scenarios {

namespace {

constexpr char kRealm[] = "jackfield";

// Armed while nothing goes on: the sweep for bindings that ran out, one an office.
constexpr std::size_t kStandingTimers = 2;

}  // namespace

Office::Office(sim::World& world, OfficeOptions options)
    : world_(world), options_(std::move(options)) {
  if (options_.interfaces.empty()) {
    world_.ladder().name(*net::IpAddress::parse(options_.address), options_.domain);
    world_.host(options_.address);
    world_.names().add_address(options_.domain, options_.address);
  }
  open();
}

Office::~Office() = default;

std::vector<jackfield::Rule> Office::rules() const {
  using jackfield::Rule;
  std::vector<Rule> rules = jackfield::first_rules();
  const Rule::Action to_extension =
      options_.owns_calls ? Rule::Action::extension : Rule::Action::proxy;
  rules.front().action = to_extension;
  Rule rule;
  rule.position = 300;
  if (options_.opens_other_domains) {
    rule.name = "extensions call other domains";
    rule.caller = Rule::Caller::extension;
    rule.domain = "foreign";
    rule.action = Rule::Action::foreign;
    rules.push_back(rule);
  }
  rule.position = 400;
  if (options_.lets_strangers_in) {
    rule.name = "strangers call extensions";
    rule.caller = Rule::Caller::stranger;
    rule.domain = "local";
    rule.action = to_extension;
    rules.push_back(rule);
  }
  return rules;
}

jackfield::Settings Office::settings() const {
  jackfield::Settings settings;
  settings.realm = kRealm;
  settings.domains = {options_.domain};
  settings.rewrite_record_route = options_.rewrites_record_route;
  settings.follow_redirects = options_.follows_redirects;
  settings.authenticate_calls = options_.authenticates_calls;
  if (options_.asks_for_sha256) settings.digests = {"SHA-256", "MD5"};
  settings.time_servers = options_.time_servers;
  settings.tell_held = options_.tells_held;
  settings.record_key = options_.record_key;
  settings.record_format = options_.recordings;
  return settings;
}

void Office::open() {
  jackfield::Configuration configuration;
  configuration.transport.interfaces = options_.interfaces;
  if (options_.interfaces.empty()) {
    configuration.transport.interfaces = {{{*net::IpAddress::parse(options_.address), 5060}, ""}};
  }
  configuration.settings = settings();
  configuration.page = options_.page;
  configuration.calls.max_duration = options_.longest_call;
  configuration.rules = rules();
  configuration.data_folder = kDataFolder;
  configuration.longest_recording = options_.longest_recording;
  net::Network& network =
      world_.host(net::to_string(configuration.transport.interfaces.front().local.address));
  media_ = std::make_unique<LocalMedia>(network, world_.timers(), world_.random());
  media_->set_user([this](const media::Event& event) { switchboard_->on_media(event); });
  const jackfield::Surroundings surroundings{
      network,
      world_.names(),
      world_.timers(),
      world_.wall_clock(),
      world_.random(),
      world_.log(),
      bindings_,
      records_,
      *media_,
      [this] { return free_octets_; },
      [this](std::chrono::microseconds by) {
        world_.shift_calendar(std::chrono::duration_cast<std::chrono::milliseconds>(by));
        return true;
      }};
  switchboard_ = std::make_unique<jackfield::Switchboard>(surroundings, configuration);
  ASSERT(switchboard_->open());
  for (const auto& [number, account] : accounts_) switchboard_->directory().put(account);
  for (const auto& [aor, rows] : bindings_.rows()) switchboard_->location().load({aor, rows});
}

void Office::opens_account(std::string number) {
  directory::Account account;
  account.number = number;
  account.ha1 = sip::Ha1::of(number, kRealm, kPassword);
  accounts_[number] = account;
  switchboard_->directory().put(std::move(account));
}

void Office::changes_account(const std::string& number,
                             const std::function<void(directory::Account&)>& change) {
  change(accounts_.at(number));
  jackfield::Changes changes;
  changes.put_accounts.push_back(accounts_.at(number));
  switchboard_->apply(std::move(changes));
}

void Office::changes_settings(const std::function<void(jackfield::Settings&)>& change) {
  jackfield::Changes changes;
  changes.settings = settings();
  change(*changes.settings);
  switchboard_->apply(std::move(changes));
}

sim::Phone Office::phone(std::string_view number, std::string_view address,
                         sim::PhoneOptions options) {
  if (!accounts_.contains(std::string(number))) opens_account(std::string(number));
  if (options.password.empty()) options.password = kPassword;
  if (options.proxy.empty()) options.proxy = options_.address;
  return sim::Phone(world_, address, "sip:" + std::string(number) + "@" + options_.domain,
                    std::move(options));
}

void Office::registers(sim::Phone& phone) {
  phone.registers();
  phone.expects(200);
}

void Office::loses_power() {
  disk_.loses_power();
  world_.host(options_.address).power_off();
  switchboard_.reset();
  media_.reset();
}

void Office::restarts() {
  world_.host(options_.address).power_on();
  open();
}

void Office::is_torn_down() {
  switchboard_.reset();
  media_.reset();
}

void Office::recorded(records::Disposition disposition, std::string_view reason, sim::Where where) {
  if (world_.is_at_fault()) return;
  if (records_.rows().empty()) return world_.fault("no call is on record", where.file, where.line);
  const records::CallRecord& last = records_.rows().back();
  if (last.disposition == disposition && last.reason.starts_with(reason) && last.end) return;
  world_.fault("the record says \"" + std::string(to_string(last.disposition)) + ": " +
                   last.reason + (last.end ? "\"" : "\" and has no end"),
               where.file, where.line);
}

void Office::has_nothing_left(sim::Where where) {
  world_.advance(sim::kAftermath);
  const jackfield::Switchboard::Load load = switchboard_->load();
  const std::pair<const char*, std::size_t> counts[] = {
      {"client transactions", load.client_transactions},
      {"server transactions", load.server_transactions},
      {"response contexts", load.response_contexts},
      {"calls", load.calls},
      {"connections", load.connections},
      {"dialogs", load.dialogs},
      {"ports", load.ports},
      {"legs of calls in the history", load.call_media},
      {"legs", media_->legs()},
      {"recordings", media_->recordings()},
      {"messages", sip::message_pool_use().live},
      {"timers", std::max(world_.timers().armed(), kStandingTimers) - kStandingTimers},
  };
  for (const auto& [what, count] : counts) {
    if (count == 0) continue;
    world_.fault(std::to_string(count) + " " + what + " left after the last party is gone",
                 where.file, where.line);
  }
}

}  // namespace scenarios
