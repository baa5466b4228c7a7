// DriftSteering: keeps a stream whose sender's clock is not ours where it belongs in its jitter
// buffer, by the ratio of a resampler. The buffer alone would move by whole frames, which nobody
// hears in a pause; this is for who never pauses, such as music. Owned by an Incoming; media
// thread.
//
// A PI loop: the delay's surplus (in frames of 20 ms) follows the difference of the clocks, 1 ppm
// being a frame in 20,000 s. Critically damped, it settles within some minutes, and no ratio it
// takes on the way can be heard.
#pragma once

#include "firmware/base/instant.h"

namespace media {

class DriftSteering {
 public:
  // Once a tick, told how much later than wished the stream is played, and whether it is quiet:
  // true once it has strayed for long without a pause in which the buffer could put that right.
  bool is_needed(base::Duration surplus, bool quiet);

  // From then on. How many frames to take from the buffer in this tick: 0 to 2.
  int frames_due();
  // After that. True: ppm() is another one.
  bool steer(base::Duration surplus);
  // What Resampler::set_drift wants.
  int ppm() const { return ppm_; }

 private:
  static constexpr int kPatience = 500;       // ticks
  static constexpr int kTicksOfStep = 100;    // between two corrections
  static constexpr double kMost = 1.1;        // frames of surplus; the buffer moves at 1 if it can
  static constexpr double kLeast = -0.05;     // and at -0.25; by force at 1.5 and -1
  static constexpr double kWished = 0.75;     // what waits decoded included
  static constexpr double kProportion = 800;  // ppm a frame
  static constexpr double kIntegral = 16;     // ppm a frame, each step
  static constexpr double kMostPpm = 800;

  int strayed_ = 0;
  double waiting_ = 0;  // frames taken from the buffer ahead of time
  double sum_ = 0;      // of surpluses since the last step
  int ticks_ = 0;
  double drift_ = 0;  // what the loop believes, ppm
  int ppm_ = 0;
};

}  // namespace media
