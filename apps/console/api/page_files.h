// PageFile: one file of the page, as the program carries it: compressed in two ways and in no
// other, since every browser takes one of them. Constant; any thread.
#pragma once

#include <span>
#include <string_view>

namespace console {

struct PageFile {
  std::string_view path;  // "/page/home-Bx3k9a.js"; "/" is the page itself
  std::string_view content_type;
  std::string_view etag;  // with its quotes
  std::string_view brotli;
  std::string_view gzip;
};

// By path. The build makes them of apps/console/page.
std::span<const PageFile> page_files();

}  // namespace console
