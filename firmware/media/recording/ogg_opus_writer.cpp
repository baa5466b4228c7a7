#include "firmware/media/recording/ogg_opus_writer.h"

#include <opusenc.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "firmware/base/assert.h"

namespace media {

namespace {

constexpr opus_int32 kBitRate = 48'000;  // of two voices
constexpr opus_int32 kComplexity = 5;

int write_page(void* file, const unsigned char* octets, opus_int32 size) {
  const auto count = static_cast<std::size_t>(size);
  return std::fwrite(octets, 1, count, static_cast<std::FILE*>(file)) == count ? 0 : 1;
}

// The file outlives the encoder.
int leave_open(void*) {
  return 0;
}

constexpr OpusEncCallbacks kIntoFile = {write_page, leave_open};

}  // namespace

struct OggOpusWriter::State {
  State(File opened, WavFormat format) : file(std::move(opened)), channels(format.channels) {
    encoder = ope_encoder_create_callbacks(&kIntoFile, file.get(), comments,
                                           static_cast<opus_int32>(format.rate_hz), channels,
                                           /*family=*/0, nullptr);
    if (encoder == nullptr) return;
    set(OPUS_SET_BITRATE(kBitRate));
    set(OPUS_SET_COMPLEXITY(kComplexity));
  }
  ~State() {
    if (encoder != nullptr) ope_encoder_destroy(encoder);
    ope_comments_destroy(comments);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void set(int request, opus_int32 value) {
    ASSERT(ope_encoder_ctl(encoder, request, value) == OPE_OK);
  }

  const File file;
  const int channels;
  bool is_empty = true;
  OggOpusComments* const comments = ope_comments_create();
  OggOpusEnc* encoder = nullptr;
};

OggOpusWriter::OggOpusWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
OggOpusWriter::OggOpusWriter(OggOpusWriter&& other) noexcept = default;
OggOpusWriter::~OggOpusWriter() {
  static_cast<void>(close());
}

base::Result<OggOpusWriter, WavError> OggOpusWriter::create(const std::string& path,
                                                            WavFormat format) {
  File file = create_file(path);
  if (!file) return WavError::cannot_open;
  auto state = std::make_unique<State>(std::move(file), format);
  if (state->encoder == nullptr) return WavError::full;
  return OggOpusWriter(std::move(state));
}

base::Result<void, WavError> OggOpusWriter::write(std::span<const std::int16_t> pcm) {
  ASSERT(state_);
  const int frames = static_cast<int>(pcm.size()) / state_->channels;
  if (ope_encoder_write(state_->encoder, pcm.data(), frames) != OPE_OK) return WavError::full;
  state_->is_empty = state_->is_empty && frames == 0;
  return {};
}

base::Result<void, WavError> OggOpusWriter::close() {
  if (!state_) return {};
  // libopusenc 0.2.1 may meet an assertion of its own when it drains what nothing was written to.
  if (state_->is_empty) static_cast<void>(write(std::array<std::int16_t, 2>{}));
  const auto state = std::move(state_);
  const bool drained = ope_encoder_drain(state->encoder) == OPE_OK;
  std::FILE* file = state->file.get();
  const bool kept = std::fflush(file) == 0 && ::fdatasync(::fileno(file)) == 0;
  if (!drained || !kept) return WavError::full;
  return {};
}

}  // namespace media
