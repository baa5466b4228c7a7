// The extension: a number rings all phones that registered for it. Busy, or unanswered, it goes
// where its owner wants.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "firmware/b2bua/hunt.h"
#include "firmware/base/task.h"
#include "firmware/call/call.h"

namespace extension {

struct Options {
  std::string busy_to;       // a number; "": nowhere
  std::string no_answer_to;  // also when no phone is registered
  std::chrono::seconds patience{180};
  std::size_t limit = 0;  // calls at a time; 0: any
};

struct Result {
  call::CallPtr answered;  // null: nobody
  int status = 480;        // then
  std::string why;         // when no phone has said so, but we; else ""
  std::string next;        // the number that is to be tried in its place; "": none
  std::string redirect;    // a phone's wish for another URI (3xx), then `next` is empty
  bool caller_gone = false;
};

struct Ringing {
  const call::Floors& floors;
  call::CallUser& user;
  const media::Sound& hold_music;
};

// `calls_now`: of this number.
base::Task<Result> ring(const Ringing& with, call::Call& caller,
                        std::vector<b2bua::Candidate> phones, Options options,
                        std::size_t calls_now);

}  // namespace extension
