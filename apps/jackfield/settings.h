// The settings of the switchboard: few, typed, with defaults that need no thought. settings.cpp has
// the one list of them. SettingsTable on the thread that has the database.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/jackfield/message.h"
#include "firmware/base/random.h"
#include "firmware/media/port_pool.h"
#include "firmware/media/recording/recording.h"
#include "firmware/store/database.h"
#include "firmware/store/migrations.h"
#include "firmware/store/stamp.h"

namespace jackfield {

struct Settings {
  std::string realm = "jackfield";   // every password's digest is bound to it
  std::vector<std::string> domains;  // ours, beside the addresses we listen on
  bool follow_redirects = false;     // else a 3xx goes to the caller
  bool authenticate_calls = true;    // an extension that calls proves who it is
  bool accept_host_digest = false;   // for test tools: see sip::DigestSettings::accept_host_uri
  std::vector<std::string> digests = {"MD5"};  // asked of phones, best first
  bool rewrite_record_route = false;           // RFC 3261 section 16.12.1.3 instead of RFC 5658
  std::chrono::seconds min_expires{60};        // of a registration; a shorter wish is answered 423
  std::chrono::seconds max_expires{7200};
  std::string host_name = "jackfield";    // NAME of NAME.local; another when that is taken
  bool announce = true;                   // NAME.local and the services on the local network
  std::vector<std::string> time_servers;  // who is asked for the time; nobody: the system knows it
  std::string record_key = "*1";          // pressed in a talk, records it; "": nobody does
  bool tell_held = false;                 // a re-INVITE says that a party is on hold
  media::RecordingFormat record_format = media::RecordingFormat::ogg_opus;
  media::PortRange rtp_ports;
  std::string hold_music;  // the sound that a held party hears; "": our own tune
  friend bool operator==(const Settings&, const Settings&) = default;
};

struct SettingLine {
  std::string_view key;
  std::string value;
  std::string_view meaning;
  std::string_view expected;  // the values it takes
};

// Every setting as people see it.
std::vector<SettingLine> list_of(const Settings& settings);

bool is_setting(std::string_view key);

// Sets one by its words; on a fault the settings stay as they were.
std::optional<Message> set(Settings& settings, std::string_view key, std::string_view value);

// The same for one of many: whether they go together is asked of fault_of() when all are set.
std::optional<Message> assign(Settings& settings, std::string_view key, std::string_view value);
std::optional<Message> fault_of(const Settings& settings);

class SettingsTable {
 public:
  static std::span<const store::Migration> migrations();

  explicit SettingsTable(store::Database& database) : database_(database) {}

  store::Result<Settings> load();
  store::Result<void> save(const Settings& settings, const store::Stamp& stamp);

  // The UUID of this switchboard; nothing in a store that is new.
  store::Result<std::optional<std::string>> node();
  store::Result<void> set_node(const store::Stamp& stamp);

 private:
  store::Result<void> put(std::string_view key, std::string_view value, const store::Stamp& stamp);

  store::Database& database_;
};

}  // namespace jackfield
