#include "firmware/b2bua/referral.h"

#include <algorithm>
#include <utility>

#include "firmware/base/ascii.h"
#include "firmware/sip/message/build.h"
#include "firmware/sip/message/fields.h"

namespace b2bua {

namespace {

// The value of a header within a URI (RFC 3261 section 19.1.1), unescaped.
std::string header_of(std::string_view headers, std::string_view name) {
  while (!headers.empty()) {
    const std::string_view one = headers.substr(0, headers.find('&'));
    headers.remove_prefix(std::min(one.size() + 1, headers.size()));
    const std::size_t equals = one.find('=');
    if (equals != std::string_view::npos && base::iequals(one.substr(0, equals), name)) {
      return sip::unescape(one.substr(equals + 1));
    }
  }
  return {};
}

// As the one who is asked sees it: its own tag is the To tag.
std::optional<sip::DialogId> dialog_of(const std::string& replaces) {
  const auto parsed = sip::Replaces::parse(replaces);
  if (!parsed) return std::nullopt;
  return sip::DialogId{std::string(parsed->call_id), std::string(parsed->to_tag),
                       std::string(parsed->from_tag)};
}

std::string without_headers(const sip::Uri& uri) {
  std::string text(uri.text);
  if (!uri.headers.empty()) text.resize(text.size() - uri.headers.size() - 1);
  return text;
}

}  // namespace

std::optional<ReferredTo> referred_to(const sip::Message& refer) {
  if (refer.lines(sip::HeaderId::refer_to) != 1) return std::nullopt;  // RFC 3515 section 2.4.2
  const auto address = sip::first_address(refer, sip::HeaderId::refer_to);
  const auto uri = address ? address->uri() : address.error();
  if (!uri || !(uri->is_sip() || uri->scheme == sip::Uri::Scheme::tel)) return std::nullopt;
  const std::string replaces = header_of(uri->headers, "Replaces");
  auto replaced = dialog_of(replaces);
  if (!replaces.empty() && !replaced) return std::nullopt;
  return ReferredTo{without_headers(*uri), std::move(replaced)};
}

std::optional<Referral> Referral::take(call::Call& by, sip::ServerTransaction& refer) {
  auto to = referred_to(refer.request());
  if (!to) {
    by.respond(refer, 400);
    return std::nullopt;
  }
  return Referral(by.id(), refer.key(), std::move(*to));
}

void Referral::answer(const call::Floors& floors, int status) const {
  call::Call* const by = floors.calls.find(by_);
  sip::ServerTransaction* const refer = floors.dialogs.transactions.find_server(key_);
  if (by != nullptr && refer != nullptr) by->respond(*refer, status);
}

void Referral::accept(const call::Floors& floors) {
  answer(floors, 202);
  tell(floors, 100);
}

void Referral::refuse(const call::Floors& floors, int status) {
  answer(floors, status);
}

void Referral::tell(const call::Floors& floors, int status) {
  call::Call* const by = floors.calls.find(by_);
  if (by == nullptr || !by->is_up()) return;
  const std::string state = status < 200 ? "active;expires=180" : "terminated;reason=noresource";
  const std::string fragment =
      "SIP/2.0 " + std::to_string(status) + " " + std::string(sip::reason_phrase(status)) + "\r\n";
  static_cast<void>(by->send_request(sip::Method::notify,
                                     "Event: refer\r\nSubscription-State: " + state + "\r\n",
                                     {"message/sipfrag;version=2.0", fragment}));
}

}  // namespace b2bua
