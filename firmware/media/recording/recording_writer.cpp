#include "firmware/media/recording/recording_writer.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace media {

namespace {

constexpr WavFormat kFormat{kRecordingRateHz, kRecordingChannels};

std::string part_of(const std::string& path) {
  return path + ".part";
}

// For its owner alone. What cannot be made is told of by who opens the file.
void make_folder(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (path.empty() || ::mkdir(path.c_str(), 0700) == 0 || errno != ENOENT) return;
  if (slash == std::string::npos) return;
  make_folder(path.substr(0, slash));
  static_cast<void>(::mkdir(path.c_str(), 0700));
}

}  // namespace

RecordingWriter::~RecordingWriter() {
  for (auto& [id, file] : files_) finish(file);
}

void RecordingWriter::take(const RecordingEvent& event) {
  std::visit([this](const auto& one) { on(one); }, event);
}

void RecordingWriter::on(const RecordingBegan& event) {
  const auto keep = [&](auto writer) {
    if (!writer) return report(event.path, to_string(writer.error()));
    files_.try_emplace(event.recording, Unfinished{event.path, std::move(*writer)});
  };
  make_folder(event.path.substr(0, event.path.rfind('/')));
  if (event.format == RecordingFormat::wav) {
    keep(WavWriter::create(part_of(event.path), kFormat));
  } else {
    keep(OggOpusWriter::create(part_of(event.path), kFormat));
  }
}

void RecordingWriter::on(const RecordedAudio& event) {
  const auto file = files_.find(event.recording);
  if (file == files_.end()) return;
  const auto written =
      std::visit([&](auto& writer) { return writer.write(event.pcm); }, file->second.writer);
  if (written) return;
  report(file->second.path, to_string(written.error()));
  finish(file->second);
  files_.erase(file);
}

void RecordingWriter::on(const RecordingEnded& event) {
  const auto file = files_.find(event.recording);
  if (file == files_.end()) return;
  finish(file->second);
  files_.erase(file);
}

// What could be written is kept, though it be the beginning only.
void RecordingWriter::finish(Unfinished& file) {
  const auto closed = std::visit([](auto& writer) { return writer.close(); }, file.writer);
  if (!closed) return report(file.path, to_string(closed.error()));
  if (std::rename(part_of(file.path).c_str(), file.path.c_str()) != 0) {
    report(file.path, std::strerror(errno));
  }
}

void RecordingWriter::report(const std::string& path, std::string_view why) {
  log_.error("media", "recording failed", {{"file", path}, {"why", std::string(why)}});
}

}  // namespace media
