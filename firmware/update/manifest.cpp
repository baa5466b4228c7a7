#include "firmware/update/manifest.h"

#include <algorithm>

#include "firmware/base/ascii.h"

namespace update {

namespace {

constexpr std::uint64_t kLargestNumber = 999'999'999'999;  // exact wherever it goes, JSON too
constexpr std::size_t kLongestName = 64;

// Takes one line after the other from a text.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  // The value of the next line, if that is the key it has.
  std::optional<std::string_view> take(std::string_view key) {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos || !rest_.starts_with(key)) return std::nullopt;
    std::string_view line = rest_.substr(key.size(), end - key.size());
    if (!line.starts_with('=')) return std::nullopt;
    rest_.remove_prefix(end + 1);
    return line.substr(1);
  }

  // As it was written: no zeros before it.
  std::optional<std::uint64_t> take_number(std::string_view key) {
    const auto text = take(key);
    if (!text || (text->size() > 1 && text->front() == '0')) return std::nullopt;
    return base::parse_unsigned(*text, kLargestNumber);
  }

  // What may stand in file names, logs and pages as it is.
  std::optional<std::string> take_name(std::string_view key) {
    const auto text = take(key);
    const auto is_plain = [](char c) {
      return base::is_alpha(c) || base::is_digit(c) ||
             std::string_view("/.+-_~").find(c) != std::string_view::npos;
    };
    if (!text || text->empty() || text->size() > kLongestName ||
        !std::all_of(text->begin(), text->end(), is_plain)) {
      return std::nullopt;
    }
    return std::string(*text);
  }

  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

std::optional<Release> take_release(Lines& lines) {
  auto board = lines.take_name("board");
  if (!board) return std::nullopt;
  auto version = lines.take_name("version");
  if (!version) return std::nullopt;
  const auto built = lines.take_number("built");
  if (!built) return std::nullopt;
  const auto schema = lines.take_number("schema");
  if (!schema) return std::nullopt;
  return Release{std::move(*board), std::move(*version), *built, *schema};
}

std::optional<crypto::Sha256> digest_of(std::string_view digits) {
  const auto octets = base::from_hex(digits);
  crypto::Sha256 digest;
  // One way only to write it: what is signed is what is meant.
  if (!octets || octets->size() != digest.size() || base::to_hex(*octets) != digits) {
    return std::nullopt;
  }
  std::copy(octets->begin(), octets->end(), digest.begin());
  return digest;
}

}  // namespace

std::optional<Release> parse_release(std::string_view text) {
  Lines lines(text);
  auto release = take_release(lines);
  if (!lines.rest().empty()) return std::nullopt;
  return release;
}

std::optional<Manifest> parse_manifest(std::string_view text) {
  Lines lines(text);
  if (lines.take("format") != "1") return std::nullopt;
  auto release = take_release(lines);
  if (!release) return std::nullopt;
  const auto size = lines.take_number("size");
  if (!size || *size == 0) return std::nullopt;
  const auto digits = lines.take("sha256");
  if (!digits || lines.rest() != "\n") return std::nullopt;
  const auto digest = digest_of(*digits);
  if (!digest) return std::nullopt;
  return Manifest{std::move(*release), *size, *digest};
}

}  // namespace update
