// Page: the files of the web page, which lie compressed in the program, by their exact paths. Built
// once, then only read: any thread.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "apps/console/api/page_files.h"
#include "firmware/web/request.h"

namespace console {

// What the page may do (CSP level 3, Trusted Types): its own files, its own box, and nothing else.
inline constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; media-src 'self' blob:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'";

class Page {
 public:
  explicit Page(std::span<const PageFile> files) : files_(files) {}

  // Nothing for a path that is none of the page's.
  std::optional<web::Response> answer(const web::Request& request) const;

 private:
  const std::span<const PageFile> files_;
};

}  // namespace console
