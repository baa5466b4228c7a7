// Name: a domain name (RFC 1035 section 3.1) as it stands in a message, without compression.
// Compares as RFC 6762 section 16 says: letters of ASCII in either case are the same. A value.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mdns {

inline constexpr std::size_t kMaxLabel = 63;
inline constexpr std::size_t kMaxName = 255;  // octets, with the root's

// Letters, digits and hyphens, these not at either end: what may stand before ".local" of a host.
bool is_host_label(std::string_view text);

class Name {
 public:
  Name() = default;  // the root
  // Of labels that are ours, so within the limits.
  Name(std::initializer_list<std::string_view> labels);
  explicit Name(const std::vector<std::string>& labels);

  // What stands in `message` at `at`, which moves behind it. A pointer leads backwards only, so the
  // way ends; nothing when it does not, or when the name is too long or runs out of the message.
  static std::optional<Name> read(std::string_view message, std::size_t& at);

  // Labels, each behind its length; the root's zero is left out.
  const std::string& labels() const { return labels_; }

  friend bool operator==(const Name& a, const Name& b);

 private:
  bool append(std::string_view label);

  std::string labels_;
};

// "jackfield.local"; for the log.
std::string to_string(const Name& name);

}  // namespace mdns
