#include "apps/sound/sounds_table.h"

#include <utility>

#include "firmware/store/statement.h"

namespace sound {

namespace {

constexpr store::Migration kSoundsMigrations[] = {
    {"sounds", 1,
     "CREATE TABLE sounds ("
     " name TEXT PRIMARY KEY,"
     " created INTEGER NOT NULL,"
     " octets INTEGER NOT NULL,"
     " audio BLOB NOT NULL,"
     " updated_at INTEGER NOT NULL,"
     " node TEXT NOT NULL)"},
};

Sound sound_of(const store::Statement& row) {
  return {row.text(0), row.time(1), row.octets(2)};
}

}  // namespace

std::span<const store::Migration> SoundsTable::migrations() {
  return kSoundsMigrations;
}

store::Result<std::vector<Entry>> SoundsTable::list() {
  std::vector<Entry> entries;
  store::Statement rows(database_, "SELECT name, created, octets FROM sounds ORDER BY name");
  const auto read = rows.each([&](const store::Statement& row) {
    entries.push_back({row.text(0), row.time(1), static_cast<std::size_t>(row.integer(2))});
  });
  if (!read) return read.error();
  return entries;
}

store::Result<std::vector<Sound>> SoundsTable::all() {
  std::vector<Sound> sounds;
  store::Statement rows(database_, "SELECT name, created, audio FROM sounds ORDER BY name");
  const auto read =
      rows.each([&](const store::Statement& row) { sounds.push_back(sound_of(row)); });
  if (!read) return read.error();
  return sounds;
}

store::Result<std::optional<Sound>> SoundsTable::find(std::string_view name) {
  store::Statement row(database_, "SELECT name, created, audio FROM sounds WHERE name = ?");
  const store::Result<bool> there = row.bind(name).step();
  if (!there) return there.error();
  std::optional<Sound> sound;
  if (*there) sound = sound_of(row);
  return sound;
}

store::Result<void> SoundsTable::add(const Sound& sound, const store::Stamp& stamp) {
  store::Statement row(database_,
                       "INSERT INTO sounds (name, created, octets, audio, updated_at, node)"
                       " VALUES (?, ?, ?, ?, ?, ?)");
  return row
      .bind(sound.name, sound.created, static_cast<std::int64_t>(sound.audio.size()), sound.audio,
            stamp.now, stamp.node)
      .run();
}

store::Result<bool> SoundsTable::remove(std::string_view name) {
  store::Statement remove(database_, "DELETE FROM sounds WHERE name = ?");
  if (const auto done = remove.bind(name).run(); !done) return done.error();
  return database_.changed_rows() > 0;
}

store::Result<void> SoundsTable::clear() {
  return database_.execute("DELETE FROM sounds");
}

}  // namespace sound
