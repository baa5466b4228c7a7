#include "apps/jackfield/administration.h"

#include <algorithm>
#include <utility>

#include "apps/console/api/etag.h"
#include "apps/jackfield/administration_commands.h"

namespace jackfield {

namespace {

// 16 characters of 5 random bits: 80 bits.
constexpr std::size_t kPasswordLength = 16;

struct StoreCommand {
  std::string_view name;
  Outcome (*carry_out)(Desk&, const Request&);
};

struct OfficeCommand {
  std::string_view name;
  Outcome (*carry_out)(const LiveOffice&, const Request&);
};

// What changes the running switchboard and nothing in the store.
struct LiveCommand {
  std::string_view name;
  Outcome (*carry_out)(LiveOffice&, const Request&);
};

// All commands there are. A new one: a function and a line here.
constexpr StoreCommand kStoreCommands[] = {
    {"extension.add", add_extension},
    {"extension.set", set_extension},
    {"extension.remove", remove_extension},
    {"extension.show", show_extension},
    {"extension.phones", show_phones_of_extension},
    {"extension.list", list_extensions},
    {"extension.import", import_extensions},
    {"rule.add", add_rule},
    {"rule.set", set_rule},
    {"rule.remove", remove_rule},
    {"rule.show", show_rule},
    {"rule.list", list_rules},
    {"rules.order", order_rules},
    {"room.add", add_room},
    {"room.set", set_room},
    {"room.remove", remove_room},
    {"room.show", show_room},
    {"room.list", list_rooms},
    {"app.list", list_apps},
    {"user.list", list_users},
    {"user.set_password", set_user_password},
    {"user.remove", remove_user},
    {"setting.set", set_setting},
    {"settings.set", set_settings},
    {"setting.list", list_settings},
    {"sound.list", list_sounds},
    {"sound.show", show_sound},
    {"sound.add", add_sound},
    {"sound.remove", remove_sound},
    {"configuration.export", export_configuration},
    {"configuration.import", import_configuration},
    {"backup.export", export_backup},
    {"backup.import", import_backup},
    {"calls", list_call_records},
    {"calls.show", show_lost_call},
};

constexpr OfficeCommand kOfficeCommands[] = {
    {"status", show_status},
    {"registrations", list_registrations},
    {"rooms.open", list_open_rooms},
    {"calls.live", list_live_calls},
    {"explain", explain},
};

constexpr std::string_view kReset =
    "factory.reset";  // a folder that nobody serves can be erased too

constexpr LiveCommand kLiveCommands[] = {
    {"self_test.begin", begin_self_test},
    {"self_test.end", end_self_test},
    {kReset, reset_to_factory},
};

template <class Command, std::size_t count>
const Command* find(const Command (&commands)[count], std::string_view name) {
  for (const Command& command : commands) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

Outcome ask_office(LiveOffice& office, const Request& request) {
  if (const auto* asks = find(kOfficeCommands, request.command)) {
    return asks->carry_out(office, request);
  }
  const auto* changes = find(kLiveCommands, request.command);
  if (changes != nullptr) return changes->carry_out(office, request);
  return Outcome::error(ExitCode::usage, {"There is no command {}", {request.command}});
}

// A request on its way to the store and back.
struct Errand {
  Request request;
  Outcome outcome;
  Changes changes;
};

}  // namespace

Outcome store_failure(store::Error error) {
  return Outcome::error(ExitCode::failed, {"The store could not do it: {}. Check the data folder "
                                           "and the disk, then try again",
                                           {std::string(to_string(error))}});
}

std::optional<Outcome> changed_since(const Request& request, std::string_view shown) {
  if (!request.has("expected")) return std::nullopt;
  const std::string tag = console::etag_of(shown);
  std::string_view expected = request.get("expected");
  while (!expected.empty()) {
    const std::size_t comma = std::min(expected.find(','), expected.size());
    if (expected.substr(0, comma) == tag) return std::nullopt;
    expected.remove_prefix(std::min(comma + 1, expected.size()));
  }
  return Outcome::error(ExitCode::changed,
                        {"Somebody else has changed it meanwhile: look again, then try again", {}});
}

bool needs_switchboard(std::string_view command) {
  if (command == kReset) return false;
  return find(kOfficeCommands, command) != nullptr || find(kLiveCommands, command) != nullptr ||
         command == "trace";
}

Administration::Administration(store::Queue& queue, const base::WallClock& wall,
                               base::Random& random, std::string node, LiveOffice* live)
    : queue_(queue), wall_(wall), random_(random), node_(std::move(node)), live_(live) {}

void Administration::execute(Request request, Reply reply) {
  if (live_ != nullptr && request.command == "calls.show") {
    if (auto shown = show_call(*live_, request)) return reply(std::move(*shown));
  }
  if (find(kStoreCommands, request.command) != nullptr) {
    // Random numbers belong to this thread.
    if (request.has("generate")) request.arguments["password"] = random_.token(kPasswordLength);
    execute_in_store(std::move(request), std::move(reply));
  } else if (!needs_switchboard(request.command) && request.command != kReset) {
    reply(Outcome::error(ExitCode::usage, {"There is no command {}", {request.command}}));
  } else if (live_ == nullptr) {
    reply(Outcome::error(ExitCode::not_running,
                         {"No switchboard is running here: start it with jackfield serve", {}}));
  } else {
    reply(ask_office(*live_, request));
  }
}

void Administration::execute_in_store(Request request, Reply reply) {
  const store::Stamp stamp{wall_.now(), node_};
  auto listening = live_ != nullptr ? live_->listening_ports() : std::vector<std::uint16_t>();
  auto work = [stamp, serving = live_ != nullptr, listening = std::move(listening)](
                  store::Database& database, Errand& errand) {
    Desk desk{database, stamp, serving, listening, {}};
    const StoreCommand* command = find(kStoreCommands, errand.request.command);
    errand.outcome = command->carry_out(desk, errand.request);
    errand.changes = std::move(desk.changes);
    return errand.outcome.code == ExitCode::ok;
  };
  auto done = [this, reply](bool committed, Errand& errand) {
    if (!committed && errand.outcome.code == ExitCode::ok) {
      errand.outcome = store_failure(store::Error::io);
    }
    if (committed && live_ != nullptr) live_->apply(std::move(errand.changes));
    reply(std::move(errand.outcome));
  };
  auto job = store::make_job(Errand{std::move(request), {}, {}}, std::move(work), std::move(done));
  if (!queue_.post(std::move(job))) {
    reply(Outcome::error(ExitCode::busy, {"The store has too much to do: try again soon", {}}));
  }
}

}  // namespace jackfield
