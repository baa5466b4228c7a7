#include "apps/records/call_records_csv.h"

#include <cstdio>

namespace records {

namespace {

// A plus before digits is a telephone number, not a formula.
bool looks_like_a_formula(std::string_view field) {
  if (field.empty()) return false;
  if (field.front() == '+') return field.find_first_not_of("+0123456789") != field.npos;
  return std::string_view("=-@\t\r").find(field.front()) != std::string_view::npos;
}

void append(std::string& csv, std::string_view field, char end = ',') {
  const bool formula = looks_like_a_formula(field);
  if (formula || field.find_first_of(",\"\r\n") != std::string_view::npos) {
    csv += '"';
    if (formula) csv += '\'';
    for (const char c : field) {
      if (c == '"') csv += '"';
      csv += c;
    }
    csv += '"';
  } else {
    csv += field;
  }
  csv += end;
}

std::string optional_time(const std::optional<base::WallTime>& time) {
  return time ? to_string(*time) : std::string();
}

std::string talk_seconds(const CallRecord& record) {
  if (!record.answer || !record.end) return "0";
  using std::chrono::seconds;
  const auto talk = std::chrono::duration_cast<seconds>(*record.end - *record.answer);
  return std::to_string(talk.count());
}

}  // namespace

std::string to_string(base::WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

std::string to_csv(std::span<const CallRecord> records) {
  std::string csv =
      "id,caller,callee,begin,answer,end,talk_seconds,disposition,status,reason,call_id,"
      "transfers\r\n";
  for (const CallRecord& record : records) {
    append(csv, record.id);
    append(csv, record.caller);
    append(csv, record.callee);
    append(csv, to_string(record.begin));
    append(csv, optional_time(record.answer));
    append(csv, optional_time(record.end));
    append(csv, talk_seconds(record));
    append(csv, to_string(record.disposition));
    append(csv, std::to_string(record.status));
    append(csv, record.reason);
    append(csv, record.call_id);
    append(csv, record.transfers, '\r');
    csv += '\n';
  }
  return csv;
}

}  // namespace records
