// GSM 06.10 full rate (RFC 3551 section 4.5.8): frames of 160 samples at 8 kHz in 33 octets.
#pragma once

#include <memory>

#include "firmware/media/codec/codec.h"

namespace media {

std::unique_ptr<Encoder> make_gsm_encoder(const CodecOptions& options);
std::unique_ptr<Decoder> make_gsm_decoder(const CodecOptions& options);

}  // namespace media
