#include "firmware/location/bindings_table.h"

#include <utility>

#include "firmware/store/stamp.h"
#include "firmware/store/statement.h"

namespace location {

namespace {

// One row a contact. Two contacts of one address-of-record differ in the URI or, for a phone with
// several flows (RFC 5626), in instance and reg_id.
constexpr store::Migration kMigrations[] = {
    {"bindings", 1,
     "CREATE TABLE bindings ("
     " aor TEXT NOT NULL,"
     " contact TEXT NOT NULL,"
     " instance TEXT NOT NULL,"
     " reg_id INTEGER NOT NULL,"
     " call_id TEXT NOT NULL,"
     " cseq INTEGER NOT NULL,"
     " q INTEGER NOT NULL,"
     " path TEXT NOT NULL,"  // one value a line
     " user_agent TEXT NOT NULL,"
     " transport TEXT NOT NULL,"
     " interface INTEGER NOT NULL,"
     " remote_address TEXT NOT NULL,"
     " remote_port INTEGER NOT NULL,"
     " granted INTEGER NOT NULL,"  // milliseconds
     " expires_at INTEGER NOT NULL,"
     " registered_at INTEGER NOT NULL,"
     " updated_at INTEGER NOT NULL,"
     " node TEXT NOT NULL,"
     " PRIMARY KEY (aor, contact, instance, reg_id)) WITHOUT ROWID"},
    // A row for each address-of-record that ever had a binding.
    {"bindings", 2,
     "CREATE TABLE once_bound ("
     " aor TEXT PRIMARY KEY,"
     " updated_at INTEGER NOT NULL,"
     " node TEXT NOT NULL) WITHOUT ROWID;"
     "INSERT INTO once_bound SELECT aor, max(updated_at), max(node) FROM bindings GROUP BY aor"},
};

using std::chrono::duration_cast;
using std::chrono::milliseconds;

// No header field value has a line break in it once it is unfolded (RFC 3261 section 7.3.1).
std::string join_lines(const std::vector<std::string>& values) {
  std::string lines;
  for (const std::string& value : values) lines += value + '\n';
  return lines;
}

std::vector<std::string> split_lines(std::string_view lines) {
  std::vector<std::string> values;
  for (std::size_t end; (end = lines.find('\n')) != std::string_view::npos;) {
    values.emplace_back(lines.substr(0, end));
    lines.remove_prefix(end + 1);
  }
  return values;
}

// The calendar time of an instant and back. Both clocks are read in the same turn of the loop.
struct Clocks {
  base::WallTime wall;
  base::Instant now;

  base::WallTime to_wall(base::Instant instant) const {
    return wall + duration_cast<milliseconds>(instant - now);
  }
  base::Instant to_instant(base::WallTime time) const { return now + (time - wall); }
};

store::Result<void> insert(store::Database& database, std::string_view aor, const Binding& binding,
                           const Clocks& clocks, const store::Stamp& stamp) {
  store::Statement row(database,
                       "INSERT OR REPLACE INTO bindings (aor, contact, instance, reg_id, call_id,"
                       " cseq, q, path, user_agent, transport, interface, remote_address,"
                       " remote_port, granted, expires_at, registered_at, updated_at, node)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  return row
      .bind(aor, binding.contact, binding.instance, binding.reg_id, binding.call_id, binding.cseq,
            binding.q, join_lines(binding.path), binding.user_agent,
            sip::to_uri_param(binding.flow.transport), binding.flow.interface,
            net::to_string(binding.flow.remote.address), binding.flow.remote.port,
            duration_cast<milliseconds>(binding.granted).count(), clocks.to_wall(binding.expires),
            binding.registered_at, stamp.now, stamp.node)
      .run();
}

store::Result<void> remove_bindings(store::Database& database, std::string_view aor) {
  return store::Statement(database, "DELETE FROM bindings WHERE aor = ?").bind(aor).run();
}

// Writes once: whoever binds again changes nothing.
store::Result<void> note_phones(store::Database& database, std::string_view aor,
                                const store::Stamp& stamp) {
  store::Statement row(database,
                       "INSERT OR IGNORE INTO once_bound (aor, updated_at, node) VALUES (?, ?, ?)");
  return row.bind(aor, stamp.now, stamp.node).run();
}

Binding binding_of(const store::Statement& row, const Clocks& clocks) {
  Binding binding;
  binding.contact = row.text(1);
  binding.instance = row.text(2);
  binding.reg_id = static_cast<std::uint32_t>(row.integer(3));
  binding.call_id = row.text(4);
  binding.cseq = static_cast<std::uint32_t>(row.integer(5));
  binding.q = static_cast<int>(row.integer(6));
  binding.path = split_lines(row.text(7));
  binding.user_agent = row.text(8);
  binding.flow.transport = sip::transport_of(row.text(9)).value_or(sip::Transport::udp);
  binding.flow.interface = static_cast<std::uint16_t>(row.integer(10));
  binding.flow.remote.address = net::IpAddress::parse(row.text(11)).value_or(net::IpAddress());
  binding.flow.remote.port = static_cast<std::uint16_t>(row.integer(12));
  binding.granted = milliseconds(row.integer(13));
  binding.expires = clocks.to_instant(row.time(14));
  binding.registered_at = row.time(15);
  return binding;
}

}  // namespace

std::span<const store::Migration> BindingsTable::migrations() {
  return kMigrations;
}

store::Result<std::vector<BindingChange>> BindingsTable::load(store::Database& database,
                                                              base::WallTime wall,
                                                              base::Instant now) {
  store::Statement expired(database, "DELETE FROM bindings WHERE expires_at <= ?");
  if (const auto done = expired.bind(wall).run(); !done) return done.error();
  const Clocks clocks{wall, now};
  std::vector<BindingChange> all;
  store::Statement rows(database,
                        "SELECT aor, contact, instance, reg_id, call_id, cseq, q, path, user_agent,"
                        " transport, interface, remote_address, remote_port, granted, expires_at,"
                        " registered_at FROM bindings ORDER BY aor, registered_at, contact");
  const auto read = rows.each([&](const store::Statement& row) {
    const std::string aor = row.text(0);
    if (all.empty() || all.back().aor != aor) all.push_back({aor, {}});
    all.back().bindings.push_back(binding_of(row, clocks));
  });
  if (!read) return read.error();
  return all;
}

store::Result<void> BindingsTable::remove(store::Database& database, std::string_view aor) {
  if (const auto done = remove_bindings(database, aor); !done) return done;
  return forget_phones(database, aor);
}

store::Result<bool> BindingsTable::had_phones(store::Database& database, std::string_view aor) {
  store::Statement row(database, "SELECT 1 FROM once_bound WHERE aor = ?");
  bool found = false;
  const auto read = row.bind(aor).each([&](const store::Statement&) { found = true; });
  if (!read) return read.error();
  return found;
}

store::Result<void> BindingsTable::forget_phones(store::Database& database, std::string_view aor) {
  return store::Statement(database, "DELETE FROM once_bound WHERE aor = ?").bind(aor).run();
}

store::Result<void> BindingsTable::clear(store::Database& database) {
  return database.execute("DELETE FROM bindings; DELETE FROM once_bound");
}

void BindingsTable::save(BindingChange change, std::function<void(bool)> done) {
  const Clocks clocks{wall_.now(), timers_.now()};
  const store::Stamp stamp{clocks.wall, node_};
  auto work = [clocks, stamp](store::Database& database, const BindingChange& whole) {
    if (!remove_bindings(database, whole.aor)) return false;
    if (!whole.bindings.empty() && !note_phones(database, whole.aor, stamp)) return false;
    for (const Binding& binding : whole.bindings) {
      if (!insert(database, whole.aor, binding, clocks, stamp)) return false;
    }
    return true;
  };
  // The answer is kept here too, because a full queue drops the job with all that is in it.
  auto answer = [done](bool committed, const BindingChange&) { done(committed); };
  if (!queue_.post(store::make_job(std::move(change), std::move(work), std::move(answer)))) {
    done(false);
  }
}

}  // namespace location
