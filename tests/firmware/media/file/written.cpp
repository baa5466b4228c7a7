#include "tests/firmware/media/file/written.h"

#include <sndfile.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace media {

namespace {

// What a writer of libsndfile writes, in memory.
struct Paper {
  std::vector<std::uint8_t> file;
  std::size_t at = 0;
};

Paper& paper_of(void* user) {
  return *static_cast<Paper*>(user);
}

sf_count_t turn_to(sf_count_t offset, int whence, void* user) {
  Paper& paper = paper_of(user);
  const std::size_t from = whence == SEEK_SET   ? 0
                           : whence == SEEK_CUR ? paper.at
                                                : paper.file.size();
  paper.at = static_cast<std::size_t>(static_cast<sf_count_t>(from) + offset);
  return static_cast<sf_count_t>(paper.at);
}

sf_count_t put_down(const void* octets, sf_count_t count, void* user) {
  Paper& paper = paper_of(user);
  const auto size = static_cast<std::size_t>(count);
  paper.file.resize(std::max(paper.file.size(), paper.at + size));
  std::memcpy(paper.file.data() + paper.at, octets, size);
  paper.at += size;
  return count;
}

sf_count_t read_again(void* into, sf_count_t count, void* user) {
  Paper& paper = paper_of(user);
  const std::size_t left = paper.file.size() - std::min(paper.at, paper.file.size());
  const std::size_t size = std::min(static_cast<std::size_t>(count), left);
  std::memcpy(into, paper.file.data() + paper.at, size);
  paper.at += size;
  return static_cast<sf_count_t>(size);
}

}  // namespace

std::vector<std::uint8_t> written(int format, int rate_hz, int channels,
                                  std::span<const float> pcm) {
  Paper paper;
  SF_VIRTUAL_IO io{[](void* user) { return static_cast<sf_count_t>(paper_of(user).file.size()); },
                   turn_to, read_again, put_down,
                   [](void* user) { return static_cast<sf_count_t>(paper_of(user).at); }};
  SF_INFO facts{};
  facts.format = format;
  facts.samplerate = rate_hz;
  facts.channels = channels;
  SNDFILE* file = sf_open_virtual(&io, SFM_WRITE, &facts, &paper);
  if (file == nullptr) return {};
  std::vector<float> frames;
  for (const float sample : pcm) {
    for (int i = 0; i < channels; ++i) frames.push_back(sample);
  }
  sf_writef_float(file, frames.data(), static_cast<sf_count_t>(pcm.size()));
  sf_close(file);
  return std::move(paper.file);
}

}  // namespace media
