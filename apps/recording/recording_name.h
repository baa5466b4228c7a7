// Under which name a recording is kept: "2026-01-31/090500-100-101-ID.opus", ID being the call's,
// as its record has it. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "firmware/base/instant.h"
#include "firmware/media/recording/recording.h"

namespace recording {

// What a peer writes in place of its number must not lead elsewhere: letters, digits and + are
// kept, 32 of them at most; "unknown" when nothing is left.
std::string safe_part(std::string_view number);

struct Talk {
  std::string_view caller, callee;
  std::string_view call;  // its id: no two calls have the same
  std::size_t number;     // of this call's recordings: 1, 2 …
};

// The date and time are UTC, as in all records.
std::string name_of(const Talk& talk, base::WallTime began, media::RecordingFormat format);

}  // namespace recording
