// Gate: what the console asks of the switchboard. The program implements it; a request waits at the
// gate on its worker thread until the signalling thread and the store have answered.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/store/database.h"
#include "firmware/store/stamp.h"

namespace console {

// A command as the command line has them: "extension.set" with its arguments.
struct Command {
  std::string name;
  std::map<std::string, std::string, std::less<>> arguments{};
};

// What is wrong, in both languages, with its values in place.
struct Fault {
  std::string field{};  // of the command's arguments; "" for none
  std::string english;
  std::string chinese;
};

struct Outcome {
  enum class Kind : std::uint8_t {
    done,
    invalid,      // 422
    not_found,    // 404
    conflict,     // 409
    changed,      // 412: not what `expected` says any more
    unavailable,  // 503: too much to do, or the store failed
  };
  Kind kind = Kind::done;
  std::string json = "{}";
  std::vector<Fault> faults{};
};

class Gate {
 public:
  virtual ~Gate() = default;

  // Any thread but the signalling one; waits.
  virtual Outcome execute(Command command) = 0;

  // The console's own tables: `work` runs on the store's thread in one transaction, which its false
  // undoes. True once nothing can undo it.
  virtual bool store(std::function<bool(store::Database&, const store::Stamp&)> work) = 0;
};

}  // namespace console
