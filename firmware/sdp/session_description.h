// A session description (RFC 4566, RFC 8866): the values, and how they are printed. parse.h reads
// them; media_view.h understands them.
//
// v=, o=, s= and m= are taken apart. Every other line is kept as it came and where it stood, known
// or unknown: print(parse(x)) is x, octet for octet, when x is canonical (CRLF line ends; v=, o=
// and s= first; single blanks within o= and m=). All text is owned. Pure values, on any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/net/address.h"
#include "firmware/sdp/line.h"

namespace sdp {

// Limits of one description.
inline constexpr std::size_t kMaxOctets = 65'535;
inline constexpr std::size_t kMaxLines = 1'024;     // of all levels together
inline constexpr std::size_t kMaxMedia = 32;        // m= lines
inline constexpr std::size_t kMaxFormats = 128;     // in one m= line
inline constexpr std::size_t kMaxAttributes = 512;  // in one level

// o= (section 5.2): who made the description, and which version of it this is.
struct Origin {
  std::string username = "-";  // some phones write blanks into it
  std::string session_id;      // a number by the RFC; any word is taken
  std::uint64_t version = 0;
  std::string address;  // "IN IP4 192.0.2.1"; names the maker, nothing is ever sent there

  static std::optional<Origin> parse(std::string_view value);

  friend bool operator==(const Origin&, const Origin&) = default;
};

// c= (section 5.7).
struct Connection {
  bool is_ip6 = false;
  std::string host;                  // as written, without a multicast's "/ttl"
  std::optional<net::IpAddress> ip;  // of `host`; nothing when it is a domain name

  bool is_unspecified() const { return ip && ip->is_unspecified(); }  // 0.0.0.0, ::
  bool is_multicast() const;

  // Nothing when the network is not IN, or the address is not of the family named.
  static std::optional<Connection> parse(std::string_view value);
};

// "IN IP4 192.0.2.1", as it stands in o=, c= and a=rtcp. A scope is left out: it means something on
// this machine only.
std::string to_network_address(const net::IpAddress& address);

// One m= line and what follows it (section 5.14).
struct Media {
  std::string kind;                  // audio, video, image, text, application, message …
  std::uint16_t port = 0;            // 0: rejected, or no longer wanted
  std::uint16_t port_count = 0;      // "/n" behind the port; 0: not written, which means one
  std::string protocol;              // RTP/AVP, UDP/TLS/RTP/SAVPF, udptl …
  std::vector<std::string> formats;  // payload types if the protocol is RTP
  Lines lines;

  // The protocol carries RTP packets: formats are payload types.
  bool is_rtp() const;

  friend bool operator==(const Media&, const Media&) = default;
};

struct SessionDescription {
  Origin origin;
  std::string name = "-";  // s=
  Lines lines;             // of the session level
  std::vector<Media> media;

  friend bool operator==(const SessionDescription&, const SessionDescription&) = default;
};

// With CRLF line ends.
std::string print(const SessionDescription& description);

}  // namespace sdp
