#include "apps/console/api/page.h"

#include <algorithm>
#include <string>

#include "firmware/base/ascii.h"

namespace console {

namespace {

// Whether Accept-Encoding (RFC 9110 section 12.5.3) names the coding and not with a weight of 0.
bool is_accepted(std::string_view field, std::string_view coding) {
  while (!field.empty()) {
    const std::size_t end = std::min(field.find(','), field.size());
    const std::string_view element = field.substr(0, end);
    field.remove_prefix(std::min(end + 1, field.size()));
    const std::size_t weight = std::min(element.find(';'), element.size());
    if (!base::iequals(base::trim(element.substr(0, weight)), coding)) continue;
    const std::string_view q = base::trim(element.substr(std::min(weight + 1, element.size())));
    return !(q.starts_with("q=0") && q.find_first_of("123456789") == std::string_view::npos);
  }
  return false;
}

bool is_document(const PageFile& file) {
  return file.content_type.starts_with("text/html");
}

web::Response response_of(const PageFile& file) {
  web::Response response;
  response.set("Content-Type", std::string(file.content_type));
  response.set("Vary", "Accept-Encoding");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Cross-Origin-Resource-Policy", "same-origin");
  response.set("Cross-Origin-Opener-Policy", "same-origin");
  response.set("Content-Security-Policy", std::string(kPagePolicy));
  // But for the document, a file's name changes with what is in it.
  response.set("Cache-Control",
               is_document(file) ? "no-cache" : "public, max-age=31536000, immutable");
  return response;
}

}  // namespace

std::optional<web::Response> Page::answer(const web::Request& request) const {
  if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
  const auto file = std::find_if(files_.begin(), files_.end(),
                                 [&](const PageFile& one) { return one.path == request.path; });
  if (file == files_.end()) return std::nullopt;
  const std::string_view accepted = request.field("Accept-Encoding");
  const bool brotli = is_accepted(accepted, "br");
  web::Response response = response_of(*file);
  if (!brotli && !is_accepted(accepted, "gzip")) {
    response.status = 406;
    response.body = "This page is sent compressed, as br or gzip.\n";
    response.fields[0].value = "text/plain; charset=utf-8";
    return response;
  }
  std::string tag(file->etag);  // with its quotes; one of each coding's own
  tag.insert(tag.size() - 1, brotli ? "-br" : "-gz");
  response.set("ETag", tag);
  if (request.field("If-None-Match") == tag) {
    response.status = 304;
    return response;
  }
  response.set("Content-Encoding", brotli ? "br" : "gzip");
  response.body = brotli ? file->brotli : file->gzip;
  return response;
}

}  // namespace console
