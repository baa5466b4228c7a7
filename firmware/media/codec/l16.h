// L16 (RFC 3551 section 4.5.11): linear samples, most significant octet first, at 8 or 16 kHz.
#pragma once

#include <memory>

#include "firmware/media/codec/codec.h"

namespace media {

std::unique_ptr<Encoder> make_l16_encoder();
std::unique_ptr<Decoder> make_l16_decoder(std::uint32_t rate_hz);

}  // namespace media
