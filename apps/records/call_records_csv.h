// Call records as CSV (RFC 4180), for spreadsheets.
#pragma once

#include <span>
#include <string>

#include "apps/records/call_record.h"

namespace records {

// "2026-01-31T09:05:00Z"
std::string to_string(base::WallTime time);

// A header line, then one line a record, CRLF each. A field that a spreadsheet would take for a
// formula (a caller chooses his own name) begins with an apostrophe.
std::string to_csv(std::span<const CallRecord> records);

}  // namespace records
