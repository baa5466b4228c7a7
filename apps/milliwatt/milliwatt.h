// The milliwatt: a tone of 1004 Hz at 0 dBm0, to measure a line with, until the caller hangs up.
#pragma once

#include "firmware/base/task.h"
#include "firmware/call/call.h"

namespace milliwatt {

base::Task<> story(call::Call& call);

}  // namespace milliwatt
