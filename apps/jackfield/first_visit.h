// The code of the first visit, as it lies in the data folder from the first start until somebody
// has chosen a password: whoever stands before the box reads it on its console (rootfs/root/sbin/
// watch). At the start, and from any thread.
#pragma once

#include <string>

#include "firmware/base/random.h"
#include "firmware/store/error.h"

namespace jackfield {

inline constexpr char kFirstVisitFile[] = "/first-visit-code";

// The one that is there, or a new one.
store::Result<std::string> first_visit_code(const std::string& folder, base::Random& random);

void forget_first_visit_code(const std::string& folder);

}  // namespace jackfield
