#include "apps/console/api/etag.h"

#include <algorithm>

#include "firmware/base/ascii.h"
#include "firmware/crypto/digest.h"

namespace console {

namespace {

constexpr std::size_t kTagOctets = 16;

}  // namespace

std::string etag_of(std::string_view shown) {
  const crypto::Sha256 digest = crypto::sha256({shown});
  return base::to_hex(crypto::as_view(digest).substr(0, kTagOctets));
}

std::string in_quotes(std::string_view etag) {
  return '"' + std::string(etag) + '"';
}

std::optional<std::string> expected_by(std::string_view if_match) {
  std::string_view rest = base::trim(if_match);
  if (rest.empty() || rest == "*") return std::nullopt;
  std::string expected;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    std::string_view tag = base::trim(rest.substr(0, comma));
    if (tag.size() >= 2 && tag.front() == '"' && tag.back() == '"') {
      tag.remove_prefix(1);
      tag.remove_suffix(1);
      if (!expected.empty()) expected += ',';
      expected += tag;
    }
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return expected;  // a weak tag alone matches nothing
}

}  // namespace console
