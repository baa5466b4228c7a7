#include "apps/console/api/roll.h"

#include <algorithm>
#include <utility>

#include "firmware/base/ascii.h"
#include "firmware/crypto/digest.h"

namespace console {

namespace {

const User* find_user(const std::vector<User>& users, std::string_view name) {
  const auto found = std::find_if(users.begin(), users.end(),
                                  [name](const User& user) { return user.name == name; });
  return found == users.end() ? nullptr : &*found;
}

bool is_governed(const std::vector<User>& users) {
  return std::any_of(users.begin(), users.end(),
                     [](const User& user) { return user.role == Role::administrator; });
}

bool is_last_administrator(const std::vector<User>& users, const User& user) {
  return user.role == Role::administrator &&
         std::none_of(users.begin(), users.end(), [&](const User& other) {
           return other.role == Role::administrator && other.name != user.name;
         });
}

Roll::Kept stored(const store::Result<void>& done) {
  return done ? Roll::Kept::done : Roll::Kept::unavailable;
}

}  // namespace

std::string digest_of_secret(std::string_view secret) {
  return base::to_hex(crypto::as_view(crypto::sha256({secret})));
}

bool Roll::ready() {
  {
    const std::lock_guard lock(mutex_);
    if (ready_) return true;
  }
  return reload();
}

bool Roll::reload() {
  return keep([](store::Database&, const store::Stamp&, const Contents&) { return Kept::done; }) ==
         Kept::done;
}

void Roll::forget() {
  const std::lock_guard lock(mutex_);
  ready_ = false;
  ++forgotten_;
}

unsigned Roll::times_forgotten() const {
  const std::lock_guard lock(mutex_);
  return forgotten_;
}

bool Roll::read(store::Database& database, Contents& contents) {
  auto users = UsersTable(database).all();
  auto tokens = TokensTable(database).all();
  auto state = StateTable(database).all();
  if (!users || !tokens || !state) return false;
  contents = {std::move(*users), std::move(*tokens), std::move(*state)};
  return true;
}

Roll::Kept Roll::keep(const Change& change) {
  const std::lock_guard turn(turn_);
  Kept kept = Kept::unavailable;
  Contents contents;
  const unsigned forgotten = times_forgotten();
  const bool committed = gate_.store([&](store::Database& database, const store::Stamp& stamp) {
    if (!read(database, contents)) return false;
    kept = change(database, stamp, contents);
    return kept == Kept::done && read(database, contents);
  });
  if (!committed) return kept == Kept::done ? Kept::unavailable : kept;
  const std::lock_guard lock(mutex_);
  contents_ = std::move(contents);
  ready_ = forgotten == forgotten_;  // else what was read may be old already
  std::erase_if(last_used_, [this](const auto& used) {
    return std::none_of(contents_.tokens.begin(), contents_.tokens.end(),
                        [&](const Token& token) { return token.id == used.first; });
  });
  return Kept::done;
}

std::vector<User> Roll::users() const {
  const std::lock_guard lock(mutex_);
  return contents_.users;
}

std::optional<User> Roll::user(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const User* user = find_user(contents_.users, name);
  return user == nullptr ? std::nullopt : std::optional(*user);
}

bool Roll::has_administrator() const {
  const std::lock_guard lock(mutex_);
  return is_governed(contents_.users);
}

bool Roll::is_fresh() const {
  const std::lock_guard lock(mutex_);
  return ready_ && !is_governed(contents_.users);
}

Roll::Kept Roll::add(const User& user) {
  return keep([&](store::Database& database, const store::Stamp& stamp, const Contents& there) {
    if (find_user(there.users, user.name) != nullptr) return Kept::exists;
    if (there.users.size() >= kMaxUsers) return Kept::full;
    return stored(UsersTable(database).put(user, stamp));
  });
}

Roll::Kept Roll::add_first_administrator(const User& user) {
  return keep([&](store::Database& database, const store::Stamp& stamp, const Contents& there) {
    if (is_governed(there.users)) return Kept::exists;
    return stored(UsersTable(database).put(user, stamp));
  });
}

Roll::Kept Roll::change(std::string_view name, const std::function<void(User&)>& change) {
  return keep([&](store::Database& database, const store::Stamp& stamp, const Contents& there) {
    const User* before = find_user(there.users, name);
    if (before == nullptr) return Kept::missing;
    User after = *before;
    change(after);
    if (after.role != Role::administrator && is_last_administrator(there.users, *before)) {
      return Kept::last_administrator;
    }
    return stored(UsersTable(database).put(after, stamp));
  });
}

Roll::Kept Roll::remove(std::string_view name) {
  return keep([&](store::Database& database, const store::Stamp&, const Contents& there) {
    const User* user = find_user(there.users, name);
    if (user == nullptr) return Kept::missing;
    if (is_last_administrator(there.users, *user)) return Kept::last_administrator;
    return UsersTable(database).remove(name) ? Kept::done : Kept::unavailable;
  });
}

std::vector<Token> Roll::tokens() const {
  const std::lock_guard lock(mutex_);
  return contents_.tokens;
}

std::optional<Token> Roll::token_of(std::string_view secret) const {
  const std::string digest = digest_of_secret(secret);
  const std::lock_guard lock(mutex_);
  for (const Token& token : contents_.tokens) {
    if (crypto::equal_in_constant_time(token.digest, digest)) return token;
  }
  return std::nullopt;
}

Roll::Kept Roll::add(const Token& token) {
  return keep([&](store::Database& database, const store::Stamp& stamp, const Contents& there) {
    if (there.tokens.size() >= kMaxTokens) return Kept::full;
    return stored(TokensTable(database).put(token, stamp));
  });
}

Roll::Kept Roll::remove_token(std::string_view id) {
  return keep([&](store::Database& database, const store::Stamp&, const Contents&) {
    const auto removed = TokensTable(database).remove(id);
    if (!removed) return Kept::unavailable;
    return *removed ? Kept::done : Kept::missing;
  });
}

std::optional<base::WallTime> Roll::last_used(std::string_view token_id) const {
  const std::lock_guard lock(mutex_);
  const auto found = last_used_.find(token_id);
  return found == last_used_.end() ? std::nullopt : std::optional(found->second);
}

void Roll::used(std::string_view token_id, base::WallTime now) {
  const std::lock_guard lock(mutex_);
  last_used_.insert_or_assign(std::string(token_id), now);
}

std::string Roll::state(std::string_view key) const {
  const std::lock_guard lock(mutex_);
  const auto found = contents_.state.find(key);
  return found == contents_.state.end() ? std::string() : found->second;
}

Roll::Kept Roll::set_state(std::string_view key, std::string_view value) {
  return keep([&](store::Database& database, const store::Stamp& stamp, const Contents&) {
    return stored(StateTable(database).put(key, value, stamp));
  });
}

}  // namespace console
