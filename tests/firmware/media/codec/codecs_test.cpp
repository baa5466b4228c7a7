#include "firmware/media/codec/codecs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "tests/firmware/media/codec/stream.h"
#include "tests/firmware/media/signal.h"

namespace media {
namespace {

constexpr double kMinus10Dbm0 = 7'218;  // peak of a sine
constexpr double kFullScale = 32'767;

// What a codec must reach, dB: a sine at -10 dBm0 and at full scale, and noise of the speech band.
// A codec that models a voice does not follow the waveform of noise: 0 asks nothing.
struct Bound {
  std::string_view name;
  double sine;
  double loud_sine;
  double noise;
};

constexpr Bound kBounds[] = {
    {"opus", 38, 38, 10},         {"G722", 42, 42, 27},         {"PCMA", 35, 35, 35},
    {"PCMU", 35, 35, 35},         {"speex", 34, 34, 0},         {"GSM", 24, 24, 0},
    {"G726-40", 38, 38, 23},      {"G726-32", 34, 34, 17},      {"G726-24", 26, 26, 12},
    {"G726-16", 21, 21, 7},       {"AAL2-G726-40", 38, 38, 23}, {"AAL2-G726-32", 34, 34, 17},
    {"AAL2-G726-24", 26, 26, 12}, {"AAL2-G726-16", 21, 21, 7},  {"L16", 80, 80, 80},
};

class EveryCodec : public testing::TestWithParam<Codec> {
 protected:
  // What a stream of two seconds is worth once its codec has warmed up.
  double snr_of_1004_hz(double peak) const {
    const Samples sent = sine(1'004, peak, codec.pcm_rate_hz, codec.pcm_rate_hz * 2);
    const Samples heard = through(codec, sent);
    return snr_of_sine(std::span(heard).subspan(codec.pcm_rate_hz), 1'004, codec.pcm_rate_hz);
  }

  Bound bound() const {
    return *std::find_if(std::begin(kBounds), std::end(kBounds),
                         [this](const Bound& bound) { return bound.name == codec.name; });
  }

  const Codec& codec = GetParam();
  const std::size_t packet = codec.pcm_rate_hz / 50;
};

TEST_P(EveryCodec, KeepsASine) {
  const double snr = snr_of_1004_hz(kMinus10Dbm0);
  RecordProperty("snr_db", std::to_string(snr));
  EXPECT_GE(snr, bound().sine);
}

TEST_P(EveryCodec, KeepsASineAtFullScale) {
  EXPECT_GE(snr_of_1004_hz(kFullScale), bound().loud_sine);
}

TEST_P(EveryCodec, KeepsNoiseOfTheSpeechBand) {
  constexpr double kRms = 2'000;
  const Samples sent = speech_band_noise(kRms, codec.pcm_rate_hz, codec.pcm_rate_hz * 2);
  const Samples heard = through(codec, sent);
  const double snr = snr_of(sent, heard, codec.pcm_rate_hz / 40);
  RecordProperty("snr_db", std::to_string(snr));
  if (bound().noise > 0) {
    EXPECT_GE(snr, bound().noise);
  }
  EXPECT_NEAR(rms_of(heard), kRms, kRms * 0.3);
}

TEST_P(EveryCodec, GivesAsManySamplesAsItTook) {
  const auto encoder = codec.make_encoder({});
  const auto decoder = codec.make_decoder({});
  for (const std::size_t ms : {20u, 40u, 60u}) {
    const Samples sent = sine(440, kMinus10Dbm0, codec.pcm_rate_hz, codec.pcm_rate_hz * ms / 1'000);
    EXPECT_EQ(decoded(*decoder, encoded(*encoder, sent)).size(), sent.size());
  }
}

TEST_P(EveryCodec, RefusesWhatIsNoWholeFrame) {
  const auto encoder = codec.make_encoder({});
  std::vector<std::uint8_t> octets(4'000);
  EXPECT_EQ(encoder->encode({}, octets).error(), CodecError::bad_length);
  if (codec.frame_samples > 1) {
    const Samples sent(packet + 1);
    EXPECT_EQ(encoder->encode(sent, octets).error(), CodecError::bad_length);
  }
}

TEST_P(EveryCodec, WritesNothingThatHasNoRoom) {
  const auto encoder = codec.make_encoder({});
  const auto decoder = codec.make_decoder({});
  const Samples sent = sine(440, kMinus10Dbm0, codec.pcm_rate_hz, packet);
  EXPECT_EQ(encoder->encode(sent, {}).error(), CodecError::no_room);
  const Octets payload = encoded(*encoder, sent);
  Samples exact(packet);
  EXPECT_EQ(*decoder->decode(payload, exact), packet);
  Samples short_by_one(packet - 1);
  EXPECT_EQ(decoder->decode(payload, short_by_one).error(), CodecError::no_room);
}

TEST_P(EveryCodec, RefusesAnEmptyPayload) {
  Samples pcm(packet);
  EXPECT_EQ(codec.make_decoder({})->decode({}, pcm).error(), CodecError::empty);
}

TEST_P(EveryCodec, ConcealsALostPacketAndFadesWhenManyAreLost) {
  const auto encoder = codec.make_encoder({});
  const auto decoder = codec.make_decoder({});
  const Samples sent = sine(200, kMinus10Dbm0, codec.pcm_rate_hz, packet);
  Samples heard;
  for (int i = 0; i < 10; ++i) heard = decoded(*decoder, encoded(*encoder, sent));
  const double before = rms_of(heard);
  decoder->conceal(heard);
  EXPECT_GT(rms_of(heard), before / 4);
  for (int i = 0; i < 25; ++i) decoder->conceal(heard);
  EXPECT_LT(rms_of(heard), before / 4);
  // Who predicts from what was heard before begins with nothing and overshoots: Speex by up to 10
  // dB in the first half second, when and how far hangs on the last bit of a float, which ARM
  // rounds otherwise. After a second the level is there, and it was never loud enough to hurt.
  double loudest = 0;
  for (int i = 0; i < 50; ++i) {
    heard = decoded(*decoder, encoded(*encoder, sent));
    loudest = std::max(loudest, rms_of(heard));
  }
  EXPECT_NEAR(rms_of(heard), before, before * 0.3);
  EXPECT_LT(loudest, before * 4);
}

TEST_P(EveryCodec, IsFoundByWhatSdpSays) {
  EXPECT_EQ(find_codec(codec.name, codec.clock_rate_hz, codec.channels)->payload_type,
            codec.payload_type);
  EXPECT_EQ(find_static_codec(codec.payload_type) != nullptr, codec.has_static_payload_type());
}

std::string name_of(const testing::TestParamInfo<Codec>& info) {
  std::string name = std::string(info.param.name) + "_" + std::to_string(info.param.pcm_rate_hz);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Codecs, EveryCodec, testing::ValuesIn(codecs().begin(), codecs().end()),
                         name_of);

TEST(Codecs, HavePayloadTypesOfTheirOwnThatAreNoEvents) {
  std::set<int> types{13, 101};  // comfort noise; what everybody uses for telephone-event
  for (const Codec& codec : codecs()) {
    EXPECT_TRUE(types.insert(codec.payload_type).second) << codec.name;
    EXPECT_TRUE(codec.payload_type < 35 || (codec.payload_type >= 96 && codec.payload_type < 128));
  }
}

TEST(Codecs, AreFoundInAnyCaseAndByEveryFigure) {
  EXPECT_EQ(find_codec("pcmu", 8'000, 1)->payload_type, 0);
  EXPECT_EQ(find_codec("SPEEX", 16'000, 1)->pcm_rate_hz, 16'000u);
  EXPECT_EQ(find_codec("opus", 48'000, 1), nullptr);
  EXPECT_EQ(find_codec("PCMU", 16'000, 1), nullptr);
  EXPECT_EQ(find_codec("G729", 8'000, 1), nullptr);
}

TEST(Codecs, KnowThatTheClockOfG722RunsAtHalfItsRate) {
  const Codec* g722 = find_static_codec(9);
  EXPECT_EQ(g722->clock_rate_hz, 8'000u);
  EXPECT_EQ(g722->pcm_rate_hz, 16'000u);
}

}  // namespace
}  // namespace media
