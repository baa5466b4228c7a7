// The echo test: the switchboard answers, and the caller hears himself until he hangs up.
#pragma once

#include "firmware/base/task.h"
#include "firmware/call/call.h"

namespace echo {

base::Task<> story(call::Call& call);

}  // namespace echo
