#include "firmware/media/port/echo_port.h"

#include <gtest/gtest.h>

#include <array>

#include "firmware/media/mixer/mixer.h"

namespace media {
namespace {

// Counts up with every frame it says.
class Counting : public AudioPort {
 public:
  explicit Counting(Rate rate) : rate_(rate) {}
  Rate rate() const override { return rate_; }
  bool pull(Frame frame, Rate) override {
    std::ranges::fill(frame, ++said);
    return true;
  }
  void push(ConstFrame frame, Rate) override { heard = frame.back(); }
  std::int16_t said = 0, heard = -1;

 private:
  const Rate rate_;
};

TEST(EchoPort, SaysWhatItHeardATickLater) {
  for (const Rate rate : {Rate::narrowband, Rate::wideband}) {
    Counting phone(rate);
    EchoPort echo;
    Mixer mixer;
    mixer.add(phone);
    mixer.add(echo);
    mixer.tick();
    EXPECT_EQ(phone.heard, 0) << "nothing yet";
    mixer.tick();
    mixer.tick();
    EXPECT_EQ(phone.said, 3);
    EXPECT_EQ(phone.heard, 2);
  }
}

}  // namespace
}  // namespace media
