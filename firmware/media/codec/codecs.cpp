#include "firmware/media/codec/codecs.h"

#include <algorithm>
#include <iterator>

#include "firmware/base/ascii.h"
#include "firmware/media/codec/g711.h"
#include "firmware/media/codec/g722.h"
#include "firmware/media/codec/g726.h"
#include "firmware/media/codec/gsm.h"
#include "firmware/media/codec/l16.h"
#include "firmware/media/codec/opus.h"
#include "firmware/media/codec/speex.h"

namespace media {

namespace {

template <unsigned kCodeBits, G726Packing kPacking>
std::unique_ptr<Encoder> g726_encoder(const CodecOptions&) {
  return make_g726_encoder(kCodeBits, kPacking);
}
template <unsigned kCodeBits, G726Packing kPacking>
std::unique_ptr<Decoder> g726_decoder(const CodecOptions&) {
  return make_g726_decoder(kCodeBits, kPacking);
}
template <SpeexBand kBand>
std::unique_ptr<Encoder> speex_encoder(const CodecOptions& options) {
  return make_speex_encoder(kBand, options);
}
template <SpeexBand kBand>
std::unique_ptr<Decoder> speex_decoder(const CodecOptions&) {
  return make_speex_decoder(kBand);
}
std::unique_ptr<Encoder> l16_encoder(const CodecOptions&) {
  return make_l16_encoder();
}
template <std::uint32_t kRateHz>
std::unique_ptr<Decoder> l16_decoder(const CodecOptions&) {
  return make_l16_decoder(kRateHz);
}

constexpr auto kRfc = G726Packing::rfc3551;
constexpr auto kAal = G726Packing::aal2;
constexpr auto kNarrow = SpeexBand::narrow;
constexpr auto kWide = SpeexBand::wide;

// Name, RTP clock, channels, payload type, fmtp; PCM rate, samples of a frame; makers.
// clang-format off
constexpr Codec kCodecs[] = {
    {"opus", 48'000, 2, 107, "useinbandfec=1", 48'000, 120, make_opus_encoder, make_opus_decoder},
    {"G722", 8'000, 1, 9, "", 16'000, 2, make_g722_encoder, make_g722_decoder},
    {"PCMA", 8'000, 1, 8, "", 8'000, 1, make_pcma_encoder, make_pcma_decoder},
    {"PCMU", 8'000, 1, 0, "", 8'000, 1, make_pcmu_encoder, make_pcmu_decoder},
    {"speex", 16'000, 1, 117, "", 16'000, 320, speex_encoder<kWide>, speex_decoder<kWide>},
    {"G726-40", 8'000, 1, 115, "", 8'000, 8, g726_encoder<5, kRfc>, g726_decoder<5, kRfc>},
    {"G726-32", 8'000, 1, 111, "", 8'000, 8, g726_encoder<4, kRfc>, g726_decoder<4, kRfc>},
    {"AAL2-G726-40", 8'000, 1, 116, "", 8'000, 8, g726_encoder<5, kAal>, g726_decoder<5, kAal>},
    {"AAL2-G726-32", 8'000, 1, 112, "", 8'000, 8, g726_encoder<4, kAal>, g726_decoder<4, kAal>},
    {"speex", 8'000, 1, 110, "", 8'000, 160, speex_encoder<kNarrow>, speex_decoder<kNarrow>},
    {"GSM", 8'000, 1, 3, "", 8'000, 160, make_gsm_encoder, make_gsm_decoder},
    {"G726-24", 8'000, 1, 113, "", 8'000, 8, g726_encoder<3, kRfc>, g726_decoder<3, kRfc>},
    {"G726-16", 8'000, 1, 114, "", 8'000, 8, g726_encoder<2, kRfc>, g726_decoder<2, kRfc>},
    {"AAL2-G726-24", 8'000, 1, 118, "", 8'000, 8, g726_encoder<3, kAal>, g726_decoder<3, kAal>},
    {"AAL2-G726-16", 8'000, 1, 119, "", 8'000, 8, g726_encoder<2, kAal>, g726_decoder<2, kAal>},
    {"L16", 16'000, 1, 120, "", 16'000, 1, l16_encoder, l16_decoder<16'000>},
    {"L16", 8'000, 1, 121, "", 8'000, 1, l16_encoder, l16_decoder<8'000>},
};
// clang-format on

}  // namespace

std::span<const Codec> codecs() {
  return kCodecs;
}

const Codec* find_codec(std::string_view name, std::uint32_t clock_rate_hz, std::uint8_t channels) {
  const auto found = std::find_if(std::begin(kCodecs), std::end(kCodecs), [&](const Codec& codec) {
    return base::iequals(codec.name, name) && codec.clock_rate_hz == clock_rate_hz &&
           codec.channels == channels;
  });
  return found == std::end(kCodecs) ? nullptr : found;
}

const Codec* find_static_codec(std::uint8_t payload_type) {
  const auto found = std::find_if(std::begin(kCodecs), std::end(kCodecs), [&](const Codec& codec) {
    return codec.has_static_payload_type() && codec.payload_type == payload_type;
  });
  return found == std::end(kCodecs) ? nullptr : found;
}

std::string_view to_string(CodecError error) {
  switch (error) {
    case CodecError::empty:
      return "the payload is empty";
    case CodecError::malformed:
      return "no payload of this codec";
    case CodecError::bad_length:
      return "no whole number of frames";
    case CodecError::no_room:
      return "more than there is room for";
  }
  return "";
}

}  // namespace media
