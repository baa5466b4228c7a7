#include "apps/recording/recording_name.h"

#include <array>
#include <cstdio>

#include "firmware/base/ascii.h"

namespace recording {

namespace {

constexpr std::size_t kMostOfANumber = 32;

// "2026-01-31/090500"
std::string folder_and_time(base::WallTime at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
  std::array<char, 64> text;
  const int size = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02u/%02d%02d%02d", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
      static_cast<int>(time.seconds().count()));
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace

std::string safe_part(std::string_view number) {
  std::string safe;
  for (const char c : number) {
    const bool kept = base::is_digit(c) || base::is_alpha(c) || c == '+';
    if (kept && safe.size() < kMostOfANumber) safe += c;
  }
  return safe.empty() ? "unknown" : safe;
}

std::string name_of(const Talk& talk, base::WallTime began, media::RecordingFormat format) {
  std::string name = folder_and_time(began);
  name.append("-").append(safe_part(talk.caller)).append("-").append(safe_part(talk.callee));
  name.append("-").append(talk.call);
  if (talk.number > 1) name.append("-").append(std::to_string(talk.number));
  return name + (format == media::RecordingFormat::wav ? ".wav" : ".opus");
}

}  // namespace recording
