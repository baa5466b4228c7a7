#include "apps/announcement/announcement.h"

#include "firmware/media/sound.h"

namespace announcement {

namespace {

// A phone plays what it has gathered a moment later; a BYE would cut off the last word.
constexpr std::chrono::milliseconds kPause{300};

}  // namespace

base::Task<> story(call::Call& call, media::ClipId prompt) {
  const bool answered = co_await call.answer();
  if (!answered) co_return;
  const media::Sound said{media::Clip{prompt}, {}};
  co_await call.played(said);
  const media::Sound pause{media::Melody{}, kPause};
  co_await call.played(pause);
}

}  // namespace announcement
