// Clip: a sound that somebody brought, as the engine keeps it: audio of 16 kHz as G.722, 8,000
// octets a second. Pure functions; any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace media {

// A name that whoever gives the orders chooses, and never uses again.
enum class ClipId : std::uint64_t {};

using ClipAudio = std::vector<std::uint8_t>;

constexpr std::uint32_t kClipRateHz = 16'000;
constexpr std::size_t kClipOctetsASecond = 8'000;

// Both sides of the codec begin as if the end had just been heard, as they are there whenever a
// clip begins anew: so neither of them has anything to get used to at the seam.
constexpr std::size_t kClipLeadIn = 2'000;  // octets of the end

constexpr std::chrono::milliseconds length_of(std::size_t octets) {
  return std::chrono::milliseconds(std::uint64_t{octets} * 1'000 / kClipOctetsASecond);
}

// 16 kHz; of an odd number of samples the last is dropped.
ClipAudio pack(std::span<const std::int16_t> pcm);

// The samples of some of its octets.
std::vector<std::int16_t> unpack(std::span<const std::uint8_t> audio, std::size_t first,
                                 std::size_t octets);

}  // namespace media
