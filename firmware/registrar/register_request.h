// What a REGISTER asks for (RFC 3261 section 10.3, RFC 3327, RFC 5626 section 6), read and checked
// without looking at any binding. Views into the message. Private to firmware/registrar.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "firmware/sip/message/message.h"
#include "firmware/sip/message/uri.h"

namespace registrar {

// More than these is 400; a User-Agent is cut.
inline constexpr std::size_t kMaxContacts = 32;  // values in one request
inline constexpr std::size_t kMaxUri = 512;
inline constexpr std::size_t kMaxCallId = 256;
inline constexpr std::size_t kMaxInstance = 128;
inline constexpr std::size_t kMaxUserAgent = 128;
inline constexpr std::size_t kMaxPathValues = 8;

struct RequestedContact {
  sip::Uri uri;
  int q = 1000;                    // thousandths
  std::chrono::seconds expires{};  // as requested; zero: remove
  std::string_view instance;       // +sip.instance without <>; "" when absent
  std::uint32_t reg_id = 0;        // 0: absent, or to be ignored
};

struct RegisterRequest {
  std::string_view call_id;
  std::uint32_t cseq = 0;
  bool remove_all = false;  // Contact: *
  std::vector<RequestedContact> contacts;
  std::vector<std::string> path;  // topmost first, on one line each
  std::string user_agent;
  bool is_direct = true;  // no proxy between the phone and us
  bool supports_path = false;
  bool supports_outbound = false;

  bool is_query() const { return contacts.empty() && !remove_all; }
  bool uses_reg_id() const;
};

struct Refusal {
  int status;
  std::string_view reason;
};

// `default_expires` holds where the phone names no interval.
std::variant<RegisterRequest, Refusal> read_register(const sip::Message& message,
                                                     std::chrono::seconds default_expires);

}  // namespace registrar
