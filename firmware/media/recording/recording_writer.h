// RecordingWriter: makes files of what recordings hand on. While one is written it is called
// NAME.part; under its name it is whole. Folders that are missing are made; files and folders are
// for their owner alone. What goes wrong with one ends that one alone, and is logged. Waits for the
// disk, so it belongs on a thread that may.
#pragma once

#include <map>
#include <string>
#include <variant>

#include "firmware/base/log.h"
#include "firmware/media/file/wav_writer.h"
#include "firmware/media/recording/ogg_opus_writer.h"
#include "firmware/media/recording/recording.h"

namespace media {

class RecordingWriter {
 public:
  explicit RecordingWriter(base::Log& log) : log_(log) {}
  RecordingWriter(const RecordingWriter&) = delete;
  RecordingWriter& operator=(const RecordingWriter&) = delete;
  ~RecordingWriter();  // ends what is not ended

  void take(const RecordingEvent& event);

  std::size_t open() const { return files_.size(); }

 private:
  using Writer = std::variant<WavWriter, OggOpusWriter>;
  struct Unfinished {
    std::string path;
    Writer writer;
  };

  void on(const RecordingBegan& event);
  void on(const RecordedAudio& event);
  void on(const RecordingEnded& event);
  void finish(Unfinished& file);
  void report(const std::string& path, std::string_view why);

  base::Log& log_;
  std::map<RecordingId, Unfinished> files_;
};

}  // namespace media
