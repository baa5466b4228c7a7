// DNS messages as multicast DNS uses them (RFC 1035 section 4; RFC 6762 section 18): parsed whole
// into values, within limits. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/base/result.h"
#include "firmware/mdns/name.h"

namespace mdns {

inline constexpr std::uint16_t kPort = 5353;
inline constexpr std::size_t kMaxMessage = 9000;  // octets (RFC 6762 section 17)
inline constexpr std::size_t kMaxQuestions = 128;
inline constexpr std::size_t kMaxRecords = 512;  // in all sections

namespace type {
inline constexpr std::uint16_t a = 1, ptr = 12, txt = 16, aaaa = 28, srv = 33, nsec = 47, any = 255;
}
inline constexpr std::uint16_t kInternet = 1;
inline constexpr std::uint16_t kAnyClass = 255;

struct Question {
  Name name;
  std::uint16_t type = 0;
  std::uint16_t class_code = kInternet;
  bool wants_unicast = false;  // QU, the class's top bit (RFC 6762 section 5.4)
};

struct Record {
  Name name;
  std::uint16_t type = 0;
  std::uint16_t class_code = kInternet;
  bool is_unique = false;  // cache-flush, the class's top bit (section 10.2); else shared
  std::uint32_t ttl = 0;   // seconds
  std::string content;     // RDATA, in which no name is compressed
};

// The same resource record, whatever its TTL.
bool is_same(const Record& a, const Record& b);
// The same name, type and class: two unique records of which only one can be right.
bool is_of_same_set(const Record& a, const Record& b);

struct Message {
  std::uint16_t id = 0;
  bool is_response = false;
  bool is_truncated = false;  // of a query: more known answers follow (section 7.2)
  std::vector<Question> questions;
  std::vector<Record> answers, authorities, additionals;
};

enum class Error : std::uint8_t {
  malformed,
  too_large,    // beyond a limit of ours
  unsupported,  // another opcode, or a response code: ignored (sections 18.3 and 18.11)
};

JACKFIELD_RESULT_ERROR(Error)

// What stands behind the last record is passed over.
base::Result<Message, Error> parse(std::string_view octets);

// RDATA of the types we own.
std::string pointer_to(const Name& name);
std::string service_at(std::uint16_t port, const Name& host);              // RFC 2782
std::string existing_types(const Name& name, std::vector<std::uint16_t>);  // NSEC, types below 256

}  // namespace mdns
