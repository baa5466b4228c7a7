#include "firmware/sip/dialog/body.h"

#include <string_view>

#include "firmware/base/ascii.h"

namespace sip {

namespace {

std::string_view without_params(std::string_view value) {
  return base::trim(value.substr(0, value.find(';')));
}

// Section 20.11: application/sdp is a session description unless something else is said. What a
// multipart body is depends on its parts; here it comes with an SDP part or not at all.
bool is_session_by_default(std::string_view type) {
  constexpr std::string_view kMultipart = "multipart/";
  return base::iequals(type, "application/sdp") ||
         base::iequals(type.substr(0, kMultipart.size()), kMultipart);
}

}  // namespace

Body session_description(const Message& message) {
  if (message.body().empty()) return {};
  const std::string_view type = message.first(HeaderId::content_type).value_or("");
  const auto disposition = message.first(HeaderId::content_disposition);
  const bool is_session = disposition ? base::iequals(without_params(*disposition), "session")
                                      : is_session_by_default(without_params(type));
  if (!is_session) return {};
  return {std::string(type), std::string(message.body())};
}

}  // namespace sip
