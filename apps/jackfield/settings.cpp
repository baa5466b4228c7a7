#include "apps/jackfield/settings.h"

#include <algorithm>

#include "apps/recording/key_code.h"
#include "apps/sound/sound.h"
#include "firmware/base/ascii.h"
#include "firmware/mdns/name.h"
#include "firmware/net/address.h"
#include "firmware/sntp/client.h"
#include "firmware/store/statement.h"

namespace jackfield {

namespace {

constexpr std::size_t kMaxDomains = 32;
constexpr std::size_t kMaxDomainLength = 253;  // RFC 1035 section 2.3.4
constexpr std::size_t kMaxRealm = 64;
constexpr std::uint16_t kLowestPort = 1024;  // those below are the system's
constexpr std::size_t kFewestPairs = 200;    // a call of two phones takes two, with video four
constexpr std::string_view kNode = "node";

constexpr store::Migration kSettingsMigrations[] = {
    {"settings", 1,
     "CREATE TABLE settings ("
     " key TEXT PRIMARY KEY,"
     " value TEXT NOT NULL,"
     " updated_at INTEGER NOT NULL,"
     " node TEXT NOT NULL) WITHOUT ROWID"},
};

bool read(std::string_view word, bool& value) {
  if (word != "yes" && word != "no") return false;
  value = word == "yes";
  return true;
}

bool read(std::string_view word, std::chrono::seconds& value) {
  const auto seconds = base::parse_unsigned(word, 86'400);
  if (!seconds || *seconds == 0) return false;
  value = std::chrono::seconds(*seconds);
  return true;
}

std::string write(bool value) {
  return value ? "yes" : "no";
}
std::string write(std::chrono::seconds value) {
  return std::to_string(value.count());
}

// What may stand between quotes without an escape (RFC 3261 section 25.1, quoted-string).
bool read_realm(std::string_view text, std::string& realm) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != ':';
  });
  if (text.empty() || text.size() > kMaxRealm || !plain) return false;
  realm = text;
  return true;
}

bool is_domain(std::string_view text) {
  return !text.empty() && text.size() <= kMaxDomainLength &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return base::is_digit(c) || base::is_alpha(c) || c == '.' || c == '-';
         });
}

bool is_host(std::string_view text) {
  return is_domain(text) || net::IpAddress::parse(text);
}

// "example.com,office.example.com"; blanks around the commas are let pass.
bool read_names(std::string_view text, std::size_t most, bool (*is_name)(std::string_view),
                std::vector<std::string>& names) {
  std::vector<std::string> read;
  while (!base::trim(text).empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view name = base::trim(text.substr(0, comma));
    if (!is_name(name) || read.size() == most) return false;
    read.push_back(base::to_lower(name));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  names = std::move(read);
  return true;
}

std::string write_list(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
  return text;
}

// RFC 8760: a phone takes the first it knows; old ones give up over what they do not know.
bool read_digests(std::string_view text, std::vector<std::string>& digests) {
  if (text == "MD5") {
    digests = {"MD5"};
  } else if (text == "SHA-256") {
    digests = {"SHA-256"};
  } else if (text == "SHA-256,MD5") {
    digests = {"SHA-256", "MD5"};
  } else {
    return false;
  }
  return true;
}

bool read(std::string_view word, media::RecordingFormat& format) {
  if (word != "wav" && word != "opus") return false;
  format = word == "wav" ? media::RecordingFormat::wav : media::RecordingFormat::ogg_opus;
  return true;
}

std::string write(media::RecordingFormat format) {
  return format == media::RecordingFormat::wav ? "wav" : "opus";
}

bool read_code(std::string_view text, std::string& code) {
  if (!recording::is_code(text)) return false;
  code = text;
  return true;
}

bool read_sound(std::string_view text, std::string& name) {
  if (!text.empty() && !sound::is_name(text)) return false;
  name = text;
  return true;
}

bool read_host_name(std::string_view text, std::string& name) {
  if (!mdns::is_host_label(text)) return false;
  name = base::to_lower(text);
  return true;
}

// "10000-19999"; blanks around the hyphen are let pass.
bool read(std::string_view text, media::PortRange& range) {
  const std::size_t hyphen = text.find('-');
  if (hyphen == std::string_view::npos) return false;
  const auto first = base::parse_unsigned(base::trim(text.substr(0, hyphen)), 65'535);
  const auto last = base::parse_unsigned(base::trim(text.substr(hyphen + 1)), 65'535);
  if (!first || !last) return false;
  const media::PortRange read{static_cast<std::uint16_t>(*first),
                              static_cast<std::uint16_t>(*last)};
  const bool takes = read.first >= kLowestPort && read.first % 2 == 0;
  if (!takes || read.pairs() < kFewestPairs) return false;
  range = read;
  return true;
}

std::string write(media::PortRange range) {
  return std::to_string(range.first) + '-' + std::to_string(range.last);
}

struct Known {
  std::string_view key;
  std::string_view meaning;
  std::string_view expected;
  bool (*read)(std::string_view, Settings&);
  std::string (*write)(const Settings&);
};

// All settings there are. A new one: a member of Settings and an entry here.
constexpr Known kKnown[] = {
    {"realm", "what phones show beside the password; changes only while there are no extensions",
     "1 to 64 printable characters without \" \\ :",
     [](std::string_view text, Settings& s) { return read_realm(text, s.realm); },
     [](const Settings& s) { return s.realm; }},
    {"domains", "domain names that are ours", "names with commas between, such as example.com",
     [](std::string_view text, Settings& s) {
       return read_names(text, kMaxDomains, is_domain, s.domains);
     },
     [](const Settings& s) { return write_list(s.domains); }},
    {"follow_redirects", "follow a 3xx of the called side instead of handing it to the caller",
     "yes or no", [](std::string_view text, Settings& s) { return read(text, s.follow_redirects); },
     [](const Settings& s) { return write(s.follow_redirects); }},
    {"authenticate_calls", "an extension proves by its password that a call is its own",
     "yes or no",
     [](std::string_view text, Settings& s) { return read(text, s.authenticate_calls); },
     [](const Settings& s) { return write(s.authenticate_calls); }},
    {"accept_host_digest", "let pass a password's digest made for the host, as SIPp makes it",
     "yes or no",
     [](std::string_view text, Settings& s) { return read(text, s.accept_host_digest); },
     [](const Settings& s) { return write(s.accept_host_digest); }},
    {"digests", "digests that phones may choose from, best first", "MD5, SHA-256 or SHA-256,MD5",
     [](std::string_view text, Settings& s) { return read_digests(text, s.digests); },
     [](const Settings& s) { return write_list(s.digests); }},
    {"rewrite_record_route", "between two networks, show each only the name it knows us by",
     "yes or no",
     [](std::string_view text, Settings& s) { return read(text, s.rewrite_record_route); },
     [](const Settings& s) { return write(s.rewrite_record_route); }},
    {"min_expires", "shortest registration, in seconds", "a number from 1 to 86400",
     [](std::string_view text, Settings& s) { return read(text, s.min_expires); },
     [](const Settings& s) { return write(s.min_expires); }},
    {"max_expires", "longest registration, in seconds", "a number from 1 to 86400",
     [](std::string_view text, Settings& s) { return read(text, s.max_expires); },
     [](const Settings& s) { return write(s.max_expires); }},
    {"tell_held", "who is put on hold is told so by SIP, for phones that show it", "yes or no",
     [](std::string_view text, Settings& s) { return read(text, s.tell_held); },
     [](const Settings& s) { return write(s.tell_held); }},
    {"host_name", "what the local network calls this office: NAME.local",
     "1 to 63 letters, digits and hyphens",
     [](std::string_view text, Settings& s) { return read_host_name(text, s.host_name); },
     [](const Settings& s) { return s.host_name; }},
    {"announce", "tell the local network this name, and that phones and browsers find us here",
     "yes or no", [](std::string_view text, Settings& s) { return read(text, s.announce); },
     [](const Settings& s) { return write(s.announce); }},
    {"time_servers", "who is asked what time it is (NTP); nobody, when the system knows it itself",
     "up to 4 host names or addresses with commas between",
     [](std::string_view text, Settings& s) {
       return read_names(text, sntp::Client::kMaxServers, is_host, s.time_servers);
     },
     [](const Settings& s) { return write_list(s.time_servers); }},
    {"record_key", "the keys by which a party records a talk between extensions, and ends that",
     "up to 8 of 0 to 9, *, #, A to D; nothing lets nobody record",
     [](std::string_view text, Settings& s) { return read_code(text, s.record_key); },
     [](const Settings& s) { return s.record_key; }},
    {"record_format", "what recordings are written as; opus takes a twentieth of the room",
     "wav or opus", [](std::string_view text, Settings& s) { return read(text, s.record_format); },
     [](const Settings& s) { return write(s.record_format); }},
    {"rtp_ports", "the UDP ports that calls have their sound on, two for each phone in a call",
     "FIRST-LAST such as 10000-19999: 1024 or above, FIRST even, 400 ports at least",
     [](std::string_view text, Settings& s) { return read(text, s.rtp_ports); },
     [](const Settings& s) { return write(s.rtp_ports); }},
    {"hold_music", "the sound that a held party hears; nothing: our own tune",
     "the name of a sound, or nothing",
     [](std::string_view text, Settings& s) { return read_sound(text, s.hold_music); },
     [](const Settings& s) { return s.hold_music; }},
};

const Known* find(std::string_view key) {
  for (const Known& known : kKnown) {
    if (known.key == key) return &known;
  }
  return nullptr;
}

}  // namespace

std::vector<SettingLine> list_of(const Settings& settings) {
  std::vector<SettingLine> lines;
  for (const Known& known : kKnown) {
    lines.push_back({known.key, known.write(settings), known.meaning, known.expected});
  }
  return lines;
}

bool is_setting(std::string_view key) {
  return find(key) != nullptr;
}

std::optional<Message> assign(Settings& settings, std::string_view key, std::string_view value) {
  const Known* known = find(key);
  if (known == nullptr) {
    return Message{"There is no setting {}: see jackfield setting list", {std::string(key)}};
  }
  if (!known->read(value, settings)) {
    return Message{"The setting {} takes " + std::string(known->expected), {std::string(key)}};
  }
  return std::nullopt;
}

std::optional<Message> fault_of(const Settings& settings) {
  if (settings.min_expires <= settings.max_expires) return std::nullopt;
  return Message{"min_expires must not be above max_expires", {}, "min_expires"};
}

std::optional<Message> set(Settings& settings, std::string_view key, std::string_view value) {
  Settings changed = settings;
  if (auto fault = assign(changed, key, value)) return fault;
  if (auto fault = fault_of(changed)) return fault;
  settings = std::move(changed);
  return std::nullopt;
}

std::span<const store::Migration> SettingsTable::migrations() {
  return kSettingsMigrations;
}

store::Result<Settings> SettingsTable::load() {
  Settings settings;
  store::Statement rows(database_, "SELECT key, value FROM settings");
  // What is no setting is the node; what is refused keeps its default.
  const auto done = rows.each([&](const store::Statement& row) {
    static_cast<void>(assign(settings, row.text(0), row.text(1)));
  });
  if (!done) return done.error();
  return settings;
}

store::Result<void> SettingsTable::save(const Settings& settings, const store::Stamp& stamp) {
  for (const SettingLine& line : list_of(settings)) {
    if (const auto done = put(line.key, line.value, stamp); !done) return done;
  }
  return {};
}

store::Result<std::optional<std::string>> SettingsTable::node() {
  store::Statement row(database_, "SELECT value FROM settings WHERE key = ?");
  const store::Result<bool> there = row.bind(kNode).step();
  if (!there) return there.error();
  std::optional<std::string> node;
  if (*there) node = row.text(0);
  return node;
}

store::Result<void> SettingsTable::set_node(const store::Stamp& stamp) {
  return put(kNode, stamp.node, stamp);
}

store::Result<void> SettingsTable::put(std::string_view key, std::string_view value,
                                       const store::Stamp& stamp) {
  store::Statement row(database_,
                       "INSERT OR REPLACE INTO settings (key, value, updated_at, node)"
                       " VALUES (?, ?, ?, ?)");
  return row.bind(key, value, stamp.now, stamp.node).run();
}

}  // namespace jackfield
