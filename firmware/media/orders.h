// What the signalling thread tells the media engine, and what it hears back: values, which cross
// between the threads by a mailbox each.
//
// A leg is connected with one thing at most: itself (Echo), another leg (Relay) or a room (Join);
// each of these orders, and Part, takes the place of the one before. Orders about a leg that is not
// open are ignored.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "firmware/media/audio_stream.h"
#include "firmware/media/leg_ports.h"
#include "firmware/media/recording/recording.h"
#include "firmware/media/sound.h"
#include "firmware/net/address.h"
#include "firmware/rtp/digit_receiver.h"
#include "firmware/rtp/session.h"

namespace media {

// Names that whoever gives the orders chooses, and never uses again.
enum class LegId : std::uint64_t {};
enum class RoomId : std::uint64_t {};

struct OpenLeg {
  LegId leg;
  LegPorts ports;
};
struct SetStream {
  LegId leg;
  AudioStream stream;
};
struct CloseLeg {  // the last order about it; LegClosed follows
  LegId leg;
};

struct Echo {  // the leg hears itself
  LegId leg;
};
// Packets pass between two legs as they came, but for payload types that the two sides number
// differently; what is not listed keeps its number. Any codec, and what is no RTP at all (T.38),
// when AudioStream::is_rtp says so.
struct PayloadTypeChange {
  std::uint8_t from, to;
  friend bool operator==(const PayloadTypeChange&, const PayloadTypeChange&) = default;
};
struct Relay {
  LegId a, b;
  std::vector<PayloadTypeChange> a_to_b, b_to_a;
};
// Decoded, mixed, encoded: everybody in a room hears everybody else. The first to join makes the
// room, and it goes with the last.
struct Join {
  LegId leg;
  RoomId room;
};
struct Part {
  LegId leg;
};

// The leg hears the sound alone, in place of what it is connected to, until PlayEnded; what it says
// goes where it went. A second sound takes the place of the first.
struct Play {
  LegId leg;
  Sound sound;
};
struct StopPlaying {  // no PlayEnded follows
  LegId leg;
};
struct Announce {  // everybody in the room hears it, beside the others
  RoomId room;
  Sound sound;
};
// As telephone-event where the stream has it, else as a tone in what the leg hears. For legs that
// are not relayed.
struct SendDigit {
  LegId leg;
  char digit;
};

// From now on the clip can be played.
struct KeepClip {
  ClipId clip;
  ClipAudio audio;
};
// It can be played no more, and goes with the last who hears it.
struct ForgetClip {
  ClipId clip;
};

// What two legs that are in one room say, one on each channel, 16 kHz, to the RecordingTaker.
struct Record {
  RecordingId recording;
  LegId left, right;
  std::string path;
  RecordingFormat format = RecordingFormat::wav;
};
struct StopRecording {
  RecordingId recording;
};

struct AskFacts {  // LegFacts follows
  LegId leg;
};

using Order =
    std::variant<OpenLeg, SetStream, CloseLeg, Echo, Relay, Join, Part, Play, StopPlaying, Announce,
                 SendDigit, KeepClip, ForgetClip, Record, StopRecording, AskFacts>;

struct LegFailed {  // no sockets could be made of its ports; CloseLeg is still due
  LegId leg;
};
struct DigitHeard {  // as telephone-event, or as a tone where AudioStream::hears_tones says so
  LegId leg;
  rtp::Digit digit;
};
struct PlayEnded {
  LegId leg;
};
struct LegSilent {  // nothing has come for EngineSettings::rtp_timeout; once
  LegId leg;
};
// What is known of a leg's packets.
struct LegFacts {
  LegId leg;
  net::Endpoint promised;             // what the peer's description says
  std::optional<net::Endpoint> real;  // where its packets come from
  std::string heard;                  // the codec that came last, as in a=rtpmap; "": none known
  rtp::Statistics statistics;
};
struct LegClosed {
  LegId leg;
  LegFacts facts;
};
using Event = std::variant<LegFailed, DigitHeard, PlayEnded, LegSilent, LegFacts, LegClosed>;

}  // namespace media
