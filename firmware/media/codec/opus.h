// Opus (RFC 6716, RFC 7587). SDP always says 48000/2; what is encoded and decoded here has one
// channel, at 48, 16 or 8 kHz (CodecOptions::pcm_rate_hz).
//
// encode() takes one frame of 2.5, 5, 10, 20, 40 or 60 ms. With DTX, what comes out with one or two
// octets need not be sent (RFC 7587 section 3.1.3).
#pragma once

#include <memory>

#include "firmware/media/codec/codec.h"

namespace media {

std::unique_ptr<Encoder> make_opus_encoder(const CodecOptions& options);
std::unique_ptr<Decoder> make_opus_decoder(const CodecOptions& options);

}  // namespace media
