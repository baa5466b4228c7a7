#include "firmware/sip/core/uas.h"

#include <algorithm>

#include "firmware/base/ascii.h"
#include "firmware/sip/message/fields.h"

namespace sip {

namespace {

bool is_supported(std::string_view tag) {
  return base::iequals(tag, "path") || base::iequals(tag, "outbound");
}

template <class IsFine>
std::optional<Refusal> check_tags(const Message& request, HeaderId header, const IsFine& is_fine) {
  std::string unsupported;
  for (const HeaderValue& tag : request.values(header)) {
    if (is_fine(tag.text)) continue;
    if (!unsupported.empty()) unsupported += ", ";
    unsupported += tag.text.substr(0, tag.text.find_first_of(" \t\r\n"));  // no fold goes back
  }
  if (unsupported.empty()) return std::nullopt;
  return Refusal{420, {}, "Unsupported: " + unsupported + "\r\n"};
}

}  // namespace

std::optional<Refusal> check_require(const Message& request,
                                     std::span<const std::string_view> also) {
  if (request.method() == Method::cancel || request.method() == Method::ack) return std::nullopt;
  return check_tags(request, HeaderId::require, [also](std::string_view tag) {
    return is_supported(tag) || std::ranges::any_of(also, [tag](std::string_view one) {
             return base::iequals(tag, one);
           });
  });
}

std::optional<Refusal> check_proxy_require(const Message& request) {
  if (request.method() == Method::cancel || request.method() == Method::ack) return std::nullopt;
  return check_tags(request, HeaderId::proxy_require, [](std::string_view) { return false; });
}

std::optional<Refusal> check_max_forwards(const Message& request) {
  const auto hops = max_forwards(request);
  if (hops && *hops == 0) return Refusal{483, {}, {}};
  return std::nullopt;
}

void answer_options(ServerTransaction& transaction) {
  std::string headers;
  headers += "Allow: " + std::string(kAllowed) + "\r\n";
  headers += "Accept: application/sdp\r\n";
  headers += "Accept-Language: en, zh\r\n";
  headers += "Supported: " + std::string(kSupported) + "\r\n";
  transaction.respond_with(200, {}, headers);
}

void refuse(ServerTransaction& transaction, const Refusal& refusal) {
  transaction.respond_with(refusal.status, refusal.reason, refusal.headers);
}

}  // namespace sip
