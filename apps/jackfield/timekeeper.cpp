#include "apps/jackfield/timekeeper.h"

#include <utility>

namespace jackfield {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::microseconds kNoticeable = 20ms;
constexpr std::chrono::microseconds kJump = 1min;  // rows are dated anew

}  // namespace

Timekeeper::Timekeeper(const sntp::Surroundings& surroundings, location::LocationService& location,
                       Shift shift)
    : log_(surroundings.log),
      location_(location),
      shift_(std::move(shift)),
      client_(surroundings, *this) {}

void Timekeeper::adopt(const std::vector<std::string>& servers) {
  if (servers == servers_) return;
  servers_ = servers;
  is_refused_ = false;
  client_.adopt({servers});
}

void Timekeeper::on_offset(std::chrono::microseconds offset, const std::string& server) {
  if (std::chrono::abs(offset) < kNoticeable) return;
  const std::string seconds = std::to_string(std::chrono::duration<double>(offset).count());
  if (!shift_ || !shift_(offset)) {
    if (std::exchange(is_refused_, true)) return;
    log_.warning("timekeeper", "the clock is off, and may not be set",
                 {{"by", seconds}, {"server", server}});
    return;
  }
  log_.info("timekeeper", "clock set", {{"by", seconds}, {"server", server}});
  if (std::chrono::abs(offset) >= kJump) location_.save_again();
}

}  // namespace jackfield
