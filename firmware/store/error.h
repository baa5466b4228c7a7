// What the store can answer when it does not do as asked.
#pragma once

#include <cstdint>
#include <string_view>

#include "firmware/base/result.h"

namespace store {

enum class Error : std::uint8_t {
  cannot_open,  // no such file or folder, or no right to it
  read_only,    // the file, or the file system, takes no writes
  in_use,       // another process holds it
  full,         // the disk is full
  io,           // the disk failed
  corrupt,      // not a database, or a damaged one
  constraint,   // a key exists already, or a rule of the table is broken
  newer,        // written by a newer version of this program
  failed,       // anything else
};

// In plain words, for people: "the disk is full".
std::string_view to_string(Error error);

JACKFIELD_RESULT_ERROR(Error)

template <class T>
using Result = base::Result<T, Error>;

}  // namespace store
