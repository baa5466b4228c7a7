// What the operating system says of the box and of this process. Any thread.
#pragma once

#include <cstdint>

#include "apps/console/api/options.h"
#include "firmware/base/instant.h"

namespace jackfield {

// `running`: since the process began. What it has written is as the kernel counts it (/proc: octets
// that were sent to the disk), 0 where that cannot be read.
console::BoxFacts box_facts(base::Duration running, std::uint64_t free_octets);

// Memory of this process, 0 where that cannot be read.
std::uint64_t resident_octets();

}  // namespace jackfield
