// However a stream is split, the same messages come out of it, none longer than allowed, and what
// is kept stays bounded. The first octets of the input say where to split.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/base/assert.h"
#include "firmware/sip/transport/framer.h"

namespace {

using sip::Framer;

constexpr std::size_t kMaxMessage = 512;
constexpr std::size_t kSplits = 8;

struct Cut {
  std::vector<std::string> messages;
  bool broken = false;
  Framer::Fault fault{};
  friend bool operator==(const Cut&, const Cut&) = default;
};

// False when the stream is broken.
bool feed(Framer& framer, std::string_view piece, Cut& cut) {
  const std::vector<char> octets(piece.begin(), piece.end());  // so that an overread is seen
  framer.feed({octets.data(), octets.size()});
  for (;;) {
    switch (framer.next()) {
      case Framer::Step::need_octets:
        ASSERT(framer.kept() < kMaxMessage);
        return true;
      case Framer::Step::message:
        ASSERT(!framer.octets().empty() && framer.octets().size() <= kMaxMessage);
        cut.messages.emplace_back(framer.octets());
        break;
      case Framer::Step::ping:
        break;
      case Framer::Step::broken:
        cut.broken = true;
        cut.fault = framer.fault();
        return false;
    }
  }
}

Cut cut_whole(std::string_view stream) {
  Framer framer(kMaxMessage);
  Cut cut;
  feed(framer, stream, cut);
  return cut;
}

Cut cut_split(std::string_view stream, std::string_view sizes) {
  Framer framer(kMaxMessage);
  Cut cut;
  for (std::size_t i = 0; !stream.empty(); ++i) {
    const std::size_t size = 1 + static_cast<std::uint8_t>(sizes[i % sizes.size()]);
    if (!feed(framer, stream.substr(0, size), cut)) break;
    stream.remove_prefix(std::min(size, stream.size()));
  }
  return cut;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  if (size < kSplits) return 0;
  const std::string text(octets, octets + size);
  const std::string_view sizes = std::string_view(text).substr(0, kSplits);
  const std::string_view stream = std::string_view(text).substr(kSplits);
  ASSERT(cut_whole(stream) == cut_split(stream, sizes));
  return 0;
}
