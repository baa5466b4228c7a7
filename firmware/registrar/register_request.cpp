#include "firmware/registrar/register_request.h"

#include <algorithm>
#include <optional>

#include "firmware/base/ascii.h"
#include "firmware/sip/message/fields.h"

namespace registrar {
namespace {

using sip::HeaderId;

// What a malformed interval counts as (sections 20.10 and 20.19).
constexpr std::chrono::seconds kMalformedExpires{3600};
constexpr std::uint64_t kMaxRegId = 0x7fffffff;  // RFC 5626 section 4.2

constexpr Refusal kBadContact{400, "Bad Contact"};
constexpr Refusal kBadPath{400, "Bad Path"};

std::chrono::seconds expires_value(std::string_view text) {
  const bool digits = !text.empty() && std::all_of(text.begin(), text.end(), base::is_digit);
  if (!digits) return kMalformedExpires;
  return std::chrono::seconds(base::parse_unsigned(text, UINT32_MAX).value_or(UINT32_MAX));
}

// A value may be folded over lines; a stored one is not.
std::string on_one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\r' || c == '\n'; }, ' ');
  return line;
}

// "<urn:uuid:…>" with its brackets is the only form (RFC 5626 section 4.1).
std::string_view instance_of(const sip::Params& params) {
  const std::string_view value = params.find("+sip.instance").value_or(std::string_view());
  if (value.size() < 3 || value.front() != '<' || value.back() != '>') return {};
  return value.substr(1, value.size() - 2);
}

std::uint32_t reg_id_of(const sip::Params& params) {
  const auto number = base::parse_unsigned(params.find("reg-id").value_or(""), kMaxRegId);
  return static_cast<std::uint32_t>(number.value_or(0));
}

std::optional<Refusal> read_contact(const sip::NameAddr& value, std::chrono::seconds by_header,
                                    RequestedContact& contact) {
  const auto uri = value.uri();
  const auto q = sip::q_value(value.params);
  if (!uri || !q || value.uri_text.size() > kMaxUri) return kBadContact;
  if (!uri->is_sip()) return Refusal{400, "Contact Is Not a SIP URI"};
  contact.uri = *uri;
  contact.q = *q;
  const auto expires = value.params.find("expires");
  contact.expires = expires ? expires_value(*expires) : by_header;
  contact.instance = instance_of(value.params);
  if (contact.instance.size() > kMaxInstance) return kBadContact;
  if (!contact.instance.empty()) contact.reg_id = reg_id_of(value.params);
  return std::nullopt;
}

std::optional<Refusal> read_contacts(const sip::Message& message,
                                     std::chrono::seconds default_expires,
                                     RegisterRequest& request) {
  const auto header = message.first(HeaderId::expires);
  const std::chrono::seconds by_header = header ? expires_value(*header) : default_expires;
  std::size_t values = 0;
  for (const sip::HeaderValue& text : message.values(HeaderId::contact)) {
    if (++values > kMaxContacts) return Refusal{400, "Too Many Contacts"};
    const auto value = sip::NameAddr::parse(text.text);
    if (!value) return kBadContact;
    if (value->is_wildcard()) {
      request.remove_all = true;
      continue;
    }
    RequestedContact contact;
    if (const auto refusal = read_contact(*value, by_header, contact)) return refusal;
    request.contacts.push_back(contact);
  }
  // Section 10.3 step 6: * stands alone and removes.
  const bool removes = header && by_header.count() == 0;
  if (request.remove_all && (values > 1 || !removes)) return Refusal{400, "Invalid Request"};
  return std::nullopt;
}

std::optional<Refusal> read_path(const sip::Message& message, RegisterRequest& request) {
  for (const sip::HeaderValue& text : message.values(HeaderId::path)) {
    const auto value = sip::NameAddr::parse(text.text);
    if (!value || text.text.size() > kMaxUri) return kBadPath;
    const auto uri = value->uri();
    if (!uri || !uri->is_sip() || request.path.size() == kMaxPathValues) return kBadPath;
    request.path.push_back(on_one_line(text.text));
  }
  return std::nullopt;
}

// Can the first hop keep the phone's flow? It is us when there is one Via; else it is the proxy
// whose Path value stands last, and it says so by "ob".
bool first_hop_keeps_flows(const RegisterRequest& request) {
  if (request.is_direct) return true;
  if (request.path.empty()) return false;
  const auto edge = sip::NameAddr::parse(request.path.back());
  const auto uri = edge ? edge->uri() : edge.error();
  return uri && uri->params.has("ob");
}

bool has_one_via(const sip::Message& message) {
  const sip::ValueRange vias = message.values(HeaderId::via);
  auto via = vias.begin();
  return via == vias.end() || ++via == vias.end();
}

// RFC 5626 section 6.
std::optional<Refusal> apply_outbound(RegisterRequest& request) {
  if (!request.uses_reg_id()) return std::nullopt;
  if (!first_hop_keeps_flows(request)) {
    if (request.supports_outbound) return Refusal{439, "First Hop Lacks Outbound Support"};
    for (RequestedContact& contact : request.contacts) contact.reg_id = 0;
    return std::nullopt;
  }
  const auto added = std::count_if(request.contacts.begin(), request.contacts.end(),
                                   [](const auto& c) { return c.expires.count() > 0; });
  const bool adds_flow =
      std::any_of(request.contacts.begin(), request.contacts.end(),
                  [](const auto& c) { return c.expires.count() > 0 && c.reg_id != 0; });
  if (adds_flow && added > 1) return Refusal{400, "One Contact per Flow"};
  return std::nullopt;
}

}  // namespace

bool RegisterRequest::uses_reg_id() const {
  return std::any_of(contacts.begin(), contacts.end(), [](const auto& c) { return c.reg_id != 0; });
}

std::variant<RegisterRequest, Refusal> read_register(const sip::Message& message,
                                                     std::chrono::seconds default_expires) {
  RegisterRequest request;
  request.call_id = sip::call_id(message);
  const auto cseq = sip::cseq(message);
  if (!cseq || request.call_id.empty()) return Refusal{400, "Bad Request"};
  if (request.call_id.size() > kMaxCallId) return Refusal{400, "Call-ID Too Long"};
  request.cseq = cseq->number;
  request.is_direct = has_one_via(message);
  request.supports_path = sip::contains_token(message, HeaderId::supported, "path");
  request.supports_outbound = sip::contains_token(message, HeaderId::supported, "outbound");
  const auto user_agent = message.first(HeaderId::user_agent).value_or(std::string_view());
  request.user_agent = on_one_line(user_agent.substr(0, kMaxUserAgent));
  if (const auto refusal = read_contacts(message, default_expires, request)) return *refusal;
  if (const auto refusal = read_path(message, request)) return *refusal;
  if (const auto refusal = apply_outbound(request)) return *refusal;
  return request;
}

}  // namespace registrar
