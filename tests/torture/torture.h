// The test messages of RFC 4475 and RFC 5118, octet by octet, and what becomes of each.
#pragma once

#include <string>
#include <string_view>

#include "firmware/sip/message/message.h"

namespace torture {

// A message from messages/, parsed and judged as an element does with a datagram.
class Received {
 public:
  explicit Received(std::string_view name);  // "rfc4475/wsinv"
  Received(const Received&) = delete;

  // "accepted", "dropped", or the status of the answer: "400", "505" …
  const std::string& verdict() const { return verdict_; }
  const std::string& reason() const { return reason_; }  // of the answer
  const sip::Message& message() const { return message_; }
  const std::string& octets() const { return octets_; }

 private:
  std::string octets_;
  sip::Message message_;
  std::string verdict_;
  std::string reason_;
};

}  // namespace torture
