// Why an update is not installed.
#pragma once

#include <cstdint>
#include <string_view>

#include "firmware/base/result.h"

namespace update {

enum class Refusal : std::uint8_t {
  // The file, before anything is written.
  not_an_update,    // something else altogether
  wrong_signature,  // of another key, or its head is damaged
  unknown_format,   // signed, yet not as this program knows it
  other_board,
  older,         // than what runs
  older_schema,  // it could not read the data that are here
  too_large,     // for the slot
  // The file, while it comes.
  truncated,
  too_long,  // more of it than its head says
  damaged,
  stalled,  // nothing came for a while
  // This machine.
  no_key,      // none to check signatures with
  no_release,  // nothing tells what runs
  slot_in_use,
  cannot_write,
  not_as_written,  // the disk gives back something else than it was given
};

// One line in plain words, for people.
std::string_view to_string(Refusal refusal);

JACKFIELD_RESULT_ERROR(Refusal)

template <class T>
using Result = base::Result<T, Refusal>;

}  // namespace update
