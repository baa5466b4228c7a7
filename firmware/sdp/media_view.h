// A media description as it is meant: its own lines, and where they are silent those of the session
// level. Decodes on demand; what does not follow its grammar counts as absent.
//
// Points into the description, which outlives it. crypto, fingerprint, setup and ICE's attributes
// are not understood here: attribute() of line.h gives their text.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "firmware/net/address.h"
#include "firmware/sdp/codec.h"
#include "firmware/sdp/direction.h"
#include "firmware/sdp/session_description.h"

namespace sdp {

class MediaView {
 public:
  MediaView(const SessionDescription& session, const Media& media)
      : session_(session), media_(media) {}

  const Media& media() const { return media_; }
  bool is_rejected() const { return media_.port == 0; }  // RFC 3264 section 6

  // The attribute, of the session level if need be; sendrecv when there is none.
  Direction direction() const;

  // Nothing only when the stream is rejected and no c= holds for it.
  std::optional<Connection> connection() const;

  // c= is 0.0.0.0 or :: : nothing is to be sent there, not even RTCP (RFC 3264 section 8.4). That
  // says nothing of the direction (RFC 6337 section 5.4). An ICE agent that has no candidate yet
  // writes the same with port 9, and means no hold (RFC 8839 section 4.3).
  bool is_held() const;

  // Where RTP goes; nothing when rejected or when c= has a domain name.
  std::optional<net::Endpoint> rtp() const;
  // Where RTCP goes: a=rtcp (RFC 3605), else the port above (RFC 3550 section 11); RTP's own where
  // a=rtcp-mux is agreed upon, which one description alone cannot tell. Nothing where rtp() has
  // nothing, or when a=rtcp has a domain name or port 0.
  std::optional<net::Endpoint> rtcp() const;
  bool has_rtcp_mux() const;  // RFC 5761

  // What the formats stand for, in the order of m=, each with its payload type and once; rtpmap
  // first, then RFC 3551's table. Formats nobody explains are left out.
  std::vector<Codec> codecs() const;
  // Of these, telephone-event (RFC 4733): one for each clock rate.
  std::vector<Codec> telephone_events() const;

  // Whole milliseconds of media in a packet that the writer likes to receive, and can at most (RFC
  // 8866 sections 6.4, 6.5).
  std::optional<std::chrono::milliseconds> ptime() const { return milliseconds("ptime"); }
  std::optional<std::chrono::milliseconds> maxptime() const { return milliseconds("maxptime"); }

  // b= of this kind ("AS": kbit/s with headers, "TIAS": bit/s), of the session level if need be.
  std::optional<std::uint64_t> bandwidth(std::string_view kind) const;

  std::string_view mid() const;    // RFC 5888; "" when absent
  std::string_view label() const;  // RFC 4574; "" when absent

 private:
  bool has_attribute_at_any_level(std::string_view name) const;
  std::optional<std::chrono::milliseconds> milliseconds(std::string_view name) const;

  const SessionDescription& session_;
  const Media& media_;
};

}  // namespace sdp
