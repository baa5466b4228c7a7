// CallMedia: our end of a call's media: one pair of ports and one leg of the media engine for each
// m= line that is in use. A part of its Call; signalling thread only.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "firmware/call/floors.h"
#include "firmware/sdp/negotiation.h"

namespace call {

class Call;

class CallMedia {
 public:
  static constexpr std::size_t kMaxStreams = 4;  // m= lines; more are refused

  CallMedia(const Floors& floors, Call& call) : floors_(floors), call_(call) {}
  CallMedia(const CallMedia&) = delete;
  CallMedia& operator=(const CallMedia&) = delete;
  ~CallMedia() { close(); }

  // Where the peer's signalling meets us, and where it comes from: media does alike. The second may
  // be unknown yet.
  void set_way(const net::IpAddress& own, std::optional<net::IpAddress> signalled_from);

  // Where we receive, for this many m= lines: opens what is not open yet. Of lines beyond
  // kMaxStreams the port is 0. Nothing when no port is to be had.
  std::optional<std::vector<net::Endpoint>> endpoints(std::size_t count);
  bool was_without_ports() const { return was_without_ports_; }  // when they were last asked for
  bool is_open() const { return !streams_.empty(); }

  // What was agreed upon takes effect.
  void describe(const std::vector<sdp::NegotiatedStream>& agreed);

  std::size_t size() const { return streams_.size(); }
  media::LegId leg(std::size_t stream) const { return streams_[stream].leg; }
  void close();

 private:
  struct Stream {
    media::LegId leg;
    media::PortPair pair;
    net::Endpoint local;
  };
  bool open_next();

  const Floors& floors_;
  Call& call_;
  net::IpAddress own_;
  std::optional<net::IpAddress> signalled_from_;
  std::vector<Stream> streams_;
  bool was_without_ports_ = false;
};

}  // namespace call
