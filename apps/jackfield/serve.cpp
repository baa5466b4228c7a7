#include "apps/jackfield/serve.h"

#include <malloc.h>

#include <algorithm>
#include <csignal>
#include <optional>
#include <ostream>
#include <thread>
#include <utility>

#include "apps/console/api/users_table.h"
#include "apps/jackfield/administration.h"
#include "apps/jackfield/console_gate.h"
#include "apps/jackfield/console_news.h"
#include "apps/jackfield/console_thread.h"
#include "apps/jackfield/control_server.h"
#include "apps/jackfield/first_visit.h"
#include "apps/jackfield/interfaces.h"
#include "apps/jackfield/media_thread.h"
#include "apps/jackfield/recording_thread.h"
#include "apps/jackfield/request.h"
#include "apps/jackfield/rules_table.h"
#include "apps/jackfield/stream_log.h"
#include "apps/jackfield/switchboard.h"
#include "apps/jackfield/tables.h"
#include "apps/records/call_records_table.h"
#include "apps/sound/sounds_table.h"
#include "firmware/crypto/system_random.h"
#include "firmware/directory/accounts_table.h"
#include "firmware/location/bindings_table.h"
#include "firmware/net/asio/ares_resolver.h"
#include "firmware/net/asio/event_loop.h"
#include "firmware/net/asio/system_wall_clock.h"
#include "firmware/net/caching_resolver.h"
#include "firmware/process/privileges.h"
#include "firmware/store/data_folder.h"
#include "firmware/store/opening.h"
#include "firmware/store/writer.h"

namespace jackfield {

namespace {

constexpr std::size_t kMaxWrites = 10000;    // under way in the store
constexpr int kLargeBlock = 1 << 20;         // octets
constexpr std::chrono::hours kProbation{1};  // of a version that has migrated the store
constexpr std::uint16_t kHttpsPort = 8443;
constexpr std::uint16_t kHttpPort = 8080;
constexpr int kAgain = -1;  // in place of an exit code: the data folder is to be taken anew

int exit_code(ExitCode code) {
  return static_cast<int>(code);
}

// What the store holds when the switchboard starts.
struct Loaded {
  Settings settings;
  std::vector<Rule> rules;
  std::vector<directory::Account> accounts;
  std::vector<location::BindingChange> bindings;
  std::vector<sound::Sound> sounds;
  bool governed = false;  // somebody has chosen a password for the page
};

store::Result<Loaded> load(store::Database& database, base::WallTime wall, base::Instant now) {
  Loaded loaded;
  auto settings = SettingsTable(database).load();
  if (!settings) return settings.error();
  auto rules = RulesTable(database).all();
  if (!rules) return rules.error();
  auto accounts = directory::AccountsTable(database).all();
  if (!accounts) return accounts.error();
  auto bindings = location::BindingsTable::load(database, wall, now);
  if (!bindings) return bindings.error();
  if (const auto tidied = records::CallRecordsTable::tidy(database, wall); !tidied) {
    return tidied.error();
  }
  auto sounds = sound::SoundsTable(database).all();
  if (!sounds) return sounds.error();
  auto users = console::UsersTable(database).all();
  if (!users) return users.error();
  loaded.governed = std::ranges::any_of(
      *users, [](const console::User& user) { return user.role == console::Role::administrator; });
  loaded.settings = std::move(*settings);
  loaded.rules = std::move(*rules);
  loaded.accounts = std::move(*accounts);
  loaded.bindings = std::move(*bindings);
  loaded.sounds = std::move(*sounds);
  return loaded;
}

bool has_v6(net::Network& network) {
  return network.source_address(*net::IpAddress::parse("::1")).has_value();
}

// Where the page is: as it was asked for, or this port of every address of the families there are.
std::optional<std::vector<net::Endpoint>> page_endpoints(const std::vector<std::string>& asked,
                                                         std::uint16_t port, net::Network& network,
                                                         std::ostream& errors) {
  std::vector<net::Endpoint> endpoints;
  for (const std::string& text : asked) {
    if (text == "none") return std::vector<net::Endpoint>();
    const auto endpoint = net::Endpoint::parse(text);
    if (!endpoint) {
      errors << "--https and --http take ADDRESS:PORT, such as 0.0.0.0:8443, or none; not " << text
             << "\n";
      return std::nullopt;
    }
    endpoints.push_back(*endpoint);
  }
  if (!endpoints.empty()) return endpoints;
  endpoints.push_back({*net::IpAddress::parse("0.0.0.0"), port});
  if (has_v6(network)) endpoints.push_back({*net::IpAddress::parse("::"), port});
  return endpoints;
}

// The interfaces asked for; without any, port 5060 of every address of the families there are.
std::optional<std::vector<sip::InterfaceSettings>> interfaces_of(const ServeOptions& options,
                                                                 net::Network& network,
                                                                 std::ostream& errors) {
  std::vector<sip::InterfaceSettings> interfaces;
  for (const std::string& text : options.sip) {
    auto interface = parse_interface(text);
    if (!interface) {
      errors << "--sip takes ADDRESS:PORT or ADDRESS:PORT=NAME, such as 0.0.0.0:5060 or "
                "[::]:5060; not "
             << text << "\n";
      return std::nullopt;
    }
    interfaces.push_back(std::move(*interface));
  }
  if (!interfaces.empty()) return interfaces;
  interfaces.push_back(*parse_interface("0.0.0.0:5060"));
  if (has_v6(network)) interfaces.push_back(*parse_interface("[::]:5060"));
  return interfaces;
}

// Where the switchboard is to be reached; nothing when something asked for is no address.
struct Addresses {
  std::vector<sip::InterfaceSettings> sip;
  std::vector<net::Endpoint> https, http;
};

std::optional<Addresses> addresses_of(const ServeOptions& options, net::Network& network,
                                      std::ostream& errors) {
  auto sip = interfaces_of(options, network, errors);
  auto https = page_endpoints(options.https, kHttpsPort, network, errors);
  auto http = page_endpoints(options.http, kHttpPort, network, errors);
  if (!sip || !https || !http) return std::nullopt;
  return Addresses{std::move(*sip), std::move(*https), std::move(*http)};
}

// Without HTTPS there is no page.
std::vector<mdns::Service> page_services(const Addresses& addresses) {
  const std::string begins_at = "\006path=/";
  std::vector<mdns::Service> services;
  for (const net::Endpoint& local : addresses.https) {
    services.push_back({"_https", "_tcp", local, begins_at});
  }
  if (services.empty()) return services;
  for (const net::Endpoint& local : addresses.http) {
    services.push_back({"_http", "_tcp", local, begins_at});
  }
  return services;
}

Configuration configuration_of(const ServeOptions& options, const Loaded& loaded,
                               const Addresses& addresses) {
  Configuration configuration;
  configuration.pages = addresses.https;
  configuration.transport.interfaces = addresses.sip;
  configuration.page = page_services(addresses);
  configuration.settings = loaded.settings;
  configuration.domains = options.domains;
  configuration.rules = loaded.rules;
  configuration.data_folder = options.data_folder;
  return configuration;
}

ConsoleOptions console_options(const ServeOptions& options, const Addresses& addresses,
                               const Settings& settings) {
  ConsoleOptions page;
  page.https = addresses.https;
  page.http = addresses.http;
  page.data_folder = options.data_folder;
  page.host_name = settings.host_name;
  page.steward = options.steward;
  return page;
}

template <class Error>
int fail(std::ostream& errors, const std::string& what, Error why) {
  errors << what << ": " << to_string(why) << "\n";
  return exit_code(ExitCode::failed);
}

// "" where none is asked for, or where it comes too late.
store::Result<std::string> code_of_first_visit(const ServeOptions& options, bool governed,
                                               base::Random& random, base::Log& log) {
  if (governed) forget_first_visit_code(options.data_folder);
  if (governed || !options.first_visit_code) return std::string();
  auto code = first_visit_code(options.data_folder, random);
  if (code) {
    log.info("jackfield", "the first visit needs a code",
             {{"see", options.data_folder + kFirstVisitFile}});
  }
  return code;
}

// What serving begins with.
struct Start {
  const ServeOptions& options;
  const store::DataFolder& folder;
  net::EventLoop& loop;
  const base::TimerQueue& timers;
  const base::WallClock& clock;
  base::Random& random;
  base::Log& log;
  std::ostream& errors;
};

struct Prepared {
  OpenedStore store;
  Loaded loaded;
  Addresses addresses;
  std::string first_visit_code;
};

// Or, with an exit code, nothing: why has been said.
std::optional<Prepared> prepare(const Start& start, int& code) {
  const auto failed = [&](const std::string& what, store::Error why) {
    code = fail(start.errors, what, why);
    return std::nullopt;
  };
  const std::string& folder = start.options.data_folder;
  const base::WallTime now = start.clock.now();
  auto opened = open_store(start.folder.database_path(), start.random, now);
  if (!opened) return failed("The store in " + folder + " cannot be opened", opened.error());
  if (opened->put_back) {
    start.log.warning("jackfield",
                      "the store was a newer version's: the one from before it is back");
  }
  auto loaded = load(opened->database, now, start.timers.now());
  if (!loaded) return failed("The store in " + folder + " cannot be read", loaded.error());
  auto first = code_of_first_visit(start.options, loaded->governed, start.random, start.log);
  if (!first) return failed("The code of the first visit cannot be kept", first.error());
  auto addresses = addresses_of(start.options, start.loop, start.errors);
  if (!addresses) {
    code = exit_code(ExitCode::usage);
    return std::nullopt;
  }
  return Prepared{std::move(*opened), std::move(*loaded), std::move(*addresses), std::move(*first)};
}

// Bindings of extensions that are gone stay out.
void fill(Switchboard& switchboard, Loaded& loaded) {
  for (directory::Account& account : loaded.accounts) {
    switchboard.directory().put(std::move(account));
  }
  for (location::BindingChange& change : loaded.bindings) {
    if (switchboard.directory().find(change.aor) == nullptr) continue;
    switchboard.location().load(std::move(change));
  }
  Changes sounds;
  sounds.put_sounds = std::move(loaded.sounds);
  switchboard.apply(std::move(sounds));
}

void announce(base::Log& log, const OfficeStatus& status) {
  for (const std::string& address : status.listening) {
    log.info("jackfield", "listening", {{"on", address}});
  }
  log.info("jackfield", "ready",
           {{"extensions", std::to_string(status.extensions)},
            {"registrations", std::to_string(status.registrations)}});
}

// Runs the store's writer on its own thread for as long as this object lives.
class WriterThread {
 public:
  explicit WriterThread(store::Writer& writer)
      : writer_(writer), thread_([&writer] { writer.run(); }) {}
  ~WriterThread() {
    writer_.stop();
    thread_.join();
    writer_.deliver_done();
  }
  WriterThread(const WriterThread&) = delete;
  WriterThread& operator=(const WriterThread&) = delete;

 private:
  store::Writer& writer_;
  std::thread thread_;
};

// Ends the loop: at once, or a moment later, when somebody is still to be answered.
class Departure {
 public:
  Departure(base::TimerQueue& timers, net::EventLoop& loop) : loop_(loop), later_(timers, this) {
    loop.on_signal([this](int) {
      is_final_ = true;
      loop_.stop();
    });
  }
  void begin() { later_.arm(kFarewell); }
  bool is_final() const { return is_final_; }  // asked for from outside

 private:
  static constexpr base::Duration kFarewell = std::chrono::milliseconds(500);
  void leave() { loop_.stop(); }

  net::EventLoop& loop_;
  bool is_final_ = false;
  base::MemberTimer<&Departure::leave> later_;
};

// The store as it was before this version migrated it is kept until this version has served a
// while.
class Probation {
 public:
  Probation(base::TimerQueue& timers, std::string path)
      : path_(std::move(path)), timer_(timers, this) {
    timer_.arm(kProbation);
  }

 private:
  void end() { store::forget_copy(path_); }

  const std::string path_;
  base::MemberTimer<&Probation::end> timer_;
};

// With the page, until somebody stops the loop.
int run(net::EventLoop& loop, const ConsoleThread::World& world, ConsoleOptions options,
        const Switchboard& switchboard, ConsoleNews& watcher, std::ostream& errors) {
  ConsoleThread page(world, std::move(options));
  if (const std::string fault = page.begin(); !fault.empty()) {
    errors << "Cannot open the page: " << fault
           << ". Choose another port with --https 0.0.0.0:9443, or --https none\n";
    return exit_code(ExitCode::failed);
  }
  announce(world.log, switchboard.status());
  watcher.set_users([&page](const std::vector<std::string>& names) { page.forget(names); });
  watcher.set_named([&page](const std::string& label) { page.call_it(label); });
  loop.run();
  watcher.set_users({});
  watcher.set_named({});
  world.log.info("jackfield", "stopped");
  return exit_code(ExitCode::ok);
}

void prepare_process() {
  std::signal(SIGPIPE, SIG_IGN);
  // A backup or a sound takes many megabytes for a second. glibc learns from the first such block
  // to keep what comes after it; here all of them go back to the system.
  mallopt(M_MMAP_THRESHOLD, kLargeBlock);
}

int serve_once(const ServeOptions& options, std::ostream& errors) {
  const auto folder = store::DataFolder::take(options.data_folder);
  if (!folder) {
    fail(errors, "The data folder " + options.data_folder + " cannot be used", folder.error());
    return exit_code(folder.error() == store::Error::in_use ? ExitCode::busy : ExitCode::failed);
  }

  StreamLog lines(base::Severity::info);
  net::SystemWallClock clock;
  web::EventRing news;
  console::LogRing log(lines, clock, &news);
  crypto::SystemRandom random;
  base::TimerQueue timers;
  net::EventLoop loop(timers);
  net::AresResolver names(loop);
  net::CachingResolver resolver(names, timers);

  int code = 0;
  auto prepared = prepare({options, *folder, loop, timers, clock, random, log, errors}, code);
  if (!prepared) return code;
  const Probation probation(timers, folder->database_path());

  store::Writer writer(
      std::move(prepared->store.database), kMaxWrites,
      [&loop](std::function<void()> task) { loop.post(std::move(task)); }, log);
  location::BindingsTable bindings(writer, timers, clock, prepared->store.node);
  records::CallRecordsTable records(writer, clock, prepared->store.node);

  RecordingThread recordings(log);
  MediaThread media(loop, std::make_unique<crypto::SystemRandom>(), recordings);
  Departure departure(timers, loop);
  const auto reset = [&] {
    const bool marked = folder->mark_for_erasure().has_value();
    if (marked) departure.begin();
    return marked;
  };
  Switchboard switchboard(
      {loop, resolver, timers, clock, random, log, bindings, records, media,
       [&folder] { return folder->free_octets(); }, net::shift_system_clock, reset},
      configuration_of(options, prepared->loaded, prepared->addresses));
  media.set_user([&switchboard](const media::Event& event) { switchboard.on_media(event); });
  fill(switchboard, prepared->loaded);
  if (const auto open = switchboard.open(); !open) {
    errors << "Cannot listen: " << to_string(open.error())
           << ". Is another SIP server running? Choose another port with --sip 0.0.0.0:5062\n";
    return exit_code(ExitCode::failed);
  }

  Administration administration(writer, clock, random, prepared->store.node, &switchboard);
  ControlServer control(administration, switchboard);
  const auto listener =
      loop.listen_unix(options.data_folder + "/" + ControlServer::kSocketName, control);
  if (!listener) {
    return fail(errors, "Cannot open the control socket in " + options.data_folder,
                listener.error());
  }
  ConsoleNews watcher(news);
  switchboard.set_watcher(watcher);
  ConsoleGate gate(administration, writer, clock, prepared->store.node,
                   [&loop](std::function<void()> task) { loop.post(std::move(task)); });
  const ConsoleThread::World world{gate, news, log, clock};
  ConsoleOptions page = console_options(options, prepared->addresses, prepared->loaded.settings);
  page.free_octets = [&folder] { return folder->free_octets(); };
  page.first_visit_code = std::move(prepared->first_visit_code);
  const WriterThread thread(writer);
  const int ended = run(loop, world, std::move(page), switchboard, watcher, errors);
  return folder->is_marked() && !departure.is_final() ? kAgain : ended;
}

}  // namespace

int serve(const ServeOptions& options, std::ostream& errors) {
  if (!options.user.empty()) {
    const auto become = process::become(options.user);
    if (!become) return fail(errors, "Cannot become the user " + options.user, become.error());
  }
  prepare_process();
  int code = kAgain;
  while (code == kAgain) code = serve_once(options, errors);
  return code;
}

}  // namespace jackfield
