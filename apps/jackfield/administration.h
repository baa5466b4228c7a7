// Administration: the one place where each command of the command line (and later of the web page)
// is carried out. What it changes is committed first, then announced to the live switchboard, then
// answered.
//
// Signalling thread; the work on the store runs where the store's queue runs it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "apps/jackfield/live_office.h"
#include "apps/jackfield/request.h"
#include "firmware/base/instant.h"
#include "firmware/base/random.h"
#include "firmware/store/queue.h"

namespace jackfield {

// Whether the command is about the running switchboard, rather than the store or the data folder.
bool needs_switchboard(std::string_view command);

class Administration {
 public:
  using Reply = std::function<void(Outcome)>;

  // `live` is null when no switchboard runs: commands that ask for one are then refused.
  Administration(store::Queue& queue, const base::WallClock& wall, base::Random& random,
                 std::string node, LiveOffice* live);

  // `reply` is called once, at once or later; Administration must live until then.
  void execute(Request request, Reply reply);

 private:
  void execute_in_store(Request request, Reply reply);

  store::Queue& queue_;
  const base::WallClock& wall_;
  base::Random& random_;
  const std::string node_;
  LiveOffice* const live_;
};

}  // namespace jackfield
