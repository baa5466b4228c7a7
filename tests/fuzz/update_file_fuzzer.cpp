// However an update file is cut, it is taken or refused alike, nothing of it is payload before its
// head is accepted, and no more than its head says. The first octets of the input say where to cut.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "firmware/update/file_reader.h"
#include "tests/fuzz/fuzz.h"

namespace {

using update::FileReader;

constexpr std::size_t kCuts = 8;

struct Read {
  std::string payload;
  std::optional<update::Refusal> refused;
  friend bool operator==(const Read&, const Read&) = default;
};

update::Conditions board() {
  return {{"qemu/virt", "1.0", 1000, 7}, 7, 4096};
}

Read read(std::string_view file, std::string_view cuts) {
  // Whoever signs may have been careless: the manifest is to be safe all the same.
  FileReader reader(board(), [](std::string_view, std::string_view) { return true; });
  Read result;
  for (std::size_t i = 0; !file.empty(); ++i) {
    const std::size_t size =
        cuts.empty() ? file.size() : 1 + static_cast<std::uint8_t>(cuts[i % cuts.size()]);
    const fuzz::Octets piece(reinterpret_cast<const std::uint8_t*>(file.data()),
                             std::min(size, file.size()));
    file.remove_prefix(piece.view().size());
    for (std::string_view left = piece.view(); !left.empty();) {
      const std::size_t before = left.size();
      const auto payload = reader.take(left);
      if (!payload) {
        result.refused = payload.error();
        return result;
      }
      ASSERT(left.size() < before && fuzz::is_within(*payload, piece.view()));
      ASSERT(payload->empty() || reader.state() == FileReader::State::payload);
      result.payload += *payload;
      ASSERT(result.payload.size() <= board().slot_size);
    }
  }
  if (const auto whole = reader.end(); !whole) result.refused = whole.error();
  ASSERT(result.refused || crypto::sha256({result.payload}) == reader.manifest().sha256);
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  if (size < kCuts) return 0;
  const std::string text(octets, octets + size);
  const std::string_view cuts = std::string_view(text).substr(0, kCuts);
  const std::string_view file = std::string_view(text).substr(kCuts);
  ASSERT(read(file, {}) == read(file, cuts));
  return 0;
}
