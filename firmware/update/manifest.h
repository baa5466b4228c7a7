// What a version of the whole system is called, and what an update says of itself. Both are texts
// of lines `key=value` with exactly the keys below, in this order. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "firmware/crypto/digest.h"

namespace update {

// board= version= built= schema=
struct Release {
  std::string board;     // "raspberrypi/4"
  std::string version;   // "0.1.0", for people; which is older, `built` tells
  std::uint64_t built;   // seconds since 1970
  std::uint64_t schema;  // of the store that its program makes
};

// format=1, the lines of the release, size= sha256= (of the payload, in lower-case hexadecimals),
// and an empty line.
struct Manifest {
  Release release;
  std::uint64_t size;
  crypto::Sha256 sha256;
};

inline constexpr std::size_t kLongestManifest = 1024;

std::optional<Release> parse_release(std::string_view text);
std::optional<Manifest> parse_manifest(std::string_view text);

}  // namespace update
