#include "apps/jackfield/recording_thread.h"

#include <utility>

namespace jackfield {

RecordingThread::RecordingThread(base::Log& log)
    : log_(log),
      writer_(log),
      events_(kMaxWaiting, [this] { awake_.release(); }),
      thread_([this] { run(); }) {}

RecordingThread::~RecordingThread() {
  stopping_ = true;
  awake_.release();
  thread_.join();
}

void RecordingThread::run() {
  std::vector<media::RecordingEvent> events;
  while (true) {
    awake_.acquire();
    const bool last = stopping_;
    events_.take_all(events);
    for (const media::RecordingEvent& event : events) writer_.take(event);
    if (last) return;
  }
}

// A recording must hear of its end, or its file would stay open.
void RecordingThread::on_recording(media::RecordingEvent event) {
  while (!owed_.empty() && events_.post(owed_.back())) owed_.pop_back();
  const bool is_end = std::holds_alternative<media::RecordingEnded>(event);
  if (is_end && !events_.post(event)) owed_.push_back(std::move(event));
  if (is_end) return;
  const bool dropped = !events_.post(std::move(event));
  if (dropped && !is_dropping_) log_.warning("media", "recordings lose sound: the disk is slow");
  is_dropping_ = dropped;
}

}  // namespace jackfield
