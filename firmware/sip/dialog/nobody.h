// The user of a dialog that has none any more: it refuses what comes and answers no question.
#pragma once

#include "firmware/sip/dialog/dialog_user.h"

namespace sip {

DialogUser& nobody();

}  // namespace sip
