// A value of From, To, Contact, Route …
#include "firmware/sip/message/fields.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Octets octets(data, size);
  const auto address = sip::NameAddr::parse(octets.view());
  if (!address) return 0;
  ASSERT(!address->uri_text.empty());
  for (const std::string_view part :
       {address->display_name, address->uri_text, address->params.text(), address->tag()}) {
    ASSERT(fuzz::is_within(part, octets.view()));
  }
  (void)address->uri();
  (void)sip::q_value(address->params);
  sip::Params rest = address->params;
  std::string_view name, value;
  while (rest.next(name, value)) ASSERT(address->params.has(name));
  ASSERT(rest.empty());
  return 0;
}
