// A datagram: parsed, every line and value read, judged, answered.
#include "firmware/sip/message/fields.h"
#include "firmware/sip/message/wellformed.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Octets octets(data, size);
  sip::Message message;
  const auto parsed = sip::parse(octets.view(), message);
  std::size_t lines = 0;
  for (std::size_t i = 0; i < message.header_count(); ++i) {
    const sip::HeaderLine header = message.header(i);
    ASSERT(fuzz::is_within(header.line, message.octets()));
    ASSERT(fuzz::is_within(header.name, header.line));
    ASSERT(fuzz::is_within(header.value, header.line));
    lines += header.line.size();
    for (const sip::HeaderValue& value : message.values(header.id)) {
      ASSERT(fuzz::is_within(value.text, message.octets()));
    }
  }
  if (parsed) {
    // Start line, header lines, empty line and body are all there is.
    ASSERT(message.start_line().size() + 2 + lines + 2 + message.body().size() ==
           message.octets().size());
    if (message.is_request()) (void)sip::check_request(message);
    if (message.is_response()) (void)sip::is_well_formed_response(message);
  }
  const auto source = net::Endpoint{net::IpAddress::v4(0xc0000201), 5060};
  if (const auto answer = sip::answer_to_malformed(octets.view(), source)) {
    ASSERT(!parsed && answer->starts_with("SIP/2.0 "));
  }
  return 0;
}
