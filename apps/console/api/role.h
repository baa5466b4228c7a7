// Role, Scope and Language: what a person may do, what a program may do, and in which words they
// are told. The words here are those of the API and of the tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace console {

// Each may what those before it may.
enum class Role : std::uint8_t { user, operator_, administrator };

enum class Scope : std::uint8_t { read, people, rules, calls, recordings, system };
inline constexpr int kScopes = 6;

enum class Language : std::uint8_t { english, chinese };

std::string_view to_string(Role role);  // "user", "operator", "administrator"
std::string_view to_string(Scope scope);
std::string_view to_string(Language language);  // "en", "zh"
std::optional<Role> role_of(std::string_view word);
std::optional<Scope> scope_of(std::string_view word);
std::optional<Language> language_of(std::string_view word);

// A set of scopes; in the store as words with blanks between.
class Scopes {
 public:
  void add(Scope scope) { bits_ |= bit(scope); }
  bool has(Scope scope) const { return (bits_ & bit(scope)) != 0; }
  bool empty() const { return bits_ == 0; }
  std::vector<std::string> words() const;
  std::string text() const;
  static std::optional<Scopes> of(std::string_view text);
  friend bool operator==(const Scopes&, const Scopes&) = default;

 private:
  static unsigned bit(Scope scope) { return 1u << static_cast<unsigned>(scope); }
  unsigned bits_ = 0;
};

// The best of what a field Accept-Language (RFC 9110 section 12.5.4) names, if it is one of ours.
std::optional<Language> language_accepted(std::string_view accept_language);

}  // namespace console
