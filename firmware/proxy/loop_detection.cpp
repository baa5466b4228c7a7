#include "firmware/proxy/loop_detection.h"

#include <cstdint>

#include "firmware/sip/message/fields.h"

namespace proxy {

namespace {

// FNV-1a, 64 bits. Who forges a collision only has his own request refused.
class Hash {
 public:
  void add(std::string_view text) {
    for (const char c : text) add(static_cast<unsigned char>(c));
    add(0xff);  // ends a part
  }
  std::string text() const {
    static constexpr char kAlphabet[] = "0123456789abcdefghijklmnopqrstuv";
    std::string digits(13, '0');
    std::uint64_t rest = value_;
    for (char& digit : digits) {
      digit = kAlphabet[rest & 31];
      rest >>= 5;
    }
    return digits;
  }

 private:
  void add(unsigned char octet) { value_ = (value_ ^ octet) * 0x100000001b3ULL; }
  std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

}  // namespace

std::string route_hash(const sip::Message& request) {
  Hash hash;
  hash.add(request.request_uri());
  for (const sip::HeaderValue& route : request.values(sip::HeaderId::route)) hash.add(route.text);
  hash.add(request.first(sip::HeaderId::from).value_or(""));
  return hash.text();
}

bool has_looped(const sip::Message& request, std::string_view hash,
                const sip::TransportLayer& transport) {
  for (const sip::HeaderValue& value : request.values(sip::HeaderId::via)) {
    const auto via = sip::Via::parse(value.text);
    if (!via) continue;
    const std::string_view branch = via->branch();
    const std::size_t dot = branch.rfind('.');
    if (dot == std::string_view::npos || branch.substr(dot + 1) != hash) continue;
    if (transport.is_own(via->host, via->port)) return true;
  }
  return false;
}

}  // namespace proxy
