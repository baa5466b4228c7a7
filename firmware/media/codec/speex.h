// Speex (RFC 5574): 20 ms frames at 8 kHz (narrowband) or 16 kHz (wideband), several a packet.
#pragma once

#include <cstdint>
#include <memory>

#include "firmware/media/codec/codec.h"

namespace media {

enum class SpeexBand : std::uint8_t { narrow, wide };

std::unique_ptr<Encoder> make_speex_encoder(SpeexBand band, const CodecOptions& options);
std::unique_ptr<Decoder> make_speex_decoder(SpeexBand band);

}  // namespace media
