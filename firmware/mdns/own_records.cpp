#include "firmware/mdns/own_records.h"

#include <algorithm>
#include <utility>

#include "firmware/base/ascii.h"

namespace mdns {

namespace {

// What has to do with the host's name, and the rest.
constexpr std::uint32_t kHostTtl = 120;
constexpr std::uint32_t kOtherTtl = 4500;
constexpr std::string_view kDomain = "local";

Record unique(const Name& name, std::uint16_t type, std::uint32_t ttl, std::string content) {
  return {name, type, kInternet, true, ttl, std::move(content)};
}

Record shared(const Name& name, const Name& to) {
  return {name, type::ptr, kInternet, false, kOtherTtl, pointer_to(to)};
}

// Section 6.1: says which types there are, so that nobody waits for others.
void add_host(const Name& host, const net::Link& link, std::vector<Record>& records) {
  std::vector<std::uint16_t> types;
  for (const net::LinkAddress& own : link.addresses) {
    if (records.size() == kMaxAddresses) break;
    const auto octets = own.address.octets();
    const std::uint16_t type = own.address.is_v4() ? type::a : type::aaaa;
    records.push_back(unique(host, type, kHostTtl, std::string(octets.begin(), octets.end())));
    types.push_back(type);
  }
  if (types.empty()) return;
  records.push_back(unique(host, type::nsec, kHostTtl, existing_types(host, types)));
}

void add_reverse(const Name& host, const net::Link& link, std::vector<Record>& records) {
  const std::size_t count = std::min(link.addresses.size(), kMaxAddresses);
  for (std::size_t i = 0; i < count; ++i) {
    const Name name = reverse_name(link.addresses[i].address);
    records.push_back(unique(name, type::ptr, kHostTtl, pointer_to(host)));
    records.push_back(unique(name, type::nsec, kHostTtl, existing_types(name, {type::ptr})));
  }
}

bool is_reached_by(const net::Link& link, const net::IpAddress& local) {
  return std::any_of(link.addresses.begin(), link.addresses.end(), [&](const auto& own) {
    return own.address == local || (local.is_unspecified() && own.address.is_v4() == local.is_v4());
  });
}

void add_service(std::string_view label, const Service& service, const Name& host,
                 std::vector<Record>& records) {
  const Name kind{service.type, service.protocol, kDomain};
  const Name instance{label, service.type, service.protocol, kDomain};
  const Name all{"_services", "_dns-sd", "_udp", kDomain};
  records.push_back(shared(all, kind));
  records.push_back(shared(kind, instance));
  records.push_back(unique(instance, type::srv, kHostTtl, service_at(service.local.port, host)));
  records.push_back(unique(instance, type::txt, kOtherTtl, service.text));
  records.push_back(
      unique(instance, type::nsec, kHostTtl, existing_types(instance, {type::txt, type::srv})));
}

}  // namespace

std::vector<Record> own_records(std::string_view label, const std::vector<Service>& services,
                                const net::Link& link) {
  const Name host{label, kDomain};
  std::vector<Record> records;
  add_host(host, link, records);
  add_reverse(host, link, records);
  std::vector<const Service*> told;
  for (const Service& service : services) {
    const bool is_told = std::any_of(told.begin(), told.end(), [&](const Service* other) {
      return other->type == service.type && other->protocol == service.protocol;
    });
    if (is_told || service.local.port == 0 || !is_reached_by(link, service.local.address)) continue;
    if (told.size() == kMaxServices) break;
    told.push_back(&service);
    add_service(label, service, host, records);
  }
  if (told.empty()) return {};
  return records;
}

Name reverse_name(const net::IpAddress& address) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto octets = address.octets();
  std::vector<std::string> labels;
  for (auto octet = octets.rbegin(); octet != octets.rend(); ++octet) {
    if (address.is_v4()) {
      labels.push_back(std::to_string(*octet));
      continue;
    }
    labels.emplace_back(1, kDigits[*octet & 0xf]);
    labels.emplace_back(1, kDigits[*octet >> 4]);
  }
  labels.emplace_back(address.is_v4() ? "in-addr" : "ip6");
  labels.emplace_back("arpa");
  return Name(labels);
}

bool is_reverse(const Name& name) {
  constexpr std::string_view kArpa = "\4arpa";
  const std::string_view labels = name.labels();
  return labels.size() > kArpa.size() &&
         base::iequals(labels.substr(labels.size() - kArpa.size()), kArpa);
}

}  // namespace mdns
