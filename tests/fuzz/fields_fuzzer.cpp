// CSeq, digest, parameters and comma-separated values; the first octet chooses.
#include <string>

#include "firmware/sip/message/fields.h"
#include "tests/fuzz/fuzz.h"

namespace {

void read_cseq(std::string_view text) {
  const auto cseq = sip::CSeq::parse(text);
  if (!cseq) return;
  ASSERT(cseq->number <= 0x7fffffff && fuzz::is_within(cseq->method_name, text));
}

void read_digest(std::string_view text) {
  const auto digest = sip::DigestFields::parse(text);
  if (!digest) return;
  for (const std::string_view part : {digest->scheme, digest->username, digest->realm,
                                      digest->nonce, digest->uri, digest->response, digest->nc}) {
    ASSERT(fuzz::is_within(part, text));
  }
}

void read_params(std::string_view text) {
  sip::Params rest(text);
  std::string_view name, value;
  while (rest.next(name, value)) {
    ASSERT(fuzz::is_within(name, text) && fuzz::is_within(value, text));
  }
  (void)sip::Params(text).find("branch");
  (void)sip::q_value(sip::Params(text));
}

// The values of a line, joined with commas, are the line again, white space apart.
void read_values(std::string_view text) {
  const std::string octets = "OPTIONS sip:a SIP/2.0\r\nContact: " + std::string(text) + "\r\n\r\n";
  sip::Message message;
  if (!sip::parse(octets, message) || message.header_count() != 1) return;
  std::string joined;
  for (const auto& value : message.values(sip::HeaderId::contact)) {
    joined.append(joined.empty() ? 0 : 1, ',').append(value.text);
  }
  ASSERT(joined.size() <= text.size());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const fuzz::Octets octets(data + 1, size - 1);
  switch (data[0] % 4) {
    case 0:
      read_cseq(octets.view());
      break;
    case 1:
      read_digest(octets.view());
      break;
    case 2:
      read_params(octets.view());
      break;
    default:
      read_values(octets.view());
      break;
  }
  return 0;
}
