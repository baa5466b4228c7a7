#include "firmware/media/file/wav.h"

namespace media {

std::string_view to_string(WavError error) {
  switch (error) {
    case WavError::cannot_open:
      return "cannot be opened";
    case WavError::not_wav:
      return "no WAV file";
    case WavError::unsupported:
      return "not 16-bit linear PCM of one or two channels at 8 to 48 kHz";
    case WavError::full:
      return "no room left";
  }
  return "";
}

}  // namespace media
