#include "firmware/store/database.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "firmware/store/connection.h"

namespace store {

namespace {

constexpr int kBusyTimeoutMs = 2000;

// A small page cache and no mapping: the whole process has 16 MB. The log is checkpointed by the
// writer (Writer), hence wal_autocheckpoint=0; its file is cut back to 4 MB after a burst.
// Small pages, as the rows are: a commit writes whole pages, and flash wears with every octet.
constexpr char kWriteSettings[] =
    "PRAGMA page_size=1024;"
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA wal_autocheckpoint=0;"
    "PRAGMA journal_size_limit=4194304;";
constexpr char kSettings[] =
    "PRAGMA foreign_keys=ON;"
    "PRAGMA trusted_schema=OFF;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA cache_size=-512;"
    "PRAGMA mmap_size=0;";

// SQLite would create the file with 0644; the log's files inherit the mode from it.
bool create_private_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return false;
  ::close(file);
  return true;
}

int on_commit(void* connection, sqlite3*, const char*, int pages) {
  *static_cast<int*>(connection) = pages;
  return SQLITE_OK;
}

}  // namespace

Error error_of(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_CANTOPEN:
      return Error::cannot_open;
    case SQLITE_PERM:
    case SQLITE_READONLY:
      return Error::read_only;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Error::in_use;
    case SQLITE_FULL:
      return Error::full;
    case SQLITE_IOERR:
      return Error::io;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Error::corrupt;
    case SQLITE_CONSTRAINT:
      return Error::constraint;
    default:
      return Error::failed;
  }
}

Database::Connection::~Connection() {
  for (const auto& [sql, statement] : idle) sqlite3_finalize(statement);
  sqlite3_close_v2(handle);
}

sqlite3_stmt* Database::Connection::take(std::string_view sql) {
  if (auto node = idle.extract(std::string(sql))) return node.mapped();
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v3(handle, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                     &statement, nullptr);
  return statement;
}

void Database::Connection::put_back(sqlite3_stmt* statement) {
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  const bool kept =
      idle.size() < kMaxPrepared && idle.emplace(sqlite3_sql(statement), statement).second;
  if (!kept) sqlite3_finalize(statement);
}

Database::Database(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const std::string& path, Mode mode) {
  const bool write = mode == Mode::read_write;
  if (write && path != ":memory:" && !create_private_file(path)) return Error::cannot_open;
  auto connection = std::make_unique<Connection>();
  const int flags = (write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) |
                    SQLITE_OPEN_NOMUTEX;
  const int opened = sqlite3_open_v2(path.c_str(), &connection->handle, flags, nullptr);
  if (opened != SQLITE_OK) return error_of(opened);
  sqlite3_extended_result_codes(connection->handle, 1);
  sqlite3_busy_timeout(connection->handle, kBusyTimeoutMs);
  sqlite3_wal_hook(connection->handle, on_commit, &connection->log_pages);
  Database database(std::move(connection));
  if (write) {
    if (const auto set = database.execute(kWriteSettings); !set) return set.error();
    // Setting wal_autocheckpoint replaces the hook, so it is set again.
    sqlite3_wal_hook(database.connection_->handle, on_commit, &database.connection_->log_pages);
  }
  if (const auto set = database.execute(kSettings); !set) return set.error();
  return database;
}

Result<void> Database::execute(const std::string& sql) {
  const int code = sqlite3_exec(connection_->handle, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error_of(code);
  return {};
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(connection_->handle) == 0;
}

std::int64_t Database::changed_rows() const {
  return sqlite3_changes64(connection_->handle);
}

int Database::log_pages() const {
  return connection_->log_pages;
}

Result<void> Database::checkpoint() {
  const int code = sqlite3_wal_checkpoint_v2(connection_->handle, nullptr,
                                             SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  if (code != SQLITE_OK) return error_of(code);
  connection_->log_pages = 0;
  return {};
}

Result<void> Database::copy_to(const std::string& path) {
  if (!create_private_file(path)) return Error::cannot_open;
  Connection copy;
  const int opened = sqlite3_open_v2(path.c_str(), &copy.handle,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (opened != SQLITE_OK) return error_of(opened);
  sqlite3_backup* backup = sqlite3_backup_init(copy.handle, "main", connection_->handle, "main");
  if (backup == nullptr) return error_of(sqlite3_errcode(copy.handle));
  const int done = sqlite3_backup_step(backup, -1);
  const int finished = sqlite3_backup_finish(backup);
  if (done != SQLITE_DONE) return error_of(finished);
  return {};
}

std::string Database::last_message() const {
  return sqlite3_errmsg(connection_->handle);
}

}  // namespace store
