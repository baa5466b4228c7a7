// A URI: every part within the text, equal to itself.
#include "firmware/sip/message/uri.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Octets octets(data, size);
  const auto uri = sip::Uri::parse(octets.view());
  (void)sip::unescape(octets.view());
  if (!uri) return 0;
  for (const std::string_view part :
       {uri->user, uri->password, uri->host, uri->params.text(), uri->headers}) {
    ASSERT(fuzz::is_within(part, octets.view()));
  }
  ASSERT(!uri->is_sip() || !uri->host.empty());
  // Of two parameters with one name the first counts, so only then is it not its own equal.
  sip::Params rest = uri->params;
  std::string_view name, value;
  bool is_repeated = false;
  while (rest.next(name, value)) is_repeated = is_repeated || *uri->params.find(name) != value;
  ASSERT(is_repeated || uri->params.text().find('%') != std::string_view::npos ||
         sip::equivalent(*uri, *uri));
  return 0;
}
