#include "apps/jackfield/box_facts.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "firmware/net/this_host.h"

namespace jackfield {

namespace {

// The first hour tells little of a day.
constexpr double kLeastHours = 1;

std::uint64_t written_octets() {
  std::ifstream counters("/proc/self/io");
  std::string name;
  std::uint64_t count = 0;
  while (counters >> name >> count) {
    if (name == "write_bytes:") return count;
  }
  return 0;
}

}  // namespace

console::BoxFacts box_facts(base::Duration running, std::uint64_t free_octets) {
  console::BoxFacts facts;
  for (const net::IpAddress& address : net::own_addresses()) {
    facts.addresses.push_back(to_string(address));
  }
  facts.free_octets = free_octets;
  facts.written_octets = written_octets();
  using Hours = std::chrono::duration<double, std::ratio<3600>>;
  const double hours = std::max(Hours(running).count(), kLeastHours);
  facts.written_octets_a_day =
      static_cast<std::uint64_t>(static_cast<double>(facts.written_octets) * 24 / hours);
  return facts;
}

std::uint64_t resident_octets() {
  std::ifstream pages("/proc/self/statm");
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  if (!(pages >> all >> resident)) return 0;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace jackfield
