// What becomes of calls to an extension, by the words in which people set it, exported
// configurations keep it and commands show it. Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "apps/jackfield/message.h"
#include "firmware/directory/account.h"

namespace jackfield {

// Arguments of extension.add and extension.set, and members of an extension as it is shown.
inline constexpr std::array<std::string_view, 4> kExtensionOptions = {"busy_to", "no_answer_to",
                                                                      "ring_seconds", "calls"};

// Sets the option of that name in `account`, whose number is known; what is wrong with the value
// else. "" is what a new extension has, and so is "0" of a number.
std::optional<Message> set_option(directory::Account& account, std::string_view name,
                                  std::string_view value);

// As it is shown.
using OptionValue = std::variant<std::string, std::uint64_t>;
OptionValue option_of(const directory::Account& account, std::string_view name);

}  // namespace jackfield
