#include "apps/jackfield/extension_options.h"

#include "firmware/base/ascii.h"

namespace jackfield {

namespace {

using directory::Account;

std::optional<Message> set_target(const Account& account, std::string_view number,
                                  std::string& target) {
  if (!number.empty() && !directory::is_valid_number(number)) {
    return Message{
        "Calls cannot be forwarded to \"{}\": name a number of 1 to 32 letters, digits or "
        ". _ + * # -",
        {std::string(number)}};
  }
  if (!number.empty() && number == account.number) {
    return Message{"Extension {} cannot forward its calls to itself", {account.number}};
  }
  target = number;
  return std::nullopt;
}

std::optional<Message> set_patience(Account& account, std::string_view value) {
  const auto shortest = static_cast<std::uint64_t>(directory::kShortestPatience.count());
  const auto longest = static_cast<std::uint64_t>(directory::kLongestPatience.count());
  const auto seconds =
      value.empty() ? std::optional<std::uint64_t>(0) : base::parse_unsigned(value, longest);
  if (!seconds || (*seconds != 0 && *seconds < shortest)) {
    return Message{"An extension rings for {} to {} seconds; 0 stands for {}",
                   {std::to_string(shortest), std::to_string(longest),
                    std::to_string(directory::kPatience.count())}};
  }
  account.patience = *seconds == 0 ? directory::kPatience : std::chrono::seconds(*seconds);
  return std::nullopt;
}

std::optional<Message> set_limit(Account& account, std::string_view value) {
  const auto calls = value.empty() ? std::optional<std::uint64_t>(0)
                                   : base::parse_unsigned(value, directory::kHighestLimit);
  if (!calls) {
    return Message{"An extension has at most {} calls at a time; 0 sets no limit",
                   {std::to_string(directory::kHighestLimit)}};
  }
  account.limit = static_cast<std::uint32_t>(*calls);
  return std::nullopt;
}

}  // namespace

std::optional<Message> set_option(Account& account, std::string_view name, std::string_view value) {
  if (name == "busy_to") return set_target(account, value, account.busy_to);
  if (name == "no_answer_to") return set_target(account, value, account.no_answer_to);
  if (name == "ring_seconds") return set_patience(account, value);
  return set_limit(account, value);
}

OptionValue option_of(const Account& account, std::string_view name) {
  if (name == "busy_to") return account.busy_to;
  if (name == "no_answer_to") return account.no_answer_to;
  if (name == "ring_seconds") return static_cast<std::uint64_t>(account.patience.count());
  return std::uint64_t{account.limit};
}

}  // namespace jackfield
