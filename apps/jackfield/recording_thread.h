// RecordingThread: writes recordings on its own thread, as the disk may take its time. When it is
// too slow sound is dropped, never waited for. Owned by the program; outlives the MediaThread.
#pragma once

#include <atomic>
#include <semaphore>
#include <thread>
#include <vector>

#include "firmware/base/log.h"
#include "firmware/base/mailbox.h"
#include "firmware/media/recording/recording_writer.h"

namespace jackfield {

class RecordingThread final : public media::RecordingTaker {
 public:
  explicit RecordingThread(base::Log& log);
  ~RecordingThread() override;  // what was handed on is written

  void on_recording(media::RecordingEvent event) override;

 private:
  void run();

  static constexpr std::size_t kMaxWaiting = 1'000;  // blocks of 100 ms: 6 MB

  base::Log& log_;
  media::RecordingWriter writer_;            // the thread's
  std::vector<media::RecordingEvent> owed_;  // ends that found the mailbox full
  bool is_dropping_ = false;
  std::atomic<bool> stopping_ = false;
  std::counting_semaphore<> awake_{0};
  base::Mailbox<media::RecordingEvent> events_;
  std::thread thread_;
};

}  // namespace jackfield
