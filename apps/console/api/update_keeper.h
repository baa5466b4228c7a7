// UpdateKeeper: the versions of the program on a board, as the console shows and replaces them. The
// program implements it where it runs on one. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "apps/console/api/gate.h"

namespace console {

struct UpdateState {
  enum class Progress : std::uint8_t { none, writing, refused, ready };

  std::string slot;           // that runs: "a" or "b"
  bool on_trial = false;      // it has not proved itself yet
  std::string other_version;  // in the other slot; "" when nothing whole is there
  Progress progress = Progress::none;
  std::string ready_version;  // that starts next
  Fault refusal{};            // why the last one was refused
  Fault last{};               // what became of the last trial; "" when there was none
};

class UpdateKeeper {
 public:
  // Some octets of the file each time, none at its end.
  using Read = std::function<std::size_t(char* into, std::size_t most)>;
  enum class Verdict : std::uint8_t { done, busy, refused, silent };  // silent: nobody answers

  virtual ~UpdateKeeper() = default;
  virtual std::optional<UpdateState> state() const = 0;  // nothing: nobody answers
  // Waits until the file is written and read back, or refused: state() says why.
  virtual Verdict install(const Read& read) = 0;
  virtual Verdict restart() = 0;
  virtual Verdict roll_back() = 0;
};

}  // namespace console
