#include "firmware/crypto/der.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "firmware/base/ascii.h"
#include "firmware/base/assert.h"

namespace crypto {

namespace {

constexpr unsigned char kSequence = 0x30;
constexpr unsigned char kDnsName = 0x82;    // [2] IA5String
constexpr unsigned char kIpAddress = 0x87;  // [7] OCTET STRING

// Letters, digits, hyphens and dots; a wildcard may stand for the first label.
bool is_host_name(std::string_view name) {
  if (name.starts_with("*.")) name.remove_prefix(2);
  if (name.empty() || name.size() > 253 || name.front() == '.' || name.back() == '.') return false;
  return name.find("..") == std::string_view::npos && std::ranges::all_of(name, [](char c) {
           return base::is_alpha(c) || base::is_digit(c) || c == '-' || c == '.';
         });
}

}  // namespace

std::string der(unsigned char tag, std::string_view content) {
  const std::size_t size = content.size();
  ASSERT(size <= 0xffff);
  std::string octets(1, static_cast<char>(tag));
  if (size > 0xff) octets += {'\x82', static_cast<char>(size >> 8)};
  if (size > 0x7f && size <= 0xff) octets += '\x81';
  octets += static_cast<char>(size & 0xff);
  return octets.append(content);
}

std::string address_octets(std::string_view text) {
  const std::string terminated(text);
  std::array<char, 16> octets{};
  if (::inet_pton(AF_INET, terminated.c_str(), octets.data()) == 1) return {octets.data(), 4};
  if (::inet_pton(AF_INET6, terminated.c_str(), octets.data()) == 1) return {octets.data(), 16};
  return "";
}

std::string general_names(std::span<const std::string> names) {
  std::string content;
  for (const std::string& name : names) {
    const std::string address = address_octets(name);
    if (address.empty() && !is_host_name(name)) return "";
    content += address.empty() ? der(kDnsName, name) : der(kIpAddress, address);
  }
  return content.empty() ? "" : der(kSequence, content);
}

}  // namespace crypto
