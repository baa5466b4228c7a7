// Who may ask what: one table of all routes, beside which none is answered. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "apps/console/api/role.h"

namespace console {

struct Access {
  std::string_view method;
  std::string_view pattern;

  enum class For : std::uint8_t {
    anybody,  // `security: []` in the description
    users,    // anybody who has signed in, as far as it is about himself
    operators,
    administrators,
  };
  For least;

  // What a token needs. Those without it are for people only.
  std::optional<Scope> scope;
  bool by_read = false;  // or the scope `read`
};

std::span<const Access> all_access();

// Null: no such route.
const Access* access_to(std::string_view method, std::string_view pattern);

}  // namespace console
