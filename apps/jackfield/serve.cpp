#include "apps/jackfield/serve.h"

#include <csignal>
#include <optional>
#include <ostream>
#include <thread>
#include <utility>

#include "apps/jackfield/administration.h"
#include "apps/jackfield/control_server.h"
#include "apps/jackfield/interfaces.h"
#include "apps/jackfield/media_thread.h"
#include "apps/jackfield/recording_thread.h"
#include "apps/jackfield/request.h"
#include "apps/jackfield/rules_table.h"
#include "apps/jackfield/stream_log.h"
#include "apps/jackfield/switchboard.h"
#include "apps/jackfield/tables.h"
#include "apps/records/call_records_table.h"
#include "firmware/crypto/system_random.h"
#include "firmware/directory/accounts_table.h"
#include "firmware/location/bindings_table.h"
#include "firmware/net/asio/ares_resolver.h"
#include "firmware/net/asio/event_loop.h"
#include "firmware/net/asio/system_wall_clock.h"
#include "firmware/net/caching_resolver.h"
#include "firmware/store/data_folder.h"
#include "firmware/store/writer.h"

namespace jackfield {

namespace {

constexpr std::size_t kMaxWrites = 10000;  // under way in the store

int exit_code(ExitCode code) {
  return static_cast<int>(code);
}

// What the store holds when the switchboard starts.
struct Loaded {
  Settings settings;
  std::vector<Rule> rules;
  std::vector<directory::Account> accounts;
  std::vector<location::BindingChange> bindings;
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
  loaded.settings = std::move(*settings);
  loaded.rules = std::move(*rules);
  loaded.accounts = std::move(*accounts);
  loaded.bindings = std::move(*bindings);
  return loaded;
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
  const auto v6_loopback = net::IpAddress::parse("::1");
  if (network.source_address(*v6_loopback)) interfaces.push_back(*parse_interface("[::]:5060"));
  return interfaces;
}

Configuration configuration_of(const ServeOptions& options, const Loaded& loaded,
                               std::vector<sip::InterfaceSettings> interfaces) {
  Configuration configuration;
  configuration.transport.interfaces = std::move(interfaces);
  configuration.settings = loaded.settings;
  configuration.domains = options.domains;
  configuration.rules = loaded.rules;
  configuration.data_folder = options.data_folder;
  return configuration;
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

}  // namespace

int serve(const ServeOptions& options, std::ostream& errors) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto folder = store::DataFolder::take(options.data_folder);
  if (!folder) {
    errors << "The data folder " << options.data_folder
           << " cannot be used: " << to_string(folder.error()) << "\n";
    return exit_code(folder.error() == store::Error::in_use ? ExitCode::busy : ExitCode::failed);
  }

  StreamLog log(base::Severity::info);
  crypto::SystemRandom random;
  net::SystemWallClock clock;
  base::TimerQueue timers;
  net::EventLoop loop(timers);
  net::AresResolver names(loop);
  net::CachingResolver resolver(names, timers);

  auto opened = open_store(folder->database_path(), random, clock.now());
  if (!opened) {
    errors << "The store in " << options.data_folder
           << " cannot be opened: " << to_string(opened.error()) << "\n";
    return exit_code(ExitCode::failed);
  }
  auto loaded = load(opened->database, clock.now(), timers.now());
  if (!loaded) {
    errors << "The store in " << options.data_folder
           << " cannot be read: " << to_string(loaded.error()) << "\n";
    return exit_code(ExitCode::failed);
  }
  auto interfaces = interfaces_of(options, loop, errors);
  if (!interfaces) return exit_code(ExitCode::usage);

  store::Writer writer(
      std::move(opened->database), kMaxWrites,
      [&loop](std::function<void()> task) { loop.post(std::move(task)); }, log);
  location::BindingsTable bindings(writer, timers, clock, opened->node);
  records::CallRecordsTable records(writer, clock, opened->node);

  RecordingThread recordings(log);
  MediaThread media(loop, std::make_unique<crypto::SystemRandom>(), recordings);
  Switchboard switchboard({loop, resolver, timers, clock, random, log, bindings, records, media,
                           [&folder] { return folder->free_octets(); }},
                          configuration_of(options, *loaded, std::move(*interfaces)));
  media.set_user([&switchboard](const media::Event& event) { switchboard.on_media(event); });
  fill(switchboard, *loaded);
  if (const auto open = switchboard.open(); !open) {
    errors << "Cannot listen: " << to_string(open.error())
           << ". Is another SIP server running? Choose another port with --sip 0.0.0.0:5062\n";
    return exit_code(ExitCode::failed);
  }

  Administration administration(writer, clock, random, opened->node, &switchboard);
  ControlServer control(administration, switchboard);
  const auto listener =
      loop.listen_unix(options.data_folder + "/" + ControlServer::kSocketName, control);
  if (!listener) {
    errors << "Cannot open the control socket in " << options.data_folder << ": "
           << to_string(listener.error()) << "\n";
    return exit_code(ExitCode::failed);
  }
  loop.on_signal([&loop](int) { loop.stop(); });
  {
    const WriterThread thread(writer);
    announce(log, switchboard.status());
    loop.run();
  }
  log.info("jackfield", "stopped");
  return exit_code(ExitCode::ok);
}

}  // namespace jackfield
