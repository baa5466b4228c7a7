// The code of the first visit: while nobody has chosen a password, whoever comes by the network
// must know what stands on the box's own console. Pure.
#pragma once

#include <string>
#include <string_view>

#include "firmware/base/random.h"

namespace console {

// "ACDE-3467": eight characters of which none is taken for another, 37 random bits.
std::string make_first_visit_code(base::Random& random);

bool is_first_visit_code(std::string_view text);

// As people type it: in any case, with or without what stands between. In constant time.
bool is_same_code(std::string_view code, std::string_view typed);

}  // namespace console
