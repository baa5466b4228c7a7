// SIP methods (RFC 3261, 3262, 3311, 3428, 3515, 3903, 6086, 6665).
#pragma once

#include <cstdint>
#include <string_view>

namespace sip {

enum class Method : std::uint8_t {
  unknown,
  invite,
  ack,
  bye,
  cancel,
  register_,
  options,
  prack,
  subscribe,
  notify,
  publish,
  info,
  refer,
  message,
  update,
};

// Case-sensitive (RFC 3261 section 7.1).
Method method_of(std::string_view name);

std::string_view to_string(Method method);  // "" for unknown

}  // namespace sip
