// The talks that were recorded. On the disk each lies in a folder of its day
// ("2026-01-31/090500-100-101-ID.opus"); here the day is a part of its name
// ("2026-01-31-090500-100-101-ID.opus"), so that one name is one segment of a path.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "apps/console/api/resources.h"
#include "firmware/base/ascii.h"

namespace console {

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::size_t kMostRecordings = 10'000;
constexpr std::size_t kLongestRecordingName = 200;
constexpr std::size_t kDay = 10;  // "2026-01-31"

bool is_day(std::string_view text) {
  if (text.size() != kDay) return false;
  for (std::size_t at = 0; at < kDay; ++at) {
    if (at == 4 || at == 7 ? text[at] != '-' : !base::is_digit(text[at])) return false;
  }
  return true;
}

// "090500-100-101-ID.opus"
bool is_recording(std::string_view name) {
  const bool kind = name.ends_with(".opus") || name.ends_with(".wav");
  if (!kind || name.size() > kLongestRecordingName) return false;
  const std::string_view stem = name.substr(0, name.rfind('.'));
  if (stem.size() < 7 || stem[6] != '-') return false;
  const bool time =
      std::all_of(stem.begin(), stem.begin() + 6, [](char c) { return base::is_digit(c); });
  return time && std::all_of(stem.begin(), stem.end(), [](char c) {
           return base::is_digit(c) || base::is_alpha(c) || c == '-' || c == '+';
         });
}

// Where the recording of that name lies; nothing unless it is one of ours, and a file in a folder,
// neither a link elsewhere.
std::optional<fs::path> path_of(const Desk& desk, std::string_view name) {
  if (name.size() <= kDay + 1 || name[kDay] != '-') return std::nullopt;
  const std::string_view day = name.substr(0, kDay);
  const std::string_view file = name.substr(kDay + 1);
  if (!is_day(day) || !is_recording(file)) return std::nullopt;
  const fs::path folder = fs::path(desk.options.recordings) / day;
  std::error_code none;
  if (!fs::is_directory(fs::symlink_status(folder, none))) return std::nullopt;
  fs::path path = folder / file;
  if (!fs::is_regular_file(fs::symlink_status(path, none))) return std::nullopt;
  return path;
}

// Of the name "2026-01-31-090500-…".
std::string time_of(const std::string& name) {
  return name.substr(0, kDay) + 'T' + name.substr(11, 2) + ':' + name.substr(13, 2) + ':' +
         name.substr(15, 2) + 'Z';
}

// Names of what an iterator of a folder finds and `fits`, the latest first.
template <class Fits>
std::vector<std::string> names_in(const fs::path& folder, Fits fits) {
  std::vector<std::string> names;
  std::error_code failed;
  fs::directory_iterator entry(folder, failed);
  for (; !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
    std::string name = entry->path().filename().string();
    if (fits(name)) names.push_back(std::move(name));
  }
  std::sort(names.rbegin(), names.rend());
  return names;
}

web::Response list_recordings(Desk& desk, const Visit&) {
  json list = json::array();
  for (const std::string& day : names_in(desk.options.recordings, is_day)) {
    for (const std::string& file : names_in(desk.options.recordings + '/' + day, is_recording)) {
      if (list.size() == kMostRecordings) break;
      const std::string name = day + '-' + file;
      const auto path = path_of(desk, name);
      std::error_code failed;
      const auto size = path ? fs::file_size(*path, failed) : 0;
      if (!path || failed) continue;
      list.push_back({{"name", name}, {"size", size}, {"at", time_of(name)}});
    }
  }
  return web::Response::json(json{{"recordings", std::move(list)}}.dump());
}

web::Response get_recording(Desk& desk, const Visit& visit) {
  const std::string& name = visit.parts[0];
  const auto path = path_of(desk, name);
  if (!path) return visit.refuse(404, say::kNoSuchRecording, {name});
  web::Response response;
  response.file = path->string();
  return response.set("Content-Type", name.ends_with(".wav") ? "audio/wav" : "audio/ogg")
      .set("Content-Disposition", "attachment; filename=\"" + name + '"');
}

web::Response remove_recording(Desk& desk, const Visit& visit) {
  const std::string& name = visit.parts[0];
  const auto path = path_of(desk, name);
  if (!path) return visit.refuse(404, say::kNoSuchRecording, {name});
  std::error_code failed;
  if (!fs::remove(*path, failed)) return visit.refuse(503, say::kNotRemoved, {name});
  return web::Response::empty();
}

}  // namespace

void add_recordings(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/api/v1/recordings", list_recordings);
  desk.serve(router, "GET", "/api/v1/recordings/{name}", get_recording);
  desk.serve(router, "DELETE", "/api/v1/recordings/{name}", remove_recording);
}

}  // namespace console
