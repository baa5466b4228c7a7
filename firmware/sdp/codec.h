// One format of an RTP stream: what a payload type number stands for (RFC 8866 section 6.6, RFC
// 3551 section 6). Comfort noise and telephone-event (RFC 4733) are formats like others. Values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sdp {

inline constexpr std::uint8_t kMaxPayloadType = 127;
// What may be given out (RFC 3551 section 3); 35 to 63 follow when these are used up.
inline constexpr std::uint8_t kFirstDynamicPayloadType = 96;

struct Codec {
  std::string name;                 // the encoding name; case-insensitive
  std::uint32_t clock_rate = 8000;  // Hz, of the RTP timestamps: 8000 for G722, 48000 for opus
  std::uint8_t channels = 1;        // audio only; 2 for opus whatever it carries (RFC 7587 §7)
  std::string fmtp;                 // what a=fmtp says behind the payload type; "" when absent
  // 0..127. In a list of our codecs: the number we prefer; nothing: any.
  std::optional<std::uint8_t> payload_type;

  bool is_telephone_event() const;
  // Goes beside the codec of a stream and is none itself: telephone-event, CN, red.
  bool is_auxiliary() const;

  // The value of a=rtpmap: "96 opus/48000/2". G722 and opus come out with the clock rate and
  // channels that RFC 3551 section 4.5.2 and RFC 7587 prescribe, whatever the peer wrote.
  static std::optional<Codec> parse_rtpmap(std::string_view value);

  // What RFC 3551 tables 4 and 5 say of this number; nothing when it is not assigned.
  static std::optional<Codec> of_static(std::uint8_t payload_type);

  friend bool operator==(const Codec&, const Codec&) = default;
};

// One parameter "name=value" of a=fmtp; the name compares case-insensitively. Points into `fmtp`.
std::optional<std::string_view> fmtp_parameter(std::string_view fmtp, std::string_view name);

// May packets of the one be decoded as the other? Name, clock rate and channels, and of the format
// parameters those alone that change the octets of a packet: AMR's framing, G7221's bit rate,
// H264's packetization-mode. Other parameters are wishes (opus, iLBC, telephone-event). G726-32 and
// AAL2-G726-32 pack their bits differently and differ in name. Payload types do not matter.
bool matches(const Codec& a, const Codec& b);

// "opus/48000/2", as it stands behind the payload type in a=rtpmap.
std::string to_encoding(const Codec& codec);

}  // namespace sdp
