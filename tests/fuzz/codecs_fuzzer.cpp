// Every decoder takes every payload: it writes only into its room, says how much, and goes on with
// the next packet. The first octet chooses the codec, then each packet is one octet of size (0:
// lost, and recovered from the next one) and its octets.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "firmware/media/codec/codecs.h"
#include "firmware/media/codec/comfort_noise.h"
#include "tests/fuzz/fuzz.h"

namespace {

constexpr std::size_t kMostPackets = 50;  // conceals cost more than they read

std::span<const std::uint8_t> octets_of(const fuzz::Octets& octets) {
  return {reinterpret_cast<const std::uint8_t*>(octets.view().data()), octets.view().size()};
}

void decode(media::Decoder& decoder, std::span<const std::uint8_t> payload, std::size_t room) {
  const fuzz::Octets exact(payload.data(), payload.size());
  std::vector<std::int16_t> pcm(room);
  const media::CodecResult result = decoder.decode(octets_of(exact), pcm);
  if (result) ASSERT(*result > 0 && *result <= room);
}

void recover(media::Decoder& decoder, std::span<const std::uint8_t> next, std::size_t room) {
  const fuzz::Octets exact(next.data(), next.size());
  std::vector<std::int16_t> pcm(room);
  decoder.recover(octets_of(exact), pcm);
}

void describe(std::span<const std::uint8_t> payload) {
  media::ComfortNoise noise;
  std::vector<std::int16_t> pcm(160);
  if (noise.describe(payload)) noise.generate(pcm);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const media::Codec& codec = media::codecs()[data[0] % media::codecs().size()];
  const auto decoder = codec.make_decoder({});
  const std::size_t packet = codec.pcm_rate_hz / 50;
  std::span<const std::uint8_t> rest(data + 1, size - 1);
  describe(rest);
  for (std::size_t i = 0; i < kMostPackets && !rest.empty(); ++i) {
    const std::size_t length = std::min<std::size_t>(rest[0], rest.size() - 1);
    const std::span<const std::uint8_t> payload = rest.subspan(1, length);
    rest = rest.subspan(1 + length);
    if (payload.empty()) {
      recover(*decoder, rest, packet);
    } else {
      decode(*decoder, payload, i % 4 == 3 ? packet : 10 * packet);
    }
  }
  return 0;
}
