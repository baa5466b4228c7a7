// Glance: what one look at a message tells, without an index of it and before anybody has parsed
// it. For those who see every message and keep few. Pure; nothing found is believed to be correct.
#pragma once

#include <cstddef>
#include <string_view>

namespace sip {

// Views into the octets; "" when absent. Of a header that is there twice, the first.
struct Glance {
  std::string_view start_line;  // without its CRLF
  std::string_view call_id;     // values, trimmed
  std::string_view from;
  std::string_view to;
  std::string_view cseq;
  std::size_t vias_at = 0;  // where the topmost Via lines stand, if before the last of these
  std::size_t vias_end = 0;

  bool is_response() const { return start_line.starts_with("SIP/2.0 "); }
  // "INVITE", of a request and of a response to one.
  std::string_view method() const;
};

Glance glance(std::string_view octets);

// The tag of a From or To value; "" without one.
std::string_view tag_at_a_glance(std::string_view address);

}  // namespace sip
