// Conversation: whom it rings, and who is transferred to whom (RFC 3515, RFC 3891).
#include <algorithm>
#include <utility>

#include "apps/hold/sounds.h"
#include "apps/jackfield/conversation.h"
#include "apps/jackfield/conversations.h"
#include "firmware/sip/message/fields.h"

namespace jackfield {

namespace {

// A name as it stands in a quoted string (RFC 3261 section 25.1).
std::string escaped(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text;
}

}  // namespace

using By = proxy::CallEnd::By;

// Where `target` leads, dialled by the extension `by`.
Route Conversation::next_route(const std::string& target, std::string_view by) const {
  const auto uri = sip::Uri::parse(target);
  if (!uri) return Reject{400, "Bad Target"};
  const std::string user = sip::unescape(uri->user);
  return floors_.rules.onward({by, user, uri->host, floors_.rules.is_local(*uri)});
}

// Where a call goes on to that `forward.from` has not answered; nowhere: `forward.to` stays empty.
Route Conversation::forward_of(const extension::Result& result, Forward& forward) const {
  if (!result.next.empty()) {
    forward.to = result.next;
    return floors_.rules.onward({forward.from, result.next, domain_, true});
  }
  if (result.redirect.empty()) return Reject{result.status, {}};
  Route route = next_route(result.redirect, forward.from);
  forward.to = result.redirect;
  if (const auto* const app = std::get_if<EnterApp>(&route)) forward.to = app->number;
  if (const auto* const extension = std::get_if<RingExtension>(&route)) {
    forward.to = extension->number;
  }
  return route;
}

// As the other side shows him: by name and number, whatever his phone claims to be.
sip::Party Conversation::name_of(const call::Call& call) const {
  const directory::Account* const account = floors_.rules.account(call.number());
  if (account == nullptr) return call.party();
  sip::Party party = call.party();
  if (party.display_name.empty()) party.display_name = escaped(account->name);
  party.uri = "sip:" + call.number() + "@" + domain_;
  return party;
}

std::vector<b2bua::Candidate> Conversation::phones_of(const std::string& number,
                                                      const call::Call& caller) const {
  std::vector<b2bua::Candidate> phones;
  for (proxy::Target& target : floors_.rules.targets_of(number)) {
    b2bua::Candidate candidate;
    candidate.q = target.q;
    call::Invitation& invitation = candidate.invitation;
    invitation.number = number;
    invitation.uri = std::move(target.uri);
    invitation.path = std::move(target.path);
    invitation.flow = target.flow;
    invitation.from = name_of(caller);
    invitation.to = {{}, "sip:" + number + "@" + domain_};
    invitation.max_forwards = caller.max_forwards();
    phones.push_back(std::move(candidate));
  }
  return phones;
}

void Conversation::note_transfer(std::string_view from, std::string_view to, std::string_view by) {
  std::string how(from);
  how.append(" to ").append(to);
  if (!by.empty()) how.append(" by ").append(by);
  floors_.observer.on_call_transferred(serial_, how);
  floors_.history.note(serial_, by.empty() ? "forwarded: " + how : "transferred: " + how);
}

// True while the conversation goes on in this bridge.
base::Task<bool> Conversation::transfer(b2bua::Bridge& bridge, b2bua::Referral referral) {
  call::Call* const by = floors_.calls.calls.find(referral.by());
  if (by == nullptr || !bridge.contains(*by)) {
    referral.refuse(floors_.calls, 481);
    co_return true;
  }
  if (referral.replaces()) {
    sip::Dialog* const dialog = floors_.calls.dialogs.table.find(*referral.replaces());
    call::Call* const second = dialog != nullptr ? floors_.calls.calls.find(*dialog) : nullptr;
    if (second != nullptr && second->number() == by->number()) {
      if (owner_.bridge_of(*second) != nullptr) {
        co_return join(bridge, std::move(referral), *second);
      }
      referral.refuse(floors_.calls, 603);
      co_return true;
    }
  }
  Route route = next_route(referral.target(), by->number());
  if (std::holds_alternative<EnterApp>(route) || std::holds_alternative<RingExtension>(route)) {
    co_return co_await transfer_to(bridge, std::move(referral), std::move(route));
  }
  const auto* const rejected = std::get_if<Reject>(&route);
  referral.refuse(floors_.calls, rejected != nullptr && rejected->status == 404 ? 404 : 603);
  co_return true;
}

base::Task<bool> Conversation::transfer_to(b2bua::Bridge& bridge, b2bua::Referral referral,
                                           Route route) {
  call::Call& by = *floors_.calls.calls.find(referral.by());
  call::Call& remaining = bridge.other(by);
  const auto* const app = std::get_if<EnterApp>(&route);
  const std::string number = app != nullptr ? app->number : std::get<RingExtension>(route).number;
  referral.accept(floors_.calls);
  transferor_ = by.id();
  if (app == nullptr) remaining.play(hold::ringback());
  Reached reached = co_await reach(remaining, std::move(route));
  transferor_.reset();
  if (!reached.app && !reached.result.answered) {
    remaining.stop_playing();
    referral.tell(floors_.calls, reached.result.caller_gone ? 487 : reached.result.status);
    co_return co_await not_transferred(bridge, by);
  }
  referral.tell(floors_.calls, 200);
  note_transfer(by.number(), number, by.number());
  for (const Forward& forward : reached.forwards) note_transfer(forward.from, forward.to, {});
  if (reached.app) co_return co_await transferred_to_app(bridge, by, std::move(*reached.app));
  remaining.stop_playing();
  const call::CallPtr left = bridge.exchange(by, std::move(reached.result.answered));
  remaining.show(name_of(bridge.other(remaining)));
  co_return true;
}

base::Task<bool> Conversation::transferred_to_app(b2bua::Bridge& bridge, call::Call& by,
                                                  EnterApp app) {
  const call::CallPtr remaining = bridge.take(bridge.other(by));
  remaining->stop_playing();
  by.set_user(owner_);  // his BYE ends nothing any more
  by.hang_up("transferred");
  co_await enter(*remaining, std::move(app));
  co_return false;
}

base::Task<bool> Conversation::not_transferred(b2bua::Bridge& bridge, call::Call& by) {
  call::Call& remaining = bridge.other(by);
  if (!remaining.is_over() && !by.is_over()) {
    bridge.resume();
    co_return true;
  }
  // Nobody is left to talk with.
  proxy::CallEnd end{By::switchboard, 200, "transferred to nobody"};
  if (remaining.is_over()) end = end_of(&remaining);
  co_await finish(std::move(end));
  co_return false;
}

// Attended: the party that the transferor talks with in `second` comes here in his place.
bool Conversation::join(b2bua::Bridge& bridge, b2bua::Referral referral, call::Call& second) {
  call::Call& by = *floors_.calls.calls.find(referral.by());
  b2bua::Bridge& other = *owner_.bridge_of(second);
  if (&other == &bridge) {
    referral.refuse(floors_.calls, 603);
    return true;
  }
  referral.accept(floors_.calls);
  Conversation& bereft = *owner_.conversation_of(second);
  call::CallPtr coming = other.take(other.other(second));
  coming->set_user(*this);
  note_transfer(by.number(), coming->number(), by.number());
  bereft.let_go("transferred to " + bridge.other(by).number());
  referral.tell(floors_.calls, 200);
  by.set_user(owner_);
  const call::CallPtr left = bridge.exchange(by, std::move(coming));
  bridge.a().show(name_of(bridge.b()));
  bridge.b().show(name_of(bridge.a()));
  return true;
}

// The same phone's owner goes on with another phone.
void Conversation::take_over(sip::ServerTransaction& invite, call::Call& replaced) {
  call::CallPtr coming = call::Call::take(floors_.calls, invite, replaced.number(), *this);
  if (!coming) return;
  if (replaced.id() == caller_) caller_ = coming->id();
  replaced.set_user(owner_);
  call::Call& taker = *coming;
  const call::CallPtr left = bridge_->exchange(replaced, std::move(coming));
  taker.show(name_of(bridge_->other(taker)));
}

}  // namespace jackfield
