// Studio: what all recordings of talks go by: the code that a party presses, the format, the folder
// and whether its disk has room. Owned by the switchboard; signalling thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "firmware/base/instant.h"
#include "firmware/base/log.h"
#include "firmware/base/timer_queue.h"
#include "firmware/media/recording/recording.h"

namespace recording {

struct Options {
  std::string key = "*1";  // "": nobody records
  media::RecordingFormat format = media::RecordingFormat::ogg_opus;
};

class Studio {
 public:
  using FreeOctets = std::function<std::uint64_t()>;
  static constexpr std::uint64_t kLeastFree = 100'000'000;  // octets
  // Within the folder of all data.
  static constexpr const char* kFolder = "recordings";

  // All outlive it. `data_folder` is where everything is that survives.
  Studio(base::TimerQueue& timers, const base::WallClock& clock, base::Log& log,
         std::string data_folder, base::Duration longest, FreeOctets free)
      : timers_(timers),
        clock_(clock),
        log_(log),
        data_folder_(std::move(data_folder)),
        longest_(longest),
        free_(std::move(free)) {}

  void adopt(Options options) { options_ = std::move(options); }

  const Options& options() const { return options_; }
  base::TimerQueue& timers() const { return timers_; }
  base::WallTime now() const { return clock_.now(); }
  base::Log& log() const { return log_; }
  std::string path_of(const std::string& name) const { return data_folder_ + "/" + name; }
  base::Duration longest() const { return longest_; }
  bool has_room() const { return free_ && free_() >= kLeastFree; }

 private:
  base::TimerQueue& timers_;
  const base::WallClock& clock_;
  base::Log& log_;
  const std::string data_folder_;
  const base::Duration longest_;  // recording
  const FreeOctets free_;
  Options options_;
};

}  // namespace recording
