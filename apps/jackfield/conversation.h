// Conversation: what comes of one INVITE that the switchboard answers for itself: whom it rings and
// in what order, who talks with whom, who is transferred to whom, until nobody is left. One call
// record. Owned by Conversations; signalling thread only.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/conference/conference.h"
#include "apps/extension/extension.h"
#include "apps/jackfield/house_rules.h"
#include "apps/jackfield/media_history.h"
#include "apps/recording/studio.h"
#include "apps/records/call_history.h"
#include "apps/records/call_log.h"
#include "apps/sound/shelf.h"
#include "firmware/b2bua/bridge.h"
#include "firmware/base/task.h"
#include "firmware/call/call.h"
#include "firmware/proxy/call_table.h"
#include "firmware/proxy/proxy.h"

namespace jackfield {

class Conversations;

// What conversations work with; all outlive them.
struct ConversationFloors {
  // Has the sender of a request proved to be this extension? Else it has been answered.
  using Prove = std::function<bool(sip::ServerTransaction& request, std::string_view number)>;

  const call::Floors& calls;
  const HouseRules& rules;
  proxy::CallObserver& observer;
  const records::CallLog& call_log;  // the observer's records
  records::CallHistory& history;
  MediaHistory& media_history;
  conference::Rooms& rooms;
  const recording::Studio& studio;
  const sound::Shelf& sounds;
  const b2bua::Hold& hold;
  Prove prove;
};

class Conversation final : private call::CallUser {
 public:
  Conversation(Conversations& owner, const ConversationFloors& floors, proxy::CallSerial serial);
  ~Conversation() override;

  // Takes the INVITE; false when it has been answered.
  bool begin(sip::ServerTransaction& invite, std::string number, Route route);
  void start();  // once its record is begun
  // An INVITE that takes the place of a party of this conversation (RFC 3891).
  void take_over(sip::ServerTransaction& invite, call::Call& replaced);

  proxy::CallSerial serial() const { return serial_; }
  bool is_over() const { return over_; }
  // The pair that this call talks in, for others to change; nullptr when it does not, or when a
  // transfer is tried: then its two parties are in use.
  b2bua::Bridge* bridge_of(const call::Call& call) const {
    return bridge_ != nullptr && !transferor_ && bridge_->contains(call) ? bridge_ : nullptr;
  }
  // Its bridge was bereft of a party, who goes on in another conversation.
  void let_go(std::string_view how) { ended_how_ = how; }

  // The record is durable.
  void on_recorded();

 private:
  struct Forward {
    std::string from, to;
  };
  // Where a route has led to in the end.
  struct Reached {
    extension::Result result{};
    std::optional<EnterApp> app{};  // it is to be entered
    std::vector<Forward> forwards{};
  };

  base::Task<> tell(call::CallPtr caller, Route route);
  base::Task<Reached> reach(call::Call& caller, Route route);
  base::Task<> enter(call::Call& caller, EnterApp app);
  base::Task<> play(call::Call& caller, std::string sound);
  base::Task<extension::Result> ring(call::Call& caller, std::string number);
  base::Task<> talk(call::CallPtr caller, call::CallPtr callee);
  base::Task<bool> transfer(b2bua::Bridge& bridge, b2bua::Referral referral);
  base::Task<bool> transfer_to(b2bua::Bridge& bridge, b2bua::Referral referral, Route route);
  base::Task<bool> transferred_to_app(b2bua::Bridge& bridge, call::Call& by, EnterApp app);
  base::Task<bool> not_transferred(b2bua::Bridge& bridge, call::Call& by);
  bool join(b2bua::Bridge& bridge, b2bua::Referral referral, call::Call& second);
  base::Task<> refuse(call::Call& caller, const extension::Result& result);
  base::Task<> finish(proxy::CallEnd end);

  Route next_route(const std::string& target, std::string_view by) const;
  Route forward_of(const extension::Result& result, Forward& forward) const;
  std::vector<b2bua::Candidate> phones_of(const std::string& number,
                                          const call::Call& caller) const;
  sip::Party name_of(const call::Call& call) const;
  proxy::CallEnd end_of(const call::Call* ended) const;
  void note_transfer(std::string_view from, std::string_view to, std::string_view by);

  void on_answered(call::Call& call) override;
  void on_goodbye(call::Call& call, std::function<void()> confirm) override;
  bool on_other_source(call::Call& call, sip::ServerTransaction* request) override;
  void on_leg(call::Call& call, media::LegId leg) override;
  void on_placed(call::Call& call) override;

  static constexpr int kMostForwards = 10;

  Conversations& owner_;
  const ConversationFloors& floors_;
  const proxy::CallSerial serial_;
  call::CallId caller_{};  // who called, be he still there or not
  std::string domain_;     // in which the caller dialled
  b2bua::Bridge* bridge_ = nullptr;
  std::optional<call::CallId> transferor_;  // while a transfer is tried
  std::string ended_how_;
  bool answered_ = false;
  bool recording_ = false;  // the record's end is on its way to the disk, or there
  bool recorded_ = false;
  bool over_ = false;
  std::vector<std::function<void()>> goodbyes_;  // BYEs that wait for the record
  base::Pending<bool> durable_;
  base::Task<> story_;  // goes before all that it uses
};

}  // namespace jackfield
