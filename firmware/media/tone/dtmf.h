// DTMF (ITU-T Q.23): the sixteen digits as pairs of frequencies.
#pragma once

#include <optional>
#include <string_view>

namespace media {

struct DtmfPair {
  double row_hz;
  double column_hz;
};

constexpr std::string_view kDtmfDigits = "123A456B789C*0#D";

// In either case of A to D; nothing for other characters.
std::optional<DtmfPair> dtmf_pair_of(char digit);

}  // namespace media
