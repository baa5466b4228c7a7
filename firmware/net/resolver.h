// Names to records (A, AAAA, SRV, NAPTR). Answers come on the signalling thread, never from inside
// the call. net/asio implements it with c-ares; tests/sim with a table.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/base/instant.h"
#include "firmware/net/address.h"
#include "firmware/net/error.h"

namespace net {

struct AddressRecords {
  std::vector<IpAddress> addresses;
  std::chrono::seconds ttl{0};
};

struct SrvRecord {  // RFC 2782
  std::uint16_t priority = 0;
  std::uint16_t weight = 0;
  std::uint16_t port = 0;
  std::string target;
};

struct SrvRecords {
  std::vector<SrvRecord> records;
  std::chrono::seconds ttl{0};
};

struct NaptrRecord {  // RFC 3403 section 4.1
  std::uint16_t order = 0;
  std::uint16_t preference = 0;
  std::string flags;
  std::string service;
  std::string regexp;
  std::string replacement;
};

struct NaptrRecords {
  std::vector<NaptrRecord> records;
  std::chrono::seconds ttl{0};
};

// A question under way. Destruction cancels it: its call-back is then never called.
class Query {
 public:
  virtual ~Query() = default;
};

class Resolver {
 public:
  template <class T>
  using Answer = std::function<void(Result<T>)>;
  enum class Family : std::uint8_t { v4, v6 };

  virtual ~Resolver() = default;
  [[nodiscard]] virtual std::unique_ptr<Query> addresses(std::string_view name, Family family,
                                                         Answer<AddressRecords> answer) = 0;
  [[nodiscard]] virtual std::unique_ptr<Query> srv(std::string_view name,
                                                   Answer<SrvRecords> answer) = 0;
  [[nodiscard]] virtual std::unique_ptr<Query> naptr(std::string_view name,
                                                     Answer<NaptrRecords> answer) = 0;
};

}  // namespace net
