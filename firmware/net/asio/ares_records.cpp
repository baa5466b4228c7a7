#include "firmware/net/asio/ares_records.h"

#include <arpa/nameser.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>

#include "firmware/net/asio/socket.h"

namespace net {

namespace {

constexpr std::size_t kMaxRecords = 64;  // of one answer; the rest is not looked at
constexpr std::uint32_t kMaxTtl = 7 * 24 * 3600;

Error error_of_status(int status) {
  switch (status) {
    case ARES_ENOTFOUND:
    case ARES_ENODATA:
    case ARES_EBADNAME:
      return Error::not_found;
    case ARES_ENOMEM:
      return Error::overloaded;
    case ARES_ECANCELLED:
    case ARES_EDESTRUCTION:
      return Error::cancelled;
    default:
      return Error::server_failed;
  }
}

std::uint32_t number(const unsigned char* octets, int count) {
  std::uint32_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | octets[i];
  return value;
}

// Octets the (maybe compressed) name at `at` takes; 0 when it does not end in time.
std::ptrdiff_t name_size(const unsigned char* at, const unsigned char* end) {
  const unsigned char* p = at;
  while (p < end) {
    const bool is_pointer = (*p & 0xc0) == 0xc0;
    if (is_pointer || *p == 0) return std::min(p + (is_pointer ? 2 : 1), end) - at;
    if (*p + 1 >= end - p) return 0;
    p += *p + 1;
  }
  return 0;
}

// The shortest TTL of the answer section (RFC 1035 section 4.1): how long the whole answer holds.
// c-ares does not tell it for SRV and NAPTR.
std::chrono::seconds shortest_ttl(const unsigned char* octets, int size) {
  const unsigned char* end = octets + size;
  const unsigned char* p = octets + NS_HFIXEDSZ;
  std::uint32_t shortest = kMaxTtl;
  std::uint32_t questions = number(octets + 4, 2);
  std::uint32_t answers = number(octets + 6, 2);
  for (; questions > 0; --questions) {
    const auto name = name_size(p, end);
    if (name == 0 || end - p < name + NS_QFIXEDSZ) return std::chrono::seconds(0);
    p += name + NS_QFIXEDSZ;
  }
  for (; answers > 0; --answers) {
    const auto name = name_size(p, end);
    if (name == 0 || end - p < name + NS_RRFIXEDSZ) return std::chrono::seconds(0);
    p += name;
    shortest = std::min(shortest, number(p + 4, 4));
    const auto record = static_cast<std::ptrdiff_t>(NS_RRFIXEDSZ + number(p + 8, 2));
    if (end - p < record) return std::chrono::seconds(0);
    p += record;
  }
  return std::chrono::seconds(shortest);
}

struct FreeReply {
  void operator()(void* reply) const { ares_free_data(reply); }
};

std::string text(const unsigned char* octets) {
  return octets ? reinterpret_cast<const char*>(octets) : "";
}

}  // namespace

Result<AddressRecords> address_records(int status, const ares_addrinfo* found) {
  if (status != ARES_SUCCESS) return error_of_status(status);
  AddressRecords records;
  int shortest = kMaxTtl;
  for (const ares_addrinfo_node* node = found->nodes; node; node = node->ai_next) {
    if (records.addresses.size() == kMaxRecords) break;
    const Endpoint endpoint = endpoint_of(*node->ai_addr);
    records.addresses.push_back(endpoint.address);
    shortest = std::min(shortest, std::max(node->ai_ttl, 0));
  }
  if (records.addresses.empty()) return Error::not_found;
  records.ttl = std::chrono::seconds(shortest);
  return records;
}

Result<SrvRecords> srv_records(int status, const unsigned char* octets, int size) {
  if (status != ARES_SUCCESS) return error_of_status(status);
  ares_srv_reply* first = nullptr;
  status = ares_parse_srv_reply(octets, size, &first);
  const std::unique_ptr<ares_srv_reply, FreeReply> owner(first);
  if (status != ARES_SUCCESS) return error_of_status(status);
  SrvRecords records;
  for (const ares_srv_reply* reply = first; reply; reply = reply->next) {
    if (records.records.size() == kMaxRecords) break;
    records.records.push_back({reply->priority, reply->weight, reply->port, reply->host});
  }
  if (records.records.empty()) return Error::not_found;
  records.ttl = shortest_ttl(octets, size);
  return records;
}

Result<NaptrRecords> naptr_records(int status, const unsigned char* octets, int size) {
  if (status != ARES_SUCCESS) return error_of_status(status);
  ares_naptr_reply* first = nullptr;
  status = ares_parse_naptr_reply(octets, size, &first);
  const std::unique_ptr<ares_naptr_reply, FreeReply> owner(first);
  if (status != ARES_SUCCESS) return error_of_status(status);
  NaptrRecords records;
  for (const ares_naptr_reply* reply = first; reply; reply = reply->next) {
    if (records.records.size() == kMaxRecords) break;
    records.records.push_back({reply->order, reply->preference, text(reply->flags),
                               text(reply->service), text(reply->regexp), reply->replacement});
  }
  if (records.records.empty()) return Error::not_found;
  records.ttl = shortest_ttl(octets, size);
  return records;
}

}  // namespace net
