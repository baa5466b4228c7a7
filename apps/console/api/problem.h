// Problem documents (RFC 9457): what is wrong and what to do, in the words of whoever asks. Pure.
#pragma once

#include <span>
#include <vector>

#include "apps/console/api/gate.h"
#include "apps/console/api/role.h"
#include "apps/console/api/sentences.h"
#include "firmware/web/request.h"

namespace console {

// `faults`: every faulty field, or none.
web::Response problem(int status, Language language, const Fault& detail,
                      std::span<const Fault> faults = {});
web::Response problem(int status, Language language, const Sentence& detail);

// 422 with all that is wrong.
web::Response refusal(Language language, std::span<const Fault> faults);

// 429; Retry-After (RFC 9110 section 10.2.3) says the same in seconds.
web::Response wait_first(Language language, int seconds);

// Of an outcome that is not done.
web::Response problem(const Outcome& outcome, Language language);

// "2026-01-31T09:05:00Z"
std::string time_text(base::WallTime time);

}  // namespace console
