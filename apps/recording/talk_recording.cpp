#include "apps/recording/talk_recording.h"

#include <utility>

#include "apps/recording/recording_name.h"
#include "firmware/media/sound.h"
#include "firmware/sip/message/fields.h"

namespace recording {

namespace {

using std::chrono::milliseconds;

// Higher when it begins, lower when it ends, lowest when it cannot be.
constexpr media::Sound kBegins{media::Tone{.first_hz = 1400}, milliseconds(300)};
constexpr media::Sound kEnds{media::Tone{.first_hz = 700}, milliseconds(300)};
constexpr media::Sound kRefused{media::Tone{.first_hz = 300}, milliseconds(600)};

// A stranger's number is what he says it is.
std::string number_of(const call::Call& call) {
  if (!call.number().empty()) return call.number();
  const auto uri = sip::Uri::parse(call.party().uri);
  return uri ? sip::unescape(uri->user) : std::string();
}

}  // namespace

TalkRecording::TalkRecording(const Studio& studio, b2bua::Bridge& bridge, std::string call,
                             Note note)
    : studio_(studio),
      bridge_(bridge),
      call_(std::move(call)),
      note_(std::move(note)),
      look_(studio.timers(), this) {
  bridge_.on_key = [this](call::Call& by, char digit) { return on_key(by, digit); };
  bridge_.on_recording_ended = [this] { on_ended(); };
}

TalkRecording::~TalkRecording() {
  bridge_.stop_recording();
  bridge_.on_key = nullptr;
  bridge_.on_recording_ended = nullptr;
}

// The keys before the last of the code have been heard by the other party already.
bool TalkRecording::on_key(call::Call& by, char digit) {
  const std::string& code = studio_.options().key;
  KeyCode& keys = &by == &bridge_.a() ? of_a_ : of_b_;
  if (!keys.press(digit, code, studio_.timers().now())) return false;
  if (bridge_.is_recording()) {
    bridge_.announce(kEnds);
    end("by " + safe_part(number_of(by)));
  } else {
    begin(by);
  }
  return true;
}

void TalkRecording::begin(const call::Call& by) {
  const std::string who = safe_part(number_of(by));
  if (call_.empty()) return refuse(who, "the call has no record");
  if (!studio_.has_room()) return refuse(who, "the disk is nearly full");
  const std::string caller = number_of(bridge_.a());
  const std::string callee = number_of(bridge_.b());
  const media::RecordingFormat format = studio_.options().format;
  const std::string name = std::string(Studio::kFolder) + "/" +
                           name_of({caller, callee, call_, begun_ + 1}, studio_.now(), format);
  if (!bridge_.record(studio_.path_of(name), format)) {
    return refuse(who, "the audio cannot be had");
  }
  ++begun_;
  since_ = studio_.timers().now();
  look_.arm(kLook);
  bridge_.announce(kBegins);
  note_(who + " records: " + name);
  studio_.log().info("recording", "began", {{"call", call_}, {"by", who}, {"file", name}});
}

void TalkRecording::refuse(std::string_view by, std::string_view why) {
  bridge_.announce(kRefused);
  note_("recording refused: " + std::string(why));
  studio_.log().warning("recording", "refused",
                        {{"call", call_}, {"by", std::string(by)}, {"why", std::string(why)}});
}

void TalkRecording::end(std::string_view why) {
  why_ = why;
  bridge_.stop_recording();
  why_.clear();
}

void TalkRecording::on_ended() {
  look_.disarm();
  note_(why_.empty() ? "recording ended" : "recording ended: " + why_);
  studio_.log().info("recording", "ended", {{"call", call_}, {"why", why_}});
}

void TalkRecording::look_after() {
  const bool too_long = studio_.timers().now() - since_ >= studio_.longest();
  if (too_long || !studio_.has_room()) {
    bridge_.announce(kRefused);
    end(too_long ? "it is as long as may be" : "the disk is nearly full");
  } else {
    look_.arm(kLook);
  }
}

}  // namespace recording
