#include "apps/hold/sounds.h"

namespace hold {

namespace {

using std::chrono::milliseconds;

// A tune of our own, in D: equal temperament, A4 = 440 Hz.
constexpr double kD4 = 293.66, kE4 = 329.63, kFis4 = 369.99, kG4 = 392.00, kA4 = 440.00,
                 kB4 = 493.88, kCis5 = 554.37, kD5 = 587.33, kRest = 0;
constexpr milliseconds kQuarter{420}, kHalf{840}, kEighth{210};

constexpr media::Note kTune[] = {
    {kD4, kQuarter},   {kFis4, kQuarter}, {kA4, kQuarter},   {kD5, kHalf},      {kCis5, kEighth},
    {kB4, kEighth},    {kA4, kHalf},      {kRest, kQuarter}, {kG4, kQuarter},   {kB4, kQuarter},
    {kD5, kQuarter},   {kB4, kHalf},      {kA4, kEighth},    {kG4, kEighth},    {kFis4, kHalf},
    {kRest, kQuarter}, {kE4, kQuarter},   {kG4, kQuarter},   {kB4, kQuarter},   {kA4, kHalf},
    {kG4, kEighth},    {kFis4, kEighth},  {kE4, kHalf},      {kRest, kQuarter}, {kFis4, kQuarter},
    {kA4, kQuarter},   {kG4, kQuarter},   {kE4, kQuarter},   {kD4, kHalf},      {kRest, kHalf},
};

media::Tone cadenced(milliseconds on, milliseconds off) {
  media::Tone tone{.first_hz = 425};
  tone.cadence[0] = on;
  tone.cadence[1] = off;
  return tone;
}

}  // namespace

const media::Sound& music() {
  static const media::Sound kMusic{media::Melody{kTune}, {}};
  return kMusic;
}

const media::Sound& ringback() {
  static const media::Sound kRingback{cadenced(milliseconds(1000), milliseconds(4000)), {}};
  return kRingback;
}

const media::Sound& busy() {
  static const media::Sound kBusy{cadenced(milliseconds(480), milliseconds(480)),
                                  milliseconds(4800)};
  return kBusy;
}

}  // namespace hold
