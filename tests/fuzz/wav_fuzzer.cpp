// Whatever a file holds, it is refused or played to its end, and what is played is in the file.
#include <cstdint>
#include <vector>

#include "firmware/media/file/wav_reader.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::vector<std::uint8_t> octets(data, data + size);
  media::File file(fmemopen(octets.data(), octets.size(), "rb"));
  ASSERT(file);
  auto reader = media::WavReader::of(std::move(file));
  if (!reader) return 0;
  ASSERT(reader->format().channels == 1 || reader->format().channels == 2);
  std::vector<std::int16_t> pcm(100);
  std::size_t samples = 0;
  for (std::size_t read = 0; (read = reader->read(pcm)) > 0;) samples += read;
  ASSERT(samples * 2 * reader->format().channels <= size);
  return 0;
}
