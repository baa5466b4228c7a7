#include "apps/console/api/role.h"

#include <algorithm>
#include <cstddef>

#include "firmware/base/ascii.h"

namespace console {

namespace {

constexpr std::string_view kRoles[] = {"user", "operator", "administrator"};
constexpr std::string_view kScopeWords[] = {"read",  "people",     "rules",
                                            "calls", "recordings", "system"};
constexpr std::string_view kLanguages[] = {"en", "zh"};

template <class Word, std::size_t count>
std::optional<Word> word_of(const std::string_view (&words)[count], std::string_view text) {
  const auto* found = std::find(std::begin(words), std::end(words), text);
  if (found == std::end(words)) return std::nullopt;
  return static_cast<Word>(found - std::begin(words));
}

// The thousandths of "q=0.8"; 1000 when there is none, 0 when it is nonsense.
int weight_of(std::string_view parameters) {
  const std::size_t at = parameters.find("q=");
  if (at == std::string_view::npos) return 1000;
  const std::string_view text = base::trim(parameters.substr(at + 2));
  if (text.starts_with('1')) return 1000;
  if (!text.starts_with("0.")) return 0;
  int weight = 0;
  for (std::size_t digit = 2; digit < 5; ++digit) {
    weight *= 10;
    if (digit < text.size() && base::is_digit(text[digit])) weight += text[digit] - '0';
  }
  return weight;
}

}  // namespace

std::string_view to_string(Role role) {
  return kRoles[static_cast<std::size_t>(role)];
}
std::string_view to_string(Scope scope) {
  return kScopeWords[static_cast<std::size_t>(scope)];
}
std::string_view to_string(Language language) {
  return kLanguages[static_cast<std::size_t>(language)];
}
std::optional<Role> role_of(std::string_view word) {
  return word_of<Role>(kRoles, word);
}
std::optional<Scope> scope_of(std::string_view word) {
  return word_of<Scope>(kScopeWords, word);
}
std::optional<Language> language_of(std::string_view word) {
  return word_of<Language>(kLanguages, word);
}

std::vector<std::string> Scopes::words() const {
  std::vector<std::string> words;
  for (int scope = 0; scope < kScopes; ++scope) {
    if (has(static_cast<Scope>(scope))) words.emplace_back(to_string(static_cast<Scope>(scope)));
  }
  return words;
}

std::string Scopes::text() const {
  std::string text;
  for (const std::string& word : words()) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::optional<Scopes> Scopes::of(std::string_view text) {
  Scopes scopes;
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(' '), text.size());
    const auto scope = scope_of(text.substr(0, blank));
    if (!scope) return std::nullopt;
    scopes.add(*scope);
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  return scopes;
}

std::optional<Language> language_accepted(std::string_view accept_language) {
  std::optional<Language> best;
  int best_weight = 0;
  while (!accept_language.empty()) {
    const std::size_t comma = std::min(accept_language.find(','), accept_language.size());
    const std::string_view range = base::trim(accept_language.substr(0, comma));
    const std::size_t tag = std::min(range.find(';'), range.size());
    // "zh-Hans-CN": its first subtag is enough.
    const auto language =
        language_of(base::to_lower(range.substr(0, std::min<std::size_t>(tag, 2))));
    const bool whole = tag <= 2 || range[2] == '-';
    if (const int weight = weight_of(range.substr(tag));
        language && whole && weight > best_weight) {
      best = language;
      best_weight = weight;
    }
    accept_language.remove_prefix(std::min(comma + 1, accept_language.size()));
  }
  return best;
}

}  // namespace console
