// Timekeeper: keeps the system's calendar right, if the setting time_servers names somebody to ask.
// What is timed by the calendar alone is set right with it: the rows of bindings. Calls and timers
// run by the monotonic clock and notice nothing. Owned by Switchboard; signalling thread only.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "firmware/base/log.h"
#include "firmware/location/location_service.h"
#include "firmware/sntp/client.h"

namespace jackfield {

class Timekeeper final : private sntp::ClientUser {
 public:
  // Shifts the calendar; false: it may not be set.
  using Shift = std::function<bool(std::chrono::microseconds)>;

  Timekeeper(const sntp::Surroundings& surroundings, location::LocationService& location,
             Shift shift);

  void adopt(const std::vector<std::string>& servers);

 private:
  void on_offset(std::chrono::microseconds offset, const std::string& server) override;

  base::Log& log_;
  location::LocationService& location_;
  const Shift shift_;
  std::vector<std::string> servers_;
  bool is_refused_ = false;  // and the log says so
  sntp::Client client_;
};

}  // namespace jackfield
