// Keys as tones in a voice channel (ITU-T Q.23), in PCMU: what phones without telephone-event send
// and listen for. Shares nothing with firmware/media.
#pragma once

#include <string>
#include <string_view>

namespace sim {

// The `packet`th 20 ms of a key's tone.
std::string tone_of(char digit, int packet);
// The key that sounds in 20 ms; 0: none.
char key_in(std::string_view pcmu);

}  // namespace sim
