// The commands, each a function of a request; administration.cpp has the list of them. A command of
// the store runs in a transaction that is undone unless its outcome is ok; a command of the office
// reads the live switchboard.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "apps/jackfield/live_office.h"
#include "apps/jackfield/request.h"
#include "firmware/store/database.h"
#include "firmware/store/error.h"
#include "firmware/store/stamp.h"

namespace jackfield {

constexpr std::size_t kMaxExtensions = 20'000;
constexpr std::size_t kMaxFaultsShown = 100;  // of a file to be imported

// What a command of the store works on.
struct Desk {
  store::Database& database;
  store::Stamp stamp;
  bool serving;                          // a switchboard runs on this store
  std::vector<std::uint16_t> listening;  // the ports it is reached at
  Changes changes;                       // to be announced once committed
};

// Of a new range of RTP ports that has one of ours in it.
std::optional<Message> fault_of_ports(const Desk& desk, media::PortRange before,
                                      media::PortRange after);

Outcome add_extension(Desk& desk, const Request& request);
Outcome set_extension(Desk& desk, const Request& request);
Outcome remove_extension(Desk& desk, const Request& request);
Outcome show_extension(Desk& desk, const Request& request);
Outcome show_phones_of_extension(Desk& desk, const Request& request);
Outcome list_extensions(Desk& desk, const Request& request);
Outcome import_extensions(Desk& desk, const Request& request);

Outcome add_rule(Desk& desk, const Request& request);
Outcome set_rule(Desk& desk, const Request& request);
Outcome remove_rule(Desk& desk, const Request& request);
Outcome show_rule(Desk& desk, const Request& request);
Outcome list_rules(Desk& desk, const Request& request);
Outcome order_rules(Desk& desk, const Request& request);

Outcome add_room(Desk& desk, const Request& request);
Outcome set_room(Desk& desk, const Request& request);
Outcome remove_room(Desk& desk, const Request& request);
Outcome show_room(Desk& desk, const Request& request);
Outcome list_rooms(Desk& desk, const Request& request);
Outcome list_apps(Desk& desk, const Request& request);

Outcome list_users(Desk& desk, const Request& request);
Outcome set_user_password(Desk& desk, const Request& request);
Outcome remove_user(Desk& desk, const Request& request);

Outcome set_setting(Desk& desk, const Request& request);
Outcome set_settings(Desk& desk, const Request& request);  // each argument a key
Outcome list_settings(Desk& desk, const Request& request);

Outcome export_configuration(Desk& desk, const Request& request);
Outcome import_configuration(Desk& desk, const Request& request);

// What import_configuration() would refuse, each fault with its place.
std::vector<Message> faults_of_document(std::string_view document);

// The configuration together with who may use the console.
Outcome export_backup(Desk& desk, const Request& request);
Outcome import_backup(Desk& desk, const Request& request);

Outcome list_sounds(Desk& desk, const Request& request);
Outcome show_sound(Desk& desk, const Request& request);
Outcome add_sound(Desk& desk, const Request& request);
Outcome remove_sound(Desk& desk, const Request& request);

// What is wrong with one sound, whatever others there are.
std::vector<Message> faults_of(const sound::Sound& sound);
// The sound that it plays; "" when it plays none.
std::string_view sound_of(const Rule& rule);
store::Result<bool> is_there(store::Database& database, std::string_view sound);
store::Result<std::vector<std::string>> sounds_there(store::Database& database);  // their names

Outcome list_call_records(Desk& desk, const Request& request);
// A call of which the running switchboard, if there is one, knows nothing: says why.
Outcome show_lost_call(Desk& desk, const Request& request);

Outcome show_status(const LiveOffice& office, const Request& request);
Outcome list_registrations(const LiveOffice& office, const Request& request);
Outcome list_open_rooms(const LiveOffice& office, const Request& request);
Outcome list_live_calls(const LiveOffice& office, const Request& request);
// Nothing when the call is not among the latest.
std::optional<Outcome> show_call(const LiveOffice& office, const Request& request);
Outcome explain(const LiveOffice& office, const Request& request);

// The line of the self-test, as test_line.h has it: lent for a while, and given back with `fault`,
// "" when all went well.
Outcome begin_self_test(LiveOffice& office, const Request& request);
Outcome end_self_test(LiveOffice& office, const Request& request);

// Marks the data folder; all in it is erased as soon as the switchboard has ended.
Outcome reset_to_factory(LiveOffice& office, const Request& request);

std::string to_json(const LiveCall& call);

// Success with `result`, and the rules as the store has them now are to be announced.
Outcome announce_rules(Desk& desk, std::string result);

// The store refused.
Outcome store_failure(store::Error error);

// Who changes or removes a thing may say in the argument `expected` which one he has seen, by the
// ETag of its JSON; several stand with commas between. An outcome when it is another by now.
std::optional<Outcome> changed_since(const Request& request, std::string_view shown);

}  // namespace jackfield
