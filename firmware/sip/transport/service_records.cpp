#include "firmware/sip/transport/service_records.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "firmware/base/ascii.h"

namespace sip {

namespace {

// An answer with more records than this is nobody's honest set-up.
constexpr std::size_t kMaxRecords = 32;

// Which of [begin, end), all of one priority, comes first: the first whose running sum of weights
// reaches a random number between 0 and the total (RFC 2782 "Weight").
std::vector<net::SrvRecord>::iterator draw(std::vector<net::SrvRecord>::iterator begin,
                                           std::vector<net::SrvRecord>::iterator end,
                                           base::Random& random) {
  std::uint64_t total = 0;
  for (auto at = begin; at != end; ++at) total += at->weight;
  const std::uint64_t chosen = random.below(total + 1);
  std::uint64_t sum = 0;
  for (auto at = begin; at != end; ++at) {
    sum += at->weight;
    if (sum >= chosen) return at;
  }
  return begin;
}

}  // namespace

std::optional<std::string> srv_name(Transport transport, std::string_view domain) {
  std::string_view prefix;
  switch (transport) {
    case Transport::udp:
      prefix = "_sip._udp.";
      break;
    case Transport::tcp:
      prefix = "_sip._tcp.";
      break;
    case Transport::tls:
      prefix = "_sips._tcp.";
      break;
    case Transport::ws:
    case Transport::wss:
      return std::nullopt;
  }
  return std::string(prefix).append(domain);
}

std::optional<Transport> transport_of_naptr(std::string_view service) {
  if (base::iequals(service, "SIP+D2U")) return Transport::udp;
  if (base::iequals(service, "SIP+D2T")) return Transport::tcp;
  if (base::iequals(service, "SIPS+D2T")) return Transport::tls;
  return std::nullopt;
}

std::vector<Service> in_order(std::vector<net::NaptrRecord> records,
                              const std::vector<Transport>& transports) {
  if (records.size() > kMaxRecords) records.resize(kMaxRecords);
  std::ranges::stable_sort(records, {}, [](const net::NaptrRecord& record) {
    return std::pair(record.order, record.preference);
  });
  std::vector<Service> services;
  for (net::NaptrRecord& record : records) {
    const auto transport = transport_of_naptr(record.service);
    if (!transport || std::ranges::find(transports, *transport) == transports.end()) continue;
    if (!base::iequals(record.flags, "s") || record.replacement.empty()) continue;
    services.push_back({*transport, std::move(record.replacement)});
  }
  return services;
}

std::vector<net::SrvRecord> in_order(std::vector<net::SrvRecord> records, base::Random& random) {
  std::erase_if(records, [](const net::SrvRecord& record) {
    return record.target.empty() || record.target == "." || record.port == 0;
  });
  if (records.size() > kMaxRecords) records.resize(kMaxRecords);
  // Weight 0 first within a priority, so that it keeps a small chance beside others.
  std::ranges::stable_sort(records, {}, [](const net::SrvRecord& record) {
    return std::pair(record.priority, record.weight != 0);
  });
  for (auto at = records.begin(); at != records.end(); ++at) {
    const auto group_end = std::find_if(at, records.end(), [&](const net::SrvRecord& record) {
      return record.priority != at->priority;
    });
    const auto chosen = draw(at, group_end, random);
    std::rotate(at, chosen, chosen + 1);
  }
  return records;
}

}  // namespace sip
