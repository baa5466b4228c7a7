// What a waiting party hears: music on hold, and the tones of a line (ITU-T E.180).
#pragma once

#include "firmware/media/sound.h"

namespace hold {

const media::Sound& music();
const media::Sound& ringback();  // the called phone rings
const media::Sound& busy();      // ends by itself

}  // namespace hold
