#include "firmware/b2bua/bridge.h"

#include <algorithm>

#include "firmware/b2bua/info_digit.h"
#include "firmware/sip/message/fields.h"

namespace b2bua {

namespace {

bool has_events(const call::Call& call) {
  return std::ranges::any_of(
      call.agreed(), [](const sdp::NegotiatedStream& one) { return one.send_events.has_value(); });
}

// A fold in a header's value is a blank (RFC 3261 section 7.3.1).
std::string on_one_line(std::string_view value) {
  std::string line(value);
  for (char& c : line) {
    if (c == '\r' || c == '\n') c = ' ';
  }
  return line;
}

}  // namespace

Bridge::Bridge(const call::Floors& floors, call::CallPtr a, call::CallPtr b, const Hold& hold)
    : floors_(floors),
      hold_(hold),
      a_(std::move(a)),
      b_(std::move(b)),
      connection_(floors, hold.music),
      happened_(floors.timers) {
  couple();
}

Bridge::~Bridge() {
  stop_recording();
  give_up_passed();
  if (referral_) referral_->refuse(floors_, 481);
  if (a_) a_->set_partner(nullptr);
  if (b_) b_->set_partner(nullptr);
}

void Bridge::couple() {
  a_->set_partner(this);
  b_->set_partner(this);
  for (call::Call* const call : {a_.get(), b_.get()}) {
    if (!call->is_over()) continue;
    on_over(*call);
    return;
  }
  if (a_->is_up() && b_->is_up()) {
    join();
  } else {
    call::Call& waiting = a_->is_up() ? *b_ : *a_;
    answer(waiting, other(waiting));
  }
}

// The INVITE that still waits carried an offer: the other side's answer, adapted, goes with our
// 200. Or it carried none: our 200 has the other side's offer, and its ACK brings the answer.
void Bridge::answer(call::Call& waiting, const call::Call& with) {
  bool prepared = true;
  if (waiting.offered() != nullptr) {
    prepared = pass_answer(waiting, with);
  } else if (waiting.agreed().empty() && !waiting.is_negotiating()) {
    const sdp::SessionDescription* const offer =
        with.offered() != nullptr ? with.offered() : with.theirs();
    const auto here =
        offer != nullptr ? waiting.media().endpoints(offer->media.size()) : std::nullopt;
    prepared = here && waiting.offer(passed_offer(*offer, waiting.origin(), *here));
  }
  if (prepared && waiting.accept()) {
    join();
  } else {
    waiting.reject_media();
  }
}

// Of this pair: nothing can be said for a side that has said nothing.
bool Bridge::pass_answer(call::Call& to, const call::Call& from) {
  return from.theirs() != nullptr && answer_as(to, from);
}

void Bridge::join() {
  if (wants_tones_heard(*a_, *b_) || wants_tones_heard(*b_, *a_)) connection_.decode();
  connection_.join(*a_, *b_);
  if (!hold_.is_told || !is_together()) return;
  a_->tell_held(connection_.a_hears_music());
  b_->tell_held(connection_.b_hears_music());
}

// Who knows no telephone-event presses tones, and who knows none and takes an INFO may listen for
// no tones: then we do, as well as we can.
bool Bridge::wants_tones_heard(const call::Call& from, const call::Call& to) const {
  return !from.agreed().empty() && !has_events(from) && !to.agreed().empty() && !has_events(to) &&
         takes_info(to);
}

bool Bridge::takes_info(const call::Call& call) const {
  return call.takes_info() && std::ranges::find(without_info_, call.id()) == without_info_.end();
}

base::Task<Bridge::Event> Bridge::next() {
  if (!event_) static_cast<void>(co_await happened_);
  co_return *std::exchange(event_, std::nullopt);
}

void Bridge::tell(Event event) {
  event_ = event;
  happened_.answer(true);
}

call::CallPtr Bridge::exchange(const call::Call& leaving, call::CallPtr coming) {
  stop_recording();
  connection_.forget_decoding();
  give_up_passed();
  call::CallPtr& place = &leaving == a_.get() ? a_ : b_;
  call::CallPtr left = std::exchange(place, std::move(coming));
  left->set_partner(nullptr);
  ended_ = nullptr;
  if (event_ == Event::over) event_.reset();
  couple();
  return left;
}

call::CallPtr Bridge::take(const call::Call& leaving) {
  stop_recording();
  give_up_passed();
  call::CallPtr taken = std::move(&leaving == a_.get() ? a_ : b_);
  taken->set_partner(nullptr);
  taken->tell_held(false);
  (a_ ? a_ : b_)->set_partner(nullptr);
  tell(Event::taken);
  return taken;
}

void Bridge::resume() {
  if (!a_->is_over() && !b_->is_over()) join();
}

// Else one of them is on his way to somebody else, and hears what comes from there.
bool Bridge::is_together() const {
  return a_->partner() == this && b_->partner() == this;
}

// False when it cannot be.
bool Bridge::decode() {
  if (!is_together()) return false;
  if (!connection_.is_relayed()) return true;
  connection_.decode();
  resume();
  if (connection_.is_relayed()) connection_.forget_decoding();
  return !connection_.is_relayed();
}

bool Bridge::record(std::string path, media::RecordingFormat format) {
  if (recording_ || a_->is_over() || b_->is_over() || !decode()) return false;
  const auto left = a_->audio_leg();
  const auto right = b_->audio_leg();
  if (!left || !right) return false;
  recording_ = floors_.calls.new_recording();
  floors_.media.carry_out(media::Record{*recording_, *left, *right, std::move(path), format});
  return true;
}

void Bridge::stop_recording() {
  if (!recording_) return;
  floors_.media.carry_out(media::StopRecording{*std::exchange(recording_, std::nullopt)});
  if (on_recording_ended) on_recording_ended();
}

void Bridge::announce(const media::Sound& sound) {
  if (is_together()) connection_.announce(*a_, *b_, sound);
}

void Bridge::on_over(call::Call& call) {
  stop_recording();
  if (ended_ == nullptr) ended_ = &call;
  tell(Event::over);
}

void Bridge::on_offer(call::Call& call) {
  call::Call& to = other(call);
  if (call.theirs() != nullptr && is_only_hold(*call.theirs(), *call.offered())) {
    if (!pass_answer(call, to)) call.decline_media();
    join();
    return;
  }
  if (!to.is_up() || to.is_negotiating()) {
    call.decline(491);
    return;
  }
  const auto here = to.media().endpoints(call.offered()->media.size());
  if (!here) {
    call.decline(503);
  } else if (!to.offer(passed_offer(*call.offered(), to.origin(), *here))) {
    call.decline(491);
  }
}

void Bridge::on_offer_wanted(call::Call& call) {
  const call::Call& with = other(call);
  if (with.theirs() == nullptr) {
    call.decline(491);
    return;
  }
  const auto here = call.media().endpoints(with.theirs()->media.size());
  if (!here) {
    call.decline(503);
  } else if (!call.offer(passed_offer(*with.theirs(), call.origin(), *here))) {
    call.decline(500);
  }
}

// The answer to what was passed on: back to the one who asked, and into effect.
void Bridge::on_agreed(call::Call& call) {
  call::Call& to = other(call);
  if (to.offered() != nullptr && !pass_answer(to, call)) to.decline_media();
  if (!a_->is_over() && !b_->is_over()) join();
}

void Bridge::on_offer_refused(call::Call& call, int status) {
  call::Call& from = other(call);
  if (from.offered() == nullptr) return;
  from.decline(status >= 400 && status != 401 && status != 407 ? status : 488);
}

void Bridge::on_digit(call::Call& call, char digit) {
  if (on_key && on_key(call, digit)) return;
  if (!connection_.is_relayed()) send_digit(other(call), digit);
}

// As the party takes it: an INFO if it knows no telephone-event, else in the media.
void Bridge::send_digit(call::Call& to, char digit) {
  if (!has_events(to) && takes_info(to)) {
    const auto serial =
        to.send_request(sip::Method::info, {}, {std::string(kDtmfRelay), print_digit(digit)});
    if (serial) passed_[{to.id(), *serial}] = {to.id(), {}, digit};
    return;
  }
  if (!decode()) return;
  if (const auto leg = to.audio_leg()) floors_.media.carry_out(media::SendDigit{*leg, digit});
}

void Bridge::on_request(call::Call& call, sip::ServerTransaction& request) {
  switch (request.request().method()) {
    case sip::Method::refer:
      // Before the pair has agreed on anything (a late offer waits for its ACK) there is no session
      // to hand over.
      if (referral_ || event_ || other(call).agreed().empty()) {
        call.respond(request, 491);
      } else if ((referral_ = Referral::take(call, request))) {
        tell(Event::transfer);
      }
      break;
    case sip::Method::info:
      on_info(call, request);
      break;
    case sip::Method::message:
      pass(call, request);
      break;
    case sip::Method::notify:  // of a REFER of ours there is none
      call.respond(request, 481);
      break;
    default:
      call.respond(request, 405);
  }
}

void Bridge::on_info(call::Call& call, sip::ServerTransaction& info) {
  const auto digit = digit_of(info.request());
  if (!digit) {
    pass(call, info);
    return;
  }
  call.respond(info, 200);
  if (!on_key || !on_key(call, *digit)) send_digit(other(call), *digit);
}

void Bridge::pass(call::Call& from, sip::ServerTransaction& request) {
  call::Call& to = other(from);
  constexpr std::size_t kMostWaiting = 16;
  const sip::Message& message = request.request();
  std::string headers;
  const auto package = message.first("Info-Package");
  if (package) headers.append("Info-Package: ").append(on_one_line(*package)).append("\r\n");
  const auto type = message.first(sip::HeaderId::content_type);
  const auto serial =
      passed_.size() < kMostWaiting
          ? to.send_request(message.method(), headers,
                            {std::string(type.value_or("")), std::string(message.body())})
          : sip::DialogResult<sip::RequestSerial>(sip::DialogError::too_many);
  if (serial) {
    passed_[{to.id(), *serial}] = {from.id(), request.key(), 0};
  } else {
    from.respond(request, 480);
  }
}

// The pair is no more: nobody hears the answers that are still to come.
void Bridge::give_up_passed() {
  for (const auto& [to, passed] : std::exchange(passed_, {})) answer_passed(passed, 480);
}

void Bridge::answer_passed(const Passed& passed, int status) {
  call::Call* const from = floors_.calls.find(passed.from);
  sip::ServerTransaction* const request = floors_.dialogs.transactions.find_server(passed.key);
  if (from != nullptr && request != nullptr) from->respond(*request, status);
}

void Bridge::on_response(call::Call& call, sip::RequestSerial serial, int status,
                         const sip::MessageRef&) {
  const auto found = passed_.find({call.id(), serial});
  if (found == passed_.end() || status < 200) return;
  const Passed passed = found->second;
  passed_.erase(found);
  if (passed.digit != 0) {
    if (status < 300) return;
    without_info_.push_back(call.id());
    send_digit(call, passed.digit);
    return;
  }
  answer_passed(passed, status);
}

}  // namespace b2bua
