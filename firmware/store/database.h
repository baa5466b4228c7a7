// Database: one connection to the SQLite file. Opened with a write-ahead log and full
// synchronisation: what is committed survives kill -9 and a power cut.
//
// One thread at a time. While the switchboard serves, the store writer's thread is the only one
// that has a Database.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "firmware/store/error.h"

namespace store {

class Database {
 public:
  enum class Mode : std::uint8_t { read_write, read_only };

  // read_write creates the file (mode 0600) when it is absent. ":memory:" is a store of its own.
  static Result<Database> open(const std::string& path, Mode mode = Mode::read_write);

  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  // One or several statements without parameters.
  Result<void> execute(const std::string& sql);

  bool in_transaction() const;

  // Rows that the last INSERT, UPDATE or DELETE touched.
  std::int64_t changed_rows() const;

  // Pages in the write-ahead log after the last commit.
  int log_pages() const;

  // Copies the write-ahead log into the file. The writer decides when: never in the way of an
  // answer that waits.
  Result<void> checkpoint();

  // The whole of it into a file of mode 0600 that is not there yet, and all of that onto the disk.
  // On an error the file may be there in part.
  Result<void> copy_to(const std::string& path);

  // SQLite's words about the last error, for the log.
  std::string last_message() const;

 private:
  friend class Statement;
  struct Connection;
  explicit Database(std::unique_ptr<Connection> connection);

  std::unique_ptr<Connection> connection_;
};

}  // namespace store
