// Roll: users, tokens and how far the first steps have come, in memory as the store has them, so
// that no request waits for the disk to learn who asks. What changes is stored first. Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/console/api/gate.h"
#include "apps/console/api/state_table.h"
#include "apps/console/api/tokens_table.h"
#include "apps/console/api/users_table.h"

namespace console {

class Roll {
 public:
  enum class Kept : std::uint8_t {
    done,
    exists,
    missing,
    last_administrator,  // it would have been
    full,
    unavailable,
  };

  explicit Roll(Gate& gate) : gate_(gate) {}

  // Reads the store, at first or after somebody else has written it; false when it does not answer.
  bool ready();
  bool reload();
  void forget();  // reads it at the next need

  std::vector<User> users() const;
  std::optional<User> user(std::string_view name) const;
  bool has_administrator() const;
  bool is_fresh() const;  // it was read, and there is no administrator
  Kept add(const User& user);
  Kept add_first_administrator(const User& user);  // exists: there is one
  Kept change(std::string_view name, const std::function<void(User&)>& change);
  Kept remove(std::string_view name);

  std::vector<Token> tokens() const;
  std::optional<Token> token_of(std::string_view secret) const;
  Kept add(const Token& token);
  Kept remove_token(std::string_view id);

  std::optional<base::WallTime> last_used(std::string_view token_id) const;
  void used(std::string_view token_id, base::WallTime now);

  std::string state(std::string_view key) const;  // "" when there is none
  Kept set_state(std::string_view key, std::string_view value);

 private:
  struct Contents {
    std::vector<User> users;
    std::vector<Token> tokens;
    StateTable::Values state;
  };
  using Change = std::function<Kept(store::Database&, const store::Stamp&, const Contents&)>;

  static bool read(store::Database& database, Contents& contents);
  Kept keep(const Change& change);
  unsigned times_forgotten() const;

  Gate& gate_;
  std::mutex turn_;  // one change at a time: what is in memory is what was stored last
  mutable std::mutex mutex_;
  bool ready_ = false;
  unsigned forgotten_ = 0;  // how often
  Contents contents_;
  std::map<std::string, base::WallTime, std::less<>> last_used_;
};

// As it stands in the table of tokens.
std::string digest_of_secret(std::string_view secret);

}  // namespace console
