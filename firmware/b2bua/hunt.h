// Hunt: rings phones on behalf of a caller until one of them answers (RFC 3261 sections 16.5 to
// 16.7, seen from a B2BUA): those of equal q at once, the others after them. What the first of them
// says before it answers (180, early media) the caller hears. Owned by the story that awaits it;
// signalling thread only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "firmware/b2bua/connection.h"
#include "firmware/base/task.h"
#include "firmware/call/call.h"

namespace b2bua {

// One phone to be rung.
struct Candidate {
  call::Invitation invitation;
  int q = 1000;  // thousandths
};

class Hunt final : private call::CallPartner {
 public:
  struct Outcome {
    call::CallPtr answered;  // null: nobody
    int status = 480;        // the best of the refusals; 408 when patience came to its end
    std::string why;         // when the refusal is not the phone's, but ours; else ""
    std::string redirect;    // of a 3xx: the URI of its first Contact
    bool caller_gone = false;
  };

  // The caller may be ringing, and is told of the progress; or up, as one who is transferred.
  Hunt(const call::Floors& floors, call::Call& caller, const media::Sound& hold_music);
  ~Hunt() override;

  // Once.
  base::Task<Outcome> ring(std::vector<Candidate> candidates, call::CallUser& user,
                           base::Duration patience);

 private:
  void begin_next();
  void invite(call::Invitation invitation);
  bool offer_to_caller(const call::Call& phone);
  void refuse(const call::Call& phone);
  void finish();
  void on_patience_over();

  void on_offer(call::Call& call) override;
  void on_offer_wanted(call::Call& call) override;
  void on_offer_withdrawn(call::Call&) override {}
  void on_agreed(call::Call& call) override;
  void on_offer_refused(call::Call&, int) override {}
  void on_progress(call::Call& call, int status, bool describes) override;
  void on_answered(call::Call& call) override;
  void on_over(call::Call& call) override;
  void on_digit(call::Call&, char) override {}
  void on_request(call::Call& call, sip::ServerTransaction& request) override;
  void on_response(call::Call&, sip::RequestSerial, int, const sip::MessageRef&) override {}

  const call::Floors& floors_;
  call::Call& caller_;
  call::CallPartner* const before_;  // the caller's
  call::CallUser* user_ = nullptr;
  Connection connection_;
  std::vector<Candidate> waiting_;  // the best last
  std::vector<call::CallPtr> phones_;
  call::Call* heard_ = nullptr;  // whose media the caller has been promised
  int heard_status_ = 183;
  Outcome outcome_;
  bool over_ = false;
  base::Pending<bool> done_;
  base::MemberTimer<&Hunt::on_patience_over> patience_;
};

}  // namespace b2bua
