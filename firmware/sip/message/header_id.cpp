// Names are found by a perfect hash of their first and last eight octets, lower-cased.
#include "firmware/sip/message/header_id.h"

#include <array>
#include <cstring>

#include "firmware/base/assert.h"
#include "firmware/sip/message/header_key.h"

namespace sip {
namespace {

using namespace std::string_view_literals;

// In the order of HeaderId.
constexpr std::string_view kNames[] = {
    ""sv,
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "Alert-Info",
    "Allow",
    "Allow-Events",
    "Authentication-Info",
    "Authorization",
    "Call-ID",
    "Call-Info",
    "Contact",
    "Content-Disposition",
    "Content-Encoding",
    "Content-Language",
    "Content-Length",
    "Content-Type",
    "CSeq",
    "Date",
    "Diversion",
    "Error-Info",
    "Event",
    "Expires",
    "Flow-Timer",
    "From",
    "History-Info",
    "In-Reply-To",
    "Join",
    "Max-Breadth",
    "Max-Forwards",
    "MIME-Version",
    "Min-Expires",
    "Min-SE",
    "Organization",
    "P-Asserted-Identity",
    "P-Preferred-Identity",
    "Path",
    "Priority",
    "Privacy",
    "Proxy-Authenticate",
    "Proxy-Authorization",
    "Proxy-Require",
    "RAck",
    "Reason",
    "Record-Route",
    "Refer-Sub",
    "Refer-To",
    "Referred-By",
    "Replaces",
    "Reply-To",
    "Require",
    "Retry-After",
    "Route",
    "RSeq",
    "Server",
    "Service-Route",
    "Session-Expires",
    "SIP-ETag",
    "SIP-If-Match",
    "Subject",
    "Subscription-State",
    "Supported",
    "Timestamp",
    "To",
    "Unsupported",
    "User-Agent",
    "Via",
    "Warning",
    "WWW-Authenticate",
};
constexpr std::size_t kCount = std::size(kNames);
static_assert(kCount == static_cast<std::size_t>(HeaderId::www_authenticate) + 1);

constexpr std::size_t kPad = 8;       // so that eight octets may be loaded up to any name's end
constexpr std::size_t kLongest = 24;  // three loads cover a name

// All names in one text: an array of string_view would cost a relocation each.
struct Names {
  std::array<char, 800> text{};
  std::array<std::uint16_t, kCount + 1> at{};
};

constexpr Names pack() {
  Names names;
  std::size_t at = kPad;
  for (std::size_t id = 0; id < kCount; ++id) {
    names.at[id] = static_cast<std::uint16_t>(at);
    for (const char c : kNames[id]) names.text[at++] = c;
  }
  names.at[kCount] = static_cast<std::uint16_t>(at);
  return names;
}
constexpr Names kPacked = pack();

constexpr std::array<HeaderId, header_key::kSlots> make_slots() {
  std::array<HeaderId, header_key::kSlots> slots{};
  for (std::size_t id = 1; id < kCount; ++id) {
    auto& slot = slots[header_key::slot(header_key::of(kNames[id]))];
    ASSERT(slot == HeaderId::other && kNames[id].size() <= kLongest);  // a perfect hash
    slot = static_cast<HeaderId>(id);
  }
  return slots;
}
constexpr auto kSlotTable = make_slots();

constexpr std::array<HeaderId, 26> make_compact() {
  std::array<HeaderId, 26> ids{};
  const auto set = [&](char letter, HeaderId id) {
    ids[static_cast<std::size_t>(letter - 'a')] = id;
  };
  set('b', HeaderId::referred_by);
  set('c', HeaderId::content_type);
  set('e', HeaderId::content_encoding);
  set('f', HeaderId::from);
  set('i', HeaderId::call_id);
  set('k', HeaderId::supported);
  set('l', HeaderId::content_length);
  set('m', HeaderId::contact);
  set('o', HeaderId::event);
  set('r', HeaderId::refer_to);
  set('s', HeaderId::subject);
  set('t', HeaderId::to);
  set('u', HeaderId::allow_events);
  set('v', HeaderId::via);
  set('x', HeaderId::session_expires);
  return ids;
}
constexpr auto kCompact = make_compact();

}  // namespace

HeaderId find_header_id(const char* name, std::size_t size) {
  if (size <= 1) {
    if (size == 0) return HeaderId::other;
    const auto letter = static_cast<unsigned char>((*name | 0x20) - 'a');
    return letter < kCompact.size() ? kCompact[letter] : HeaderId::other;
  }
  const header_key::Key key = header_key::load(name, size);
  const HeaderId id = kSlotTable[header_key::slot(key)];
  const auto index = static_cast<std::size_t>(id);
  const char* const ours = kPacked.text.data() + kPacked.at[index];
  if (size != static_cast<std::size_t>(kPacked.at[index + 1] - kPacked.at[index])) {
    return HeaderId::other;
  }
  if (key != header_key::load(ours, size)) return HeaderId::other;
  if (size > 16 && header_key::lower8(name + 8) != header_key::lower8(ours + 8)) {
    return HeaderId::other;
  }
  return id;
}

HeaderId header_id_of(std::string_view name) {
  if (name.size() > kLongest || !scan::all(name, scan::kToken)) return HeaderId::other;
  char octets[kPad + kLongest] = {};
  std::memcpy(octets + kPad, name.data(), name.size());
  return find_header_id(octets + kPad, name.size());
}

std::string_view to_string(HeaderId id) {
  const auto index = static_cast<std::size_t>(id);
  const std::size_t at = kPacked.at[index];
  return {kPacked.text.data() + at, kPacked.at[index + 1] - at};
}

}  // namespace sip
