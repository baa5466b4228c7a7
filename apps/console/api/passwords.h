// Passwords: hashing them takes a tenth of a second of a processor by design, so a few may do so at
// a time, a few more may wait, and others are told to come again. Any thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace console {

class Passwords {
 public:
  static constexpr int kAtATime = 2;
  static constexpr int kWaiting = 4;

  // Nothing when the machine has no memory for it.
  using Hash = std::function<std::optional<std::string>(std::string_view password)>;
  using Verify = std::function<bool(std::string_view hash, std::string_view password)>;

  Passwords(Hash hash, Verify verify) : hash_(std::move(hash)), verify_(std::move(verify)) {}

  std::optional<std::string> hash(std::string_view password);

  enum class Answer : std::uint8_t { right, wrong, busy };
  // `hash` is null for a user who is not there: that takes as long, lest it tells.
  Answer verify(const std::string* hash, std::string_view password);

 private:
  class Turn;
  const std::string& decoy();

  const Hash hash_;
  const Verify verify_;
  std::mutex mutex_;
  std::condition_variable left_;
  int inside_ = 0;
  int waiting_ = 0;
  std::mutex decoy_mutex_;
  std::string decoy_;
};

}  // namespace console
