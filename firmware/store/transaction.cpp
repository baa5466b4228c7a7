#include "firmware/store/transaction.h"

#include "firmware/store/statement.h"

namespace store {

namespace {

Result<void> run(Database& database, std::string_view sql) {
  return Statement(database, sql).run();
}

}  // namespace

Transaction::Transaction(Database& database)
    : database_(database), begun_(run(database, "BEGIN IMMEDIATE")) {}

Transaction::~Transaction() {
  if (open()) static_cast<void>(run(database_, "ROLLBACK"));
}

Result<void> Transaction::commit() {
  if (!begun_) return begun_;
  if (!open()) return Error::failed;
  return run(database_, "COMMIT");
}

Savepoint::Savepoint(Database& database)
    : database_(database), open_(run(database, "SAVEPOINT part").has_value()) {}

Savepoint::~Savepoint() {
  if (!open_ || !database_.in_transaction()) return;
  static_cast<void>(run(database_, "ROLLBACK TO part"));
  static_cast<void>(run(database_, "RELEASE part"));
}

Result<void> Savepoint::keep() {
  if (!open_) return Error::failed;
  const Result<void> released = run(database_, "RELEASE part");
  open_ = !released;
  return released;
}

}  // namespace store
