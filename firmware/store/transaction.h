// Transaction and Savepoint: all or nothing. What is not committed is undone by the destructor.
#pragma once

#include "firmware/store/database.h"
#include "firmware/store/error.h"

namespace store {

class Transaction {
 public:
  explicit Transaction(Database& database);  // BEGIN IMMEDIATE
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  // False when it could not begin, or when SQLite has undone it after a failure of the disk.
  bool open() const { return database_.in_transaction(); }

  // On return without error everything is on the disk.
  Result<void> commit();

 private:
  Database& database_;
  Result<void> begun_;
};

// A part of an open transaction that can be undone by itself.
class Savepoint {
 public:
  explicit Savepoint(Database& database);
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  ~Savepoint();

  Result<void> keep();

 private:
  Database& database_;
  bool open_;
};

}  // namespace store
