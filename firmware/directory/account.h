// An extension's account: who may register under a number, and with which password's digest.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "firmware/sip/auth/digest.h"

namespace directory {

inline constexpr std::chrono::seconds kShortestPatience{5};
inline constexpr std::chrono::seconds kPatience{180};  // unless it is set
inline constexpr std::chrono::seconds kLongestPatience{600};
inline constexpr std::uint32_t kHighestLimit = 1000;

struct Account {
  std::string number;  // user part of its address-of-record: 1..32 of [0-9A-Za-z._+*#-]
  std::string name;    // shown to people; UTF-8, up to 64 octets; may be empty
  sip::Ha1 ha1;

  // What becomes of calls to it, when the switchboard rings it.
  std::string busy_to{};       // the number that takes them when it is busy; "": none
  std::string no_answer_to{};  // when nobody answers in time, or no phone is registered
  std::chrono::seconds patience = kPatience;  // how long it rings
  std::uint32_t limit = 0;                    // calls at a time; 0: any
};

bool is_valid_number(std::string_view number);

// UTF-8 of at most 64 octets, without control characters.
bool is_valid_name(std::string_view name);

}  // namespace directory
