// G.726 at 16, 24, 32 and 40 kbit/s: two to five bits a sample at 8 kHz. RFC 3551 section 4.5.4
// fills octets from the least significant bit, and what is named AAL2-G726 (I.366.2 annex E) from
// the most significant one.
#pragma once

#include <cstdint>
#include <memory>

#include "firmware/media/codec/codec.h"

namespace media {

enum class G726Packing : std::uint8_t { rfc3551, aal2 };

// `code_bits`: 2 to 5.
std::unique_ptr<Encoder> make_g726_encoder(unsigned code_bits, G726Packing packing);
std::unique_ptr<Decoder> make_g726_decoder(unsigned code_bits, G726Packing packing);

}  // namespace media
