// CallRecordsTable: the call records in the store. Written through the store's writer; read on the
// thread that has the database. The oldest make room when there are more than kMaxRecords.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "apps/records/call_record.h"
#include "firmware/store/database.h"
#include "firmware/store/migrations.h"
#include "firmware/store/queue.h"

namespace records {

class CallRecordsTable final : public RecordStore {
 public:
  static constexpr std::int64_t kMaxRecords = 200'000;  // some 60 MB

  static std::span<const store::Migration> migrations();

  // The newest first.
  static store::Result<std::vector<CallRecord>> newest(store::Database& database,
                                                       std::size_t count);

  // Those with this id, with an id that begins so, or with this Call-ID; two at most.
  static store::Result<std::vector<CallRecord>> matching(store::Database& database,
                                                         std::string_view id);

  // At start: calls that were up when the switchboard stopped become `interrupted`, at `now`, and
  // what is over kMaxRecords goes.
  static store::Result<void> tidy(store::Database& database, base::WallTime now);

  CallRecordsTable(store::Queue& queue, const base::WallClock& wall, std::string node)
      : queue_(queue), wall_(wall), node_(std::move(node)) {}

  // When the queue is full, done(false) comes at once.
  void save(CallRecord record, std::function<void(bool)> done) override;

 private:
  store::Queue& queue_;
  const base::WallClock& wall_;
  const std::string node_;
};

}  // namespace records
