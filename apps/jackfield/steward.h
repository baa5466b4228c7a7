// Steward: asks the board's steward (rootfs/root/sbin/steward), who is root, for what the
// switchboard may not do itself: write an update, start the machine anew, go back to the version
// before. They talk by FIFOs and a file in one folder (docs/boards.md). Any thread.
#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "apps/console/api/update_keeper.h"

namespace jackfield {

class Steward final : public console::UpdateKeeper {
 public:
  // How long he may take to listen, to take some octets, and to read everything back.
  struct Patience {
    std::chrono::milliseconds listen, take, finish;
  };
  static constexpr Patience kPatience{std::chrono::seconds(10), std::chrono::minutes(1),
                                      std::chrono::minutes(5)};

  explicit Steward(std::string folder, const Patience& patience = kPatience)
      : folder_(std::move(folder)), patience_(patience) {}

  // Whether this machine has one.
  static bool is_in(const std::string& folder);

  std::optional<console::UpdateState> state() const override;
  Verdict install(const Read& read) override;
  Verdict restart() override;
  Verdict roll_back() override;

 private:
  std::uint64_t edition() const;
  bool ask(const char* word) const;
  int open_fifo(const char* name, std::chrono::milliseconds patience) const;
  bool pass(int fifo, const char* octets, std::size_t size) const;
  Verdict await_end() const;

  const std::string folder_;
  const Patience patience_;
  std::mutex writing_;
};

}  // namespace jackfield
