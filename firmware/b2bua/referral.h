// Referral: a party's REFER (RFC 3515), and the NOTIFYs by which it hears how it went. A value that
// belongs to whoever carries it out. Signalling thread only.
#pragma once

#include <optional>
#include <string>

#include "firmware/call/call.h"
#include "firmware/sip/dialog/dialog_table.h"
#include "firmware/sip/message/message.h"

namespace b2bua {

// What a REFER asks for. Pure.
struct ReferredTo {
  std::string target;                     // URI, without its headers
  std::optional<sip::DialogId> replaces;  // as the one who is asked names it
};
std::optional<ReferredTo> referred_to(const sip::Message& refer);

class Referral {
 public:
  // What a REFER asks for; nothing when it cannot be understood, and has been answered (400).
  static std::optional<Referral> take(call::Call& by, sip::ServerTransaction& refer);

  call::CallId by() const { return by_; }
  const std::string& target() const { return to_.target; }
  // Attended: the dialog that the other party is to take over (RFC 3891).
  const std::optional<sip::DialogId>& replaces() const { return to_.replaces; }

  // 202, and a first NOTIFY; or a refusal.
  void accept(const call::Floors& floors);
  void refuse(const call::Floors& floors, int status);
  // Says how far it is: a provisional or final status of the call to the target. The final one
  // ends the subscription. Nothing when the party is gone.
  void tell(const call::Floors& floors, int status);

 private:
  Referral(call::CallId by, std::string key, ReferredTo to)
      : by_(by), key_(std::move(key)), to_(std::move(to)) {}
  void answer(const call::Floors& floors, int status) const;

  call::CallId by_;
  std::string key_;  // of the REFER's transaction
  ReferredTo to_;
};

}  // namespace b2bua
