#include "apps/jackfield/conversation.h"

#include <algorithm>
#include <utility>

#include "apps/announcement/announcement.h"
#include "apps/echo/echo.h"
#include "apps/hold/sounds.h"
#include "apps/jackfield/apps.h"
#include "apps/jackfield/conversations.h"
#include "apps/milliwatt/milliwatt.h"
#include "apps/recording/talk_recording.h"
#include "firmware/sip/message/build.h"
#include "firmware/sip/message/fields.h"

namespace jackfield {

using By = proxy::CallEnd::By;

Conversation::Conversation(Conversations& owner, const ConversationFloors& floors,
                           proxy::CallSerial serial)
    : owner_(owner), floors_(floors), serial_(serial), durable_(floors.calls.timers) {}

Conversation::~Conversation() = default;

bool Conversation::begin(sip::ServerTransaction& invite, std::string number, Route route) {
  const auto uri = sip::Uri::parse(invite.request().request_uri());
  const auto from = sip::from(invite.request());
  const auto own = from ? from->uri() : from.error();
  if (own) domain_ = own->host;
  if (uri && !uri->host.empty()) domain_ = uri->host;  // a tel URI has none
  call::CallPtr caller = call::Call::take(floors_.calls, invite, std::move(number), *this);
  if (!caller) return false;
  caller_ = caller->id();
  story_ = tell(std::move(caller), std::move(route));
  return true;
}

void Conversation::start() {
  story_.start();
}

base::Task<> Conversation::tell(call::CallPtr caller, Route route) {
  Reached reached = co_await reach(*caller, std::move(route));
  if (reached.app) {
    co_await enter(*caller, std::move(*reached.app));
  } else if (reached.result.answered) {
    co_await talk(std::move(caller), std::move(reached.result.answered));
  } else if (reached.result.caller_gone) {
    proxy::CallEnd end{By::caller, 487, "cancelled"};
    co_await finish(std::move(end));
  } else {
    co_await refuse(*caller, reached.result);
  }
  over_ = true;
  owner_.bury();
}

// One number after the other, none of them twice, until somebody answers or nobody will.
base::Task<Conversation::Reached> Conversation::reach(call::Call& caller, Route route) {
  Reached reached;
  std::vector<std::string> rung;
  for (;;) {
    if (auto* const app = std::get_if<EnterApp>(&route)) {
      reached.app = std::move(*app);
      break;
    }
    const auto* const extension = std::get_if<RingExtension>(&route);
    if (extension == nullptr) {
      const auto* const rejected = std::get_if<Reject>(&route);
      reached.result.status = rejected != nullptr ? rejected->status : 480;
      break;
    }
    Forward forward{extension->number, {}};
    const bool circles = std::ranges::find(rung, forward.from) != rung.end();
    if (circles || rung.size() > kMostForwards) break;  // as the last one said
    rung.push_back(forward.from);
    reached.result = co_await ring(caller, forward.from);
    const bool refused = !reached.result.answered && !reached.result.caller_gone;
    if (!refused) break;
    route = forward_of(reached.result, forward);
    if (forward.to.empty()) break;
    if (transferor_) {
      reached.forwards.push_back(std::move(forward));  // noted if the transfer comes about
    } else {
      note_transfer(forward.from, forward.to, {});
    }
  }
  co_return std::move(reached);
}

base::Task<> Conversation::enter(call::Call& caller, EnterApp app) {
  if (app.app == "echo") co_await echo::story(caller);
  if (app.app == "milliwatt") co_await milliwatt::story(caller);
  if (app.app == "conference") {
    co_await floors_.rooms.story(caller, std::move(app.number), std::move(app.argument));
  }
  if (app.app == kPlay) co_await play(caller, std::move(app.argument));
  // Who has nothing more to say may hang up, as a callee may: the talk is not interrupted.
  const bool said = app.app == kPlay && caller.is_up();
  caller.hang_up(said ? "the prompt is over" : "the app has ended");
  proxy::CallEnd end = end_of(&caller);
  if (said) end.by = By::callee;
  co_await finish(std::move(end));
}

base::Task<> Conversation::play(call::Call& caller, std::string sound) {
  const auto prompt = floors_.sounds.find(sound);
  if (!prompt) {
    floors_.history.note(serial_, "there is no sound " + sound);
    caller.reject(480);
    co_return;
  }
  co_await announcement::story(caller, *prompt);
}

base::Task<extension::Result> Conversation::ring(call::Call& caller, std::string number) {
  extension::Options options;
  if (const directory::Account* const account = floors_.rules.account(number)) {
    options = {account->busy_to, account->no_answer_to, account->patience, account->limit};
  }
  std::vector<b2bua::Candidate> phones = phones_of(number, caller);
  const std::size_t calls_now = floors_.calls.calls.count_of(number);
  extension::Ringing with{floors_.calls, *this, floors_.hold.music};
  co_return co_await extension::ring(with, caller, std::move(phones), std::move(options),
                                     calls_now);
}

base::Task<> Conversation::talk(call::CallPtr caller, call::CallPtr callee) {
  b2bua::Bridge bridge(floors_.calls, std::move(caller), std::move(callee), floors_.hold);
  bridge_ = &bridge;
  const recording::TalkRecording records(
      floors_.studio, bridge, floors_.call_log.id_of(serial_),
      [this](std::string_view text) { floors_.history.note(serial_, text); });
  bool goes_on = true;
  while (goes_on) {
    const b2bua::Bridge::Event event = co_await bridge.next();
    if (event == b2bua::Bridge::Event::transfer) {
      b2bua::Referral referral = bridge.take_referral();
      goes_on = co_await transfer(bridge, std::move(referral));
    } else {
      goes_on = false;
      proxy::CallEnd end = end_of(bridge.ended());
      if (event == b2bua::Bridge::Event::taken) end = {By::caller, 200, ended_how_};
      co_await finish(std::move(end));
    }
  }
  bridge_ = nullptr;
}

// Before an answer: what the caller hears.
base::Task<> Conversation::refuse(call::Call& caller, const extension::Result& result) {
  const int status = result.status;
  const bool by_us = status == 408 || !result.why.empty();
  proxy::CallEnd end{by_us ? By::switchboard : By::callee, status, result.why};
  if (end.reason.empty()) end.reason = sip::reason_phrase(status);
  co_await finish(std::move(end));
  if (!caller.is_up()) {
    caller.reject(status);
    co_return;
  }
  const media::Sound busy = hold::busy();
  co_await caller.played(busy);
}

// One record a call; goes on when it is durable.
base::Task<> Conversation::finish(proxy::CallEnd end) {
  if (!std::exchange(recording_, true)) {
    floors_.observer.on_call_ended(serial_, end, owner_.when_recorded(serial_));
  }
  if (!recorded_) static_cast<void>(co_await durable_);
}

void Conversation::on_recorded() {
  recorded_ = true;
  durable_.answer(true);
  for (const auto& confirm : std::exchange(goodbyes_, {})) confirm();
}

proxy::CallEnd Conversation::end_of(const call::Call* ended) const {
  if (ended == nullptr) return {By::switchboard, answered_ ? 200 : 480, {}};
  const By by = ended->id() == caller_ ? By::caller : By::callee;
  if (ended->ending() == sip::Ending::by_peer) return {by, 200, {}};
  if (ended->ending() == sip::Ending::cancelled) return {By::caller, 487, "cancelled"};
  const int status = ended->status() != 0 ? ended->status() : 488;
  return {By::switchboard, answered_ ? 200 : status, std::string(ended->why())};
}

void Conversation::on_answered(call::Call& call) {
  if (!call.is_incoming() || std::exchange(answered_, true)) return;
  floors_.observer.on_call_answered(serial_);
}

// Who leaves a talk ends it: the record is durable before he hears 200. Not so a transferor.
void Conversation::on_goodbye(call::Call& call, std::function<void()> confirm) {
  if (recorded_ || call.id() == transferor_) {
    confirm();
    return;
  }
  goodbyes_.push_back(std::move(confirm));
  if (std::exchange(recording_, true)) return;
  proxy::CallEnd end{call.id() == caller_ ? By::caller : By::callee, 200, {}};
  if (!answered_) end = {By::caller, 487, "cancelled"};
  floors_.observer.on_call_ended(serial_, end, owner_.when_recorded(serial_));
}

void Conversation::on_leg(call::Call& call, media::LegId leg) {
  const bool is_caller = caller_ == call::CallId{} || call.id() == caller_;
  floors_.media_history.belongs(leg, serial_, is_caller ? std::string_view() : call.number());
}

void Conversation::on_placed(call::Call& call) {
  floors_.history.add_leg(serial_, call.number(), call.call_id());
}

// A stranger has no password by which he could prove to be the same.
bool Conversation::on_other_source(call::Call& call, sip::ServerTransaction* request) {
  if (request == nullptr) return false;
  if (!call.number().empty()) return floors_.prove(*request, call.number());
  request->respond_with(403);
  return false;
}

}  // namespace jackfield
