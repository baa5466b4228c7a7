// Header fields with a name we know, and their compact forms (RFC 3261 section 20 and others).
#pragma once

#include <cstdint>
#include <string_view>

namespace sip {

enum class HeaderId : std::uint8_t {
  other,
  accept,
  accept_encoding,
  accept_language,
  alert_info,
  allow,
  allow_events,  // u
  authentication_info,
  authorization,
  call_id,  // i
  call_info,
  contact,  // m
  content_disposition,
  content_encoding,  // e
  content_language,
  content_length,  // l
  content_type,    // c
  cseq,
  date,
  diversion,
  error_info,
  event,  // o
  expires,
  flow_timer,
  from,  // f
  history_info,
  in_reply_to,
  join,
  max_breadth,
  max_forwards,
  mime_version,
  min_expires,
  min_se,
  organization,
  p_asserted_identity,
  p_preferred_identity,
  path,
  priority,
  privacy,
  proxy_authenticate,
  proxy_authorization,
  proxy_require,
  rack,
  reason,
  record_route,
  refer_sub,
  refer_to,     // r
  referred_by,  // b
  replaces,
  reply_to,
  require,
  retry_after,
  route,
  rseq,
  server,
  service_route,
  session_expires,  // x
  sip_etag,
  sip_if_match,
  subject,  // s
  subscription_state,
  supported,  // k
  timestamp,
  to,  // t
  unsupported,
  user_agent,
  via,  // v
  warning,
  www_authenticate,
};

// Case-insensitive, compact forms included; HeaderId::other for anything else.
HeaderId header_id_of(std::string_view name);

// The full name as the RFC spells it; "" for other.
std::string_view to_string(HeaderId id);

}  // namespace sip
