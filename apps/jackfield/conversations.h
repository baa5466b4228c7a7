// Conversations: all that the switchboard carries on itself, as opposed to what passes its proxy.
// Signalling thread only.
#pragma once

#include <functional>
#include <list>
#include <string>
#include <string_view>

#include "apps/jackfield/conversation.h"

namespace jackfield {

class Conversations final : public call::CallUser {
 public:
  explicit Conversations(ConversationFloors floors)
      : floors_(std::move(floors)), burial_(floors_.calls.timers, this) {}
  ~Conversations() override;

  // Hands an INVITE from the extension `number` ("": a stranger) to a route of ours.
  void begin(sip::ServerTransaction& invite, std::string number, Route route,
             proxy::Parties parties);

  std::size_t size() const { return conversations_.size(); }

  // For conversations: each other's bridges; their end.
  b2bua::Bridge* bridge_of(const call::Call& call) const;
  Conversation* conversation_of(const call::Call& call);
  std::function<void()> when_recorded(proxy::CallSerial serial);
  void bury() { burial_.arm({}); }

 private:
  void replace(sip::ServerTransaction& invite, const std::string& number);
  void bury_all();

  // Of calls that no conversation needs any more.
  void on_answered(call::Call&) override {}
  void on_goodbye(call::Call&, std::function<void()> confirm) override { confirm(); }
  bool on_other_source(call::Call&, sip::ServerTransaction* request) override;
  void on_leg(call::Call&, media::LegId) override {}
  void on_placed(call::Call&) override {}

  const ConversationFloors floors_;
  std::list<Conversation> conversations_;
  base::MemberTimer<&Conversations::bury_all> burial_;
};

}  // namespace jackfield
