#include "apps/jackfield/conversations.h"

#include <algorithm>
#include <utility>

#include "firmware/sip/message/fields.h"

namespace jackfield {

Conversations::~Conversations() = default;

void Conversations::begin(sip::ServerTransaction& invite, std::string number, Route route,
                          proxy::Parties parties) {
  const sip::Message& request = invite.request();
  if (request.has(sip::HeaderId::replaces)) {
    replace(invite, number);
    return;
  }
  const std::string call_id(sip::call_id(request));
  if (floors_.calls.calls.have_placed(call_id)) {
    invite.respond_with(482);
    return;
  }
  Conversation& conversation =
      conversations_.emplace_back(*this, floors_, floors_.observer.new_serial());
  if (!conversation.begin(invite, std::move(number), std::move(route))) {
    conversations_.pop_back();
    return;
  }
  floors_.observer.on_call_began(
      {conversation.serial(), std::move(parties.caller), std::move(parties.callee), call_id});
  conversation.start();
}

// RFC 3891 section 3. Whoever knows a dialog's tags proves nothing by that: a party is replaced by
// its own extension alone.
void Conversations::replace(sip::ServerTransaction& invite, const std::string& number) {
  const auto dialog = floors_.calls.dialogs.table.find_replaced(invite.request());
  if (!dialog) {
    invite.respond_with(static_cast<int>(dialog.error()));
    return;
  }
  call::Call* const replaced = *dialog != nullptr ? floors_.calls.calls.find(**dialog) : nullptr;
  Conversation* const conversation = replaced != nullptr ? conversation_of(*replaced) : nullptr;
  if (conversation == nullptr) {
    invite.respond_with(481);
  } else if (number.empty() || replaced->number() != number) {
    invite.respond_with(603);
  } else {
    conversation->take_over(invite, *replaced);
  }
}

b2bua::Bridge* Conversations::bridge_of(const call::Call& call) const {
  for (const Conversation& conversation : conversations_) {
    if (b2bua::Bridge* const bridge = conversation.bridge_of(call)) return bridge;
  }
  return nullptr;
}

Conversation* Conversations::conversation_of(const call::Call& call) {
  const auto found = std::ranges::find_if(
      conversations_, [&](const Conversation& one) { return one.bridge_of(call) != nullptr; });
  return found == conversations_.end() ? nullptr : &*found;
}

std::function<void()> Conversations::when_recorded(proxy::CallSerial serial) {
  return [this, serial] {
    const auto found = std::ranges::find_if(
        conversations_, [&](const Conversation& one) { return one.serial() == serial; });
    if (found != conversations_.end()) found->on_recorded();
  };
}

bool Conversations::on_other_source(call::Call&, sip::ServerTransaction* request) {
  if (request != nullptr) request->respond_with(403);
  return false;
}

void Conversations::bury_all() {
  conversations_.remove_if([](const Conversation& one) { return one.is_over(); });
}

}  // namespace jackfield
