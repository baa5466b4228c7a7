#include "apps/extension/extension.h"

#include <utility>

namespace extension {

namespace {

bool means_busy(int status) {
  return status == 486 || status == 600;
}

// 503: its phone is registered, and cannot be reached.
bool means_no_answer(int status) {
  return status == 408 || status == 480 || status == 503;
}

bool means_elsewhere(int status) {
  return status / 100 == 3;
}

}  // namespace

base::Task<Result> ring(const Ringing& with, call::Call& caller,
                        std::vector<b2bua::Candidate> phones, Options options,
                        std::size_t calls_now) {
  Result result;
  if (options.limit != 0 && calls_now >= options.limit) {
    result.status = 486;
    result.next = options.busy_to;
    co_return std::move(result);
  }
  b2bua::Hunt hunt(with.floors, caller, with.hold_music);
  b2bua::Hunt::Outcome outcome = co_await hunt.ring(std::move(phones), with.user, options.patience);
  result.answered = std::move(outcome.answered);
  result.status = outcome.status;
  result.why = std::move(outcome.why);
  result.caller_gone = outcome.caller_gone;
  // One phone's wish counts if no other phone, nor the end of patience, has a better answer. The
  // caller would make nothing of it.
  if (means_elsewhere(result.status)) {
    result.redirect = std::move(outcome.redirect);
    result.status = 480;
  }
  if (!result.redirect.empty()) co_return std::move(result);
  if (means_busy(result.status)) result.next = options.busy_to;
  if (means_no_answer(result.status)) result.next = options.no_answer_to;
  co_return std::move(result);
}

}  // namespace extension
