#include "firmware/b2bua/hunt.h"

#include <algorithm>
#include <utility>

#include "firmware/sip/message/fields.h"

namespace b2bua {

namespace {

// Which refusal tells the caller most: 6xx binds all, then what only this call has met (busy,
// declined), then the rest by class (section 16.7 step 6).
int rank(int status) {
  if (status >= 600) return 0;
  if (status == 486 || status == 480 || status == 403) return 1;
  if (status >= 300 && status < 400) return 2;
  if (status >= 400 && status < 500) return status == 408 ? 4 : 3;
  return 5;
}

// Where a 3xx sends the caller.
std::string redirect_of(const call::Call& phone) {
  if (phone.status() / 100 != 3 || !phone.refusal()) return {};
  const auto contact = sip::first_address(*phone.refusal(), sip::HeaderId::contact);
  return contact ? std::string(contact->uri_text) : std::string();
}

// What the caller is told: nothing of a challenge that was for us, or of a way that leads nowhere.
int status_of(const call::Call& phone, const std::string& redirect) {
  const int status = phone.status();
  const bool leads_nowhere = status / 100 == 3 && redirect.empty();
  return status == 0 || status == 401 || status == 407 || leads_nowhere ? 480 : status;
}

}  // namespace

Hunt::Hunt(const call::Floors& floors, call::Call& caller, const media::Sound& hold_music)
    : floors_(floors),
      caller_(caller),
      before_(caller.partner()),
      connection_(floors, hold_music),
      done_(floors.timers),
      patience_(floors.timers, this) {}

Hunt::~Hunt() {
  if (caller_.partner() == this) caller_.set_partner(before_);
}

base::Task<Hunt::Outcome> Hunt::ring(std::vector<Candidate> candidates, call::CallUser& user,
                                     base::Duration patience) {
  user_ = &user;
  waiting_ = std::move(candidates);
  std::ranges::stable_sort(waiting_, {}, &Candidate::q);
  outcome_.status = 0;
  outcome_.caller_gone = caller_.is_over();
  caller_.set_partner(this);
  patience_.arm(patience);
  if (!outcome_.caller_gone) begin_next();
  if (!over_ && !outcome_.caller_gone) static_cast<void>(co_await done_);
  caller_.set_partner(before_);
  patience_.disarm();
  phones_.clear();
  if (outcome_.status == 0) outcome_.status = 480;
  co_return std::move(outcome_);
}

// All that have the best q of those left.
void Hunt::begin_next() {
  if (waiting_.empty()) {
    finish();
    return;
  }
  const int q = waiting_.back().q;
  while (!over_ && !waiting_.empty() && waiting_.back().q == q) {
    Candidate next = std::move(waiting_.back());
    waiting_.pop_back();
    invite(std::move(next.invitation));
  }
}

void Hunt::invite(call::Invitation invitation) {
  call::CallPtr phone = call::Call::place(floors_, std::move(invitation), *user_);
  call::Call& placed = *phone;
  placed.set_partner(this);
  phones_.push_back(std::move(phone));
  // His offer; or, when early media of another phone has answered it, or he is up, what he said
  // last.
  const sdp::SessionDescription* const said =
      caller_.offered() != nullptr ? caller_.offered() : caller_.theirs();
  if (said == nullptr) {
    placed.invite(nullptr);
    return;
  }
  const auto here = placed.media().endpoints(said->media.size());
  if (!here) {
    placed.fail_without_ports();
    return;
  }
  const auto offer = passed_offer(*said, placed.origin(), *here);
  placed.invite(&offer);
}

void Hunt::on_progress(call::Call& call, int status, bool describes) {
  if (&call == &caller_) return;
  heard_status_ = status;
  if (!describes) caller_.ring(status);
}

// Early media: of the first phone that has some.
void Hunt::on_agreed(call::Call& call) {
  const bool is_early = caller_.state() == call::Call::State::ringing && !over_;
  if (&call == &caller_ || !is_early) return;
  if (heard_ != nullptr && heard_ != &call) {
    caller_.ring(heard_status_);
    return;
  }
  if (caller_.offered() != nullptr && answer_as(caller_, call)) heard_ = &call;
  if (heard_ != &call) return;
  connection_.join(caller_, call);
  caller_.progress_with_media(heard_status_);
}

void Hunt::on_answered(call::Call& call) {
  if (over_) return;
  const auto winner = std::ranges::find_if(
      phones_, [&](const call::CallPtr& phone) { return phone.get() == &call; });
  outcome_.answered = std::move(*winner);
  phones_.erase(winner);
  finish();
}

void Hunt::on_over(call::Call& call) {
  if (over_) return;
  if (&call == &caller_) {
    outcome_.caller_gone = true;
    finish();
    return;
  }
  refuse(call);
}

void Hunt::refuse(const call::Call& phone) {
  std::string redirect = redirect_of(phone);
  const int status = status_of(phone, redirect);
  if (outcome_.status == 0 || rank(status) < rank(outcome_.status)) {
    outcome_.status = status;
    outcome_.why = phone.why();
    outcome_.redirect = std::move(redirect);
  }
  if (heard_ == &phone) heard_ = nullptr;
  if (status >= 600) {
    finish();
    return;
  }
  std::erase_if(phones_, [&](const call::CallPtr& one) { return one.get() == &phone; });
  if (phones_.empty()) begin_next();
}

// The others stop ringing.
void Hunt::finish() {
  over_ = true;
  waiting_.clear();
  done_.answer(true);
}

void Hunt::on_patience_over() {
  if (over_) return;
  outcome_.status = 408;
  outcome_.why.clear();
  finish();
}

// In an UPDATE or PRACK before the answer; or a phone makes the first offer, as the caller made
// none. In a 2xx it waits for the bridge.
void Hunt::on_offer(call::Call& call) {
  if (call.is_up() && &call != &caller_) return;
  const bool of_caller = &call == &caller_;
  const bool answered = of_caller
                            ? (heard_ != nullptr ? answer_as(call, *heard_) : call.answer_alone())
                            : answer_as(call, caller_);
  if (!answered) {
    call.decline_media();
  } else if (!of_caller && heard_ == nullptr && offer_to_caller(call)) {
    heard_ = &call;
  } else if (heard_ != nullptr && (of_caller || &call == heard_)) {
    connection_.join(caller_, *heard_);
  }
}

// The caller's INVITE had no offer: it gets one in the response that the phone's came in.
bool Hunt::offer_to_caller(const call::Call& phone) {
  if (caller_.state() != call::Call::State::ringing || !caller_.agreed().empty()) return false;
  const auto here = caller_.media().endpoints(phone.theirs()->media.size());
  if (!here || !caller_.offer(passed_offer(*phone.theirs(), caller_.origin(), *here))) return false;
  caller_.progress_with_media(heard_status_);
  return true;
}

void Hunt::on_offer_wanted(call::Call& call) {
  call.decline(491);
}

void Hunt::on_request(call::Call& call, sip::ServerTransaction& request) {
  const bool is_info = request.request().method() == sip::Method::info;
  call.respond(request, is_info ? 415 : 480);
}

}  // namespace b2bua
