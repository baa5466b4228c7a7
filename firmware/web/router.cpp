#include "firmware/web/router.h"

#include <algorithm>
#include <optional>

namespace web {

namespace {

// The first segment of a path that begins with '/', which it loses.
std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);
  const std::string_view segment = path.substr(0, std::min(path.find('/'), path.size()));
  path.remove_prefix(segment.size());
  return segment;
}

bool is_place(std::string_view segment) {
  return segment.starts_with('{');
}

// {name}.xml: what stands behind the braces ends the segment.
std::string_view end_of(std::string_view place) {
  return place.substr(place.find('}') + 1);
}

std::optional<Parts> match(std::string_view pattern, std::string_view path) {
  Parts parts;
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = take_segment(pattern);
    const std::string_view segment = take_segment(path);
    if (!is_place(wanted)) {
      if (wanted != segment) return std::nullopt;
      continue;
    }
    const std::string_view end = end_of(wanted);
    if (segment.size() <= end.size() || !segment.ends_with(end)) return std::nullopt;
    parts.emplace_back(segment.substr(0, segment.size() - end.size()));
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return parts;
}

}  // namespace

void Router::add(std::string method, std::string pattern, Answer answer) {
  routes_.push_back({std::move(method), std::move(pattern), std::move(answer)});
}

Router::Found Router::find(std::string_view method, std::string_view path) const {
  if (!path.starts_with('/')) return {};
  if (method == "HEAD") method = "GET";
  Found found;
  std::size_t fewest_parts = 0;
  for (const Route& route : routes_) {
    auto parts = match(route.pattern, path);
    if (!parts) continue;
    if (!(found.allowed.find(route.method) != std::string::npos)) {
      found.allowed += (found.allowed.empty() ? "" : ", ") + route.method;
    }
    if (route.method != method) continue;
    if (found.route == nullptr || parts->size() < fewest_parts) {
      fewest_parts = parts->size();
      found.route = &route;
      found.parts = std::move(*parts);
    }
  }
  return found;
}

}  // namespace web
