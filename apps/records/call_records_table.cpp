#include "apps/records/call_records_table.h"

#include <utility>

#include "firmware/base/ascii.h"
#include "firmware/store/stamp.h"
#include "firmware/store/statement.h"

namespace records {

namespace {

constexpr store::Migration kMigrations[] = {
    {"call_records", 1,
     "CREATE TABLE call_records ("
     " id TEXT NOT NULL,"
     " caller TEXT NOT NULL,"
     " callee TEXT NOT NULL,"
     " begin_at INTEGER NOT NULL,"
     " answer_at INTEGER,"
     " end_at INTEGER,"
     " disposition TEXT NOT NULL,"
     " status INTEGER NOT NULL,"
     " reason TEXT NOT NULL,"
     " call_id TEXT NOT NULL,"
     " updated_at INTEGER NOT NULL,"
     " node TEXT NOT NULL,"
     // In the order of time: a call's two writes meet the page that its neighbours are on.
     " PRIMARY KEY (begin_at, id)) WITHOUT ROWID"},
    {"call_records", 2, "ALTER TABLE call_records ADD COLUMN transfers TEXT NOT NULL DEFAULT ''"},
};

constexpr Disposition kDispositions[] = {
    Disposition::in_progress, Disposition::answered, Disposition::busy,   Disposition::no_answer,
    Disposition::cancelled,   Disposition::rejected, Disposition::failed, Disposition::interrupted,
};

Disposition disposition_of(std::string_view text) {
  for (const Disposition disposition : kDispositions) {
    if (to_string(disposition) == text) return disposition;
  }
  return Disposition::failed;
}

CallRecord record_of(const store::Statement& row) {
  CallRecord record;
  record.id = row.text(0);
  record.caller = row.text(1);
  record.callee = row.text(2);
  record.begin = row.time(3);
  record.answer = row.optional_time(4);
  record.end = row.optional_time(5);
  record.disposition = disposition_of(row.text(6));
  record.status = static_cast<int>(row.integer(7));
  record.reason = row.text(8);
  record.call_id = row.text(9);
  record.transfers = row.text(10);
  return record;
}

bool put(store::Database& database, const CallRecord& record, const store::Stamp& stamp) {
  store::Statement row(database,
                       "INSERT OR REPLACE INTO call_records (id, caller, callee, begin_at,"
                       " answer_at, end_at, disposition, status, reason, call_id, transfers,"
                       " updated_at, node) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  return row
      .bind(record.id, record.caller, record.callee, record.begin, record.answer, record.end,
            to_string(record.disposition), record.status, record.reason, record.call_id,
            record.transfers, stamp.now, stamp.node)
      .run()
      .has_value();
}

}  // namespace

std::span<const store::Migration> CallRecordsTable::migrations() {
  return kMigrations;
}

store::Result<std::vector<CallRecord>> CallRecordsTable::newest(store::Database& database,
                                                                std::size_t count) {
  std::vector<CallRecord> records;
  store::Statement rows(database,
                        "SELECT id, caller, callee, begin_at, answer_at, end_at, disposition,"
                        " status, reason, call_id, transfers FROM call_records"
                        " ORDER BY begin_at DESC, id LIMIT ?");
  const auto read =
      rows.bind(static_cast<std::int64_t>(count)).each([&](const store::Statement& row) {
        records.push_back(record_of(row));
      });
  if (!read) return read.error();
  return records;
}

store::Result<std::vector<CallRecord>> CallRecordsTable::matching(store::Database& database,
                                                                  std::string_view id) {
  std::vector<CallRecord> records;
  store::Statement rows(database,
                        "SELECT id, caller, callee, begin_at, answer_at, end_at, disposition,"
                        " status, reason, call_id, transfers FROM call_records"
                        " WHERE substr(id, 1, ?) = ? OR call_id = ?"
                        " ORDER BY begin_at DESC, id LIMIT 2");
  const auto read =
      rows.bind(static_cast<std::int64_t>(id.size()), base::to_lower(id), id)
          .each([&](const store::Statement& row) { records.push_back(record_of(row)); });
  if (!read) return read.error();
  return records;
}

store::Result<void> CallRecordsTable::tidy(store::Database& database, base::WallTime now) {
  store::Statement interrupted(
      database,
      "UPDATE call_records SET disposition = ?, end_at = ?, updated_at = ?,"
      " reason = 'the switchboard stopped' WHERE disposition = ?");
  const auto marked =
      interrupted
          .bind(to_string(Disposition::interrupted), now, now, to_string(Disposition::in_progress))
          .run();
  if (!marked) return marked;
  store::Statement oldest(database,
                          "DELETE FROM call_records WHERE begin_at <= (SELECT begin_at FROM"
                          " call_records ORDER BY begin_at DESC LIMIT 1 OFFSET ?)");
  return oldest.bind(kMaxRecords).run();
}

void CallRecordsTable::save(CallRecord record, std::function<void(bool)> done) {
  const store::Stamp stamp{wall_.now(), node_};
  auto work = [stamp](store::Database& database, const CallRecord& row) {
    return put(database, row, stamp);
  };
  // The answer is kept here too, because a full queue drops the job with all that is in it.
  auto answer = [done](bool committed, const CallRecord&) { done(committed); };
  if (!queue_.post(store::make_job(std::move(record), std::move(work), std::move(answer)))) {
    done(false);
  }
}

}  // namespace records
