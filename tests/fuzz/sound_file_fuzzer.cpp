// Whatever people bring as a sound is refused, or read to an end within its limit. The first octet
// chooses: the rest as it is, or a good file of one of the kinds, in which the rest makes changes.
#include <sndfile.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "firmware/media/file/sound_file.h"
#include "tests/firmware/media/file/written.h"
#include "tests/fuzz/fuzz.h"

namespace {

using Brought = std::vector<std::uint8_t>;

constexpr std::size_t kChange = 4;  // octets: which octet of the file, what becomes of it, how

std::array<Brought, 8> good_files() {
  std::vector<float> pcm(8'000);
  for (std::size_t i = 0; i < pcm.size(); ++i) {
    pcm[i] = 0.3F * static_cast<float>(std::sin(0.3 * static_cast<double>(i)));
  }
  return {media::written(SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8'000, 2, pcm),
          media::written(SF_FORMAT_WAVEX | SF_FORMAT_FLOAT, 8'000, 1, pcm),
          media::written(SF_FORMAT_OGG | SF_FORMAT_VORBIS, 8'000, 1, pcm),
          media::written(SF_FORMAT_OGG | SF_FORMAT_OPUS, 8'000, 2, pcm),
          media::written(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 8'000, 2, pcm),
          media::written(SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 8'000, 1, pcm),
          media::written(SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 8'000, 1, pcm),
          media::written(SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44'100, 2, pcm)};
}

Brought changed(Brought file, const std::uint8_t* data, std::size_t size) {
  for (; size >= kChange && !file.empty(); data += kChange, size -= kChange) {
    const std::size_t place = (std::size_t{data[0]} << 8 | data[1]) % file.size();
    if (data[3] < 0xf0) {
      file[place] = data[2];
    } else if (data[3] < 0xf8) {
      file.resize(place);
    } else {
      file.insert(file.begin() + static_cast<std::ptrdiff_t>(place), data[2], data[2]);
    }
  }
  return file;
}

}  // namespace

// libsndfile 1.2 leaks a few KB over an Ogg file that it refuses (vorbis_info_init).
extern "C" const char* __asan_default_options() {
  return "detect_leaks=0";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::array kGood = good_files();
  if (size == 0) return 0;
  Brought file(data + 1, data + size);
  if (data[0] < 0xe0) file = changed(kGood[data[0] % kGood.size()], data + 1, size - 1);
  const fuzz::Octets exact(file.data(), file.size());
  const auto* octets = reinterpret_cast<const std::uint8_t*>(exact.view().data());
  const auto pcm = media::read_sound_file({octets, exact.view().size()}, std::chrono::seconds(2));
  ASSERT(!pcm || (!pcm->empty() && pcm->size() <= 32'000));
  return 0;
}
