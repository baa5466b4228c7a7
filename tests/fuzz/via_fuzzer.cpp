// A Via value.
#include "firmware/sip/message/fields.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Octets octets(data, size);
  const auto via = sip::Via::parse(octets.view());
  if (!via) return 0;
  ASSERT(!via->transport.empty() && !via->host.empty());
  for (const std::string_view part :
       {via->transport, via->host, via->params.text(), via->branch(), via->text}) {
    ASSERT(fuzz::is_within(part, octets.view()));
  }
  // What was checked can be walked through to its end.
  sip::Params rest = via->params;
  std::string_view name, value;
  while (rest.next(name, value)) ASSERT(via->params.has(name));
  ASSERT(rest.empty());
  return 0;
}
