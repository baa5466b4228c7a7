#include "firmware/store/statement.h"

#include "firmware/store/connection.h"

namespace store {

Statement::Statement(Database& database, std::string_view sql)
    : connection_(*database.connection_), statement_(connection_.take(sql)) {}

Statement::~Statement() {
  if (statement_ != nullptr) connection_.put_back(statement_);
}

void Statement::reset() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

void Statement::bind_one(int index, std::string_view text) {
  // An empty view may have no address, which SQLite would take for NULL.
  const char* octets = text.empty() ? "" : text.data();
  sqlite3_bind_text64(statement_, index, octets, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

void Statement::bind_one(int index, std::int64_t number) {
  sqlite3_bind_int64(statement_, index, number);
}

void Statement::bind_one(int index, base::WallTime time) {
  sqlite3_bind_int64(statement_, index, time.time_since_epoch().count());
}

void Statement::bind_one(int index, std::span<const std::uint8_t> octets) {
  // An empty span may have no address, which SQLite would take for NULL.
  const void* address = octets.empty() ? static_cast<const void*>("") : octets.data();
  sqlite3_bind_blob64(statement_, index, address, octets.size(), SQLITE_TRANSIENT);
}

Result<bool> Statement::step() {
  if (statement_ == nullptr) return error_of(sqlite3_errcode(connection_.handle));
  switch (const int code = sqlite3_step(statement_); code) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      return false;
    default:
      return error_of(code);
  }
}

Result<void> Statement::run() {
  const Result<bool> done = step();
  if (!done) return done.error();
  return {};
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string Statement::text(int column) const {
  const auto* octets = sqlite3_column_text(statement_, column);
  if (octets == nullptr) return {};
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return {reinterpret_cast<const char*>(octets), size};
}

std::vector<std::uint8_t> Statement::octets(int column) const {
  const auto* octets = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  if (octets == nullptr) return {};
  return {octets, octets + sqlite3_column_bytes(statement_, column)};
}

base::WallTime Statement::time(int column) const {
  return base::WallTime(std::chrono::milliseconds(integer(column)));
}

std::optional<base::WallTime> Statement::optional_time(int column) const {
  if (is_null(column)) return std::nullopt;
  return time(column);
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

}  // namespace store
