// G.711, PCMU and PCMA (RFC 3551 section 4.5.14): one octet a sample at 8 kHz, by table.
#pragma once

#include <cstdint>
#include <memory>

#include "firmware/media/codec/codec.h"

namespace media {

std::uint8_t ulaw_of(std::int16_t sample);
std::int16_t linear_of_ulaw(std::uint8_t code);
std::uint8_t alaw_of(std::int16_t sample);
std::int16_t linear_of_alaw(std::uint8_t code);

std::unique_ptr<Encoder> make_pcmu_encoder(const CodecOptions& options);
std::unique_ptr<Decoder> make_pcmu_decoder(const CodecOptions& options);
std::unique_ptr<Encoder> make_pcma_encoder(const CodecOptions& options);
std::unique_ptr<Decoder> make_pcma_decoder(const CodecOptions& options);

}  // namespace media
