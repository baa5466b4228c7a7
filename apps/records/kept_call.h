// What CallHistory keeps of a call: its ladder and what is known of its audio. Values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/records/call_record.h"
#include "firmware/base/instant.h"

namespace records {

// The audio between the switchboard and one party, as RTP and RTCP tell it.
struct MediaFacts {
  struct Remote {  // what the party last said of what it hears
    double lost_percent = 0;
    base::Duration jitter{};
  };

  std::string promised;  // "192.0.2.1:4000", by the party's description; "": not known
  std::string real;      // where its packets came from; "": nothing valid came
  std::string codec;     // as in a=rtpmap, "PCMU"; "": not known
  std::uint64_t received = 0;
  std::uint64_t lost = 0;
  std::uint64_t late = 0;  // came, and was not played
  base::Duration jitter{};
  std::uint64_t sent = 0;
  std::optional<Remote> remote;
  std::optional<base::Duration> round_trip;
};

// One party, with the dialog in which it is talked to.
struct KeptLeg {
  std::string name;                // who stands at the other end: "101"
  std::string call_id;             // "": no message of it is told apart
  std::vector<std::string> flows;  // by which its messages passed: "udp:192.0.2.1:5060"
  std::optional<MediaFacts> media;
};

struct KeptMessage {
  base::WallTime at;
  bool sent = false;     // by the switchboard, else received
  std::size_t leg = 0;   // of KeptCall::legs
  std::size_t flow = 0;  // of KeptLeg::flows
  unsigned times = 1;    // with its retransmissions
  bool whole = true;     // else its end was too long to be kept
  std::string text;      // credentials masked
};

struct KeptNote {
  base::WallTime at;
  std::string text;
};

struct KeptCall {
  CallRecord record;          // as it stands now
  std::vector<KeptLeg> legs;  // the caller first
  std::vector<KeptMessage> messages;
  std::vector<KeptNote> notes;
  std::size_t missed = 0;  // messages that were too many, from the middle of the call
};

}  // namespace records
