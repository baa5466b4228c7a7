// G.722 at 64 kbit/s (RFC 3551 section 4.5.2): 16 kHz of audio, two samples an octet. Its RTP clock
// runs at 8 kHz all the same: an old mistake that all keep.
#pragma once

#include <memory>

#include "firmware/media/codec/codec.h"

namespace media {

std::unique_ptr<Encoder> make_g722_encoder(const CodecOptions& options);
std::unique_ptr<Decoder> make_g722_decoder(const CodecOptions& options);

}  // namespace media
