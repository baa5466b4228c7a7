// A message and a list of edits: the octets before the first NUL NUL are the edits, the rest is the
// message. What comes out parses, and its body is that of the original.
#include <string>

#include "firmware/sip/message/build.h"
#include "firmware/sip/message/edits.h"
#include "tests/fuzz/fuzz.h"

namespace {

void apply_one(sip::Edits& edits, std::uint8_t verb, std::uint8_t operand) {
  const auto id = static_cast<sip::HeaderId>(1 + operand % 68);
  const std::size_t position = operand / 68;
  if (id == sip::HeaderId::content_length) return;
  switch (verb % 8) {
    case 0:
      return edits.set_request_uri("sip:new");
    case 1:
      return edits.prepend(id, "prepended");
    case 2:
      return edits.append(id, "appended");
    case 3:
      return edits.set(id, "set");
    case 4:
      return edits.replace_value(id, position, "replaced");
    case 5:
      return edits.remove_value(id, position);
    case 6:
      return edits.remove_all(id);
    default:
      return edits.set_top_via_param(operand % 2 ? "rport" : "received", operand % 3 ? "1" : "");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace std::string_view_literals;
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t split = all.find("\0\0"sv);
  if (split == std::string_view::npos || split > 64) return 0;
  const fuzz::Octets octets(data + split + 2, size - split - 2);
  sip::Message message;
  if (!sip::parse(octets.view(), message) || !message.is_request()) return 0;
  if (message.header_count() > 80) return 0;  // so that what is added fits

  sip::Edits edits(message);
  ASSERT(edits.apply() == message.octets());
  for (std::size_t i = 0; i + 1 < split; i += 2) apply_one(edits, data[i], data[i + 1]);
  const std::string edited = edits.apply();
  if (edited.size() > sip::Message::kMaxOctets) return 0;
  sip::Message after;
  ASSERT(sip::parse(edited, after));
  ASSERT(after.body() == message.body());

  const auto source = net::Endpoint{net::IpAddress::v4(0xc0000201), 5060};
  const std::string response = sip::ResponseBuilder(message, source, 200, "tag").take();
  ASSERT(response.size() > sip::Message::kMaxOctets || sip::parse(response, after));
  return 0;
}
