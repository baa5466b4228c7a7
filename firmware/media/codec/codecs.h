// All codecs of the box in one list, best first. A new codec is one line in codecs.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "firmware/media/codec/codec.h"

namespace media {

std::span<const Codec> codecs();

// By what a=rtpmap says; names in any case. Null: we do not have it.
const Codec* find_codec(std::string_view name, std::uint32_t clock_rate_hz, std::uint8_t channels);

// By a static payload type (RFC 3551 section 6).
const Codec* find_static_codec(std::uint8_t payload_type);

}  // namespace media
