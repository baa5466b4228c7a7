// CSV (RFC 4180) with what spreadsheets make of it: a byte order mark, LF alone, blank lines.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace jackfield {

struct CsvRow {
  std::size_t line = 0;  // where it begins, from 1
  std::vector<std::string> fields;
  bool well_formed = true;  // false: a quote is not closed, or stands where none may
};

std::vector<CsvRow> parse_csv(std::string_view text);

}  // namespace jackfield
