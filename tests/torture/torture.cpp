#include "tests/torture/torture.h"

#include <fstream>
#include <iterator>

#include "firmware/sip/message/wellformed.h"

namespace torture {

Received::Received(std::string_view name) {
  std::ifstream file(std::string(TORTURE_MESSAGES "/").append(name).append(".dat"),
                     std::ios::binary);
  octets_.assign(std::istreambuf_iterator<char>(file), {});

  if (!sip::parse(octets_, message_)) {
    const auto source = *net::Endpoint::parse("192.0.2.1:5060");
    const auto answer = sip::answer_to_malformed(octets_, source);
    verdict_ = answer ? answer->substr(8, 3) : "dropped";
    reason_ = answer ? answer->substr(12, answer->find("\r\n") - 12) : "";
  } else if (message_.is_response()) {
    verdict_ = sip::is_well_formed_response(message_) ? "accepted" : "dropped";
  } else if (const auto rejection = sip::check_request(message_)) {
    verdict_ = std::to_string(rejection->status);
    reason_ = rejection->reason;
  } else {
    verdict_ = "accepted";
  }
}

}  // namespace torture
