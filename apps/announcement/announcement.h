// The announcement: the switchboard answers, says a prompt once, and hangs up. Who presses a key
// changes nothing.
#pragma once

#include "firmware/base/task.h"
#include "firmware/call/call.h"
#include "firmware/media/clip/clip.h"

namespace announcement {

base::Task<> story(call::Call& call, media::ClipId prompt);

}  // namespace announcement
