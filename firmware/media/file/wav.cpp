#include "firmware/media/file/wav.h"

#include <fcntl.h>
#include <unistd.h>

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

File create_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return nullptr;
  File file(::fdopen(descriptor, "wb"));
  if (!file) ::close(descriptor);
  return file;
}

}  // namespace media
