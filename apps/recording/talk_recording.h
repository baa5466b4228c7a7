// TalkRecording: lets the two parties of a bridge record their talk. Either presses the code: it
// begins, and both hear a tone; either presses it again: it ends. It ends also with the call, when
// a party is transferred or replaced, when it has taken too long, and when the disk is nearly full.
// Owned by the story of the talk, which goes before the bridge; signalling thread only.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "apps/recording/key_code.h"
#include "apps/recording/studio.h"
#include "firmware/b2bua/bridge.h"
#include "firmware/call/call.h"

namespace recording {

class TalkRecording {
 public:
  using Note = std::function<void(std::string_view text)>;  // into the call's history

  // `call`: the id of its record.
  TalkRecording(const Studio& studio, b2bua::Bridge& bridge, std::string call, Note note);
  TalkRecording(const TalkRecording&) = delete;
  TalkRecording& operator=(const TalkRecording&) = delete;
  ~TalkRecording();

 private:
  bool on_key(call::Call& by, char digit);
  void begin(const call::Call& by);
  void refuse(std::string_view by, std::string_view why);
  void end(std::string_view why);
  void on_ended();
  void look_after();

  static constexpr base::Duration kLook = std::chrono::minutes(1);

  const Studio& studio_;
  b2bua::Bridge& bridge_;
  const std::string call_;
  const Note note_;
  KeyCode of_a_, of_b_;
  std::size_t begun_ = 0;  // how many
  base::Instant since_;
  std::string why_;  // it ends; "": the parties part
  base::MemberTimer<&TalkRecording::look_after> look_;
};

}  // namespace recording
