// What a Phone is made of. Private to it.
#pragma once

#include <list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/sim/phone.h"

namespace sim {

// A request to be written: enough to write it again with credentials.
struct Phone::Draft {
  std::string method, uri, next_hop;
  std::vector<std::string> routes;
  std::string from, to, call_id;  // From and To as they shall stand, tags included
  unsigned cseq = 1;
  std::string branch;
  std::vector<std::string> headers;      // whole lines
  std::vector<std::string> credentials;  // whole lines
  bool has_contact = false;
  std::string content_type = "application/sdp";
  std::string body;
  std::string remote_tag;  // of the dialog it is sent in; "": none yet
  bool offers = false;     // its body awaits an answer
};

// The far side of a call. A caller has one for each phone that let itself be heard before the
// answer (RFC 3261 section 12.1.2), and then the one that answered.
struct Phone::Dialog {
  std::string remote_tag, remote_target;
  std::vector<std::string> routes;
  unsigned remote_cseq = 0;
  unsigned rseq = 0;       // of the last reliable provisional response heard
  bool exchanged = false;  // the open INVITE's offer and answer have both crossed, for good
  Session session{};
};

// What a phone wants its peer to agree to, as soon as that may be asked.
struct Phone::Proposal {
  std::string method;
  Hold hold = Hold::none;
  bool with_offer = true;
};

// One INVITE and the dialog that came of it, from either side.
struct Phone::Call {
  explicit Call(Phone& owner)
      : phone(owner), again(owner.world_.timers(), this), fresh(owner.world_.timers(), this) {}
  void pursue() { phone.pursue(*this); }
  void refresh() { phone.refresh(*this); }

  Phone& phone;
  enum class State : std::uint8_t { inviting, answered, talking, ended };
  State state = State::inviting;
  bool outgoing = false;
  std::string call_id, local, remote;  // From and To without tags
  std::string local_tag;
  Dialog dialog;  // a caller's only once it was answered: until then it has no remote tag
  std::list<Dialog> early;
  unsigned local_cseq = 1;
  bool wants_to_answer = false;
  bool wants_to_cancel = false;
  bool wants_to_hang_up = false;
  std::string invite_branch;                // of the INVITE that is open
  std::vector<std::string> credentials;     // an ACK carries those of its INVITE (13.2.2.4)
  std::map<std::string, std::string> acks;  // by remote tag and CSeq: answers 2xx copies
  std::map<std::string, Way> ack_ways;
  std::optional<Proposal> proposal;
  base::MemberTimer<&Call::pursue> again;   // after a 491
  base::MemberTimer<&Call::refresh> fresh;  // RFC 4028: to refresh, or to give up
  bool refreshes = false;                   // it is ours to do
  bool updates_refresh = false;             // by UPDATE
  std::chrono::seconds expires{};
  Call* referrer = nullptr;  // whose REFER made this call
  std::unique_ptr<Audio> audio;
};

struct Phone::ClientTransaction {
  ClientTransaction(Phone& owner, Draft request)
      : phone(owner),
        draft(std::move(request)),
        again(owner.world_.timers(), this),
        over(owner.world_.timers(), this) {}
  void resend() { phone.resend(*this); }
  void run_out() { phone.run_out(*this); }

  Phone& phone;
  Draft draft;
  Call* call = nullptr;
  Way way;
  std::string text;
  std::string ack;              // of a refused INVITE: answers each copy
  int status = 0;               // the last heard
  int attempts = 0;             // with credentials
  std::set<std::string> heard;  // status and To tag: copies are not noted again
  base::Duration interval = kT1;
  base::MemberTimer<&ClientTransaction::resend> again;
  base::MemberTimer<&ClientTransaction::run_out> over;
};

struct Phone::ServerTransaction {
  ServerTransaction(Phone& owner, const RawMessage& request_, const Way& way_)
      : phone(owner),
        request(request_),
        way(way_),
        again(owner.world_.timers(), this),
        over(owner.world_.timers(), this) {}
  void resend() { phone.resend(*this); }
  void run_out() { phone.run_out(*this); }

  Phone& phone;
  RawMessage request;
  std::string key;  // that matches it (section 17.2.3)
  Way way;
  std::string to_tag;
  Call* call = nullptr;
  int status = 0;
  std::string response;
  std::string answer;      // to the INVITE's offer, as first given
  bool exchanged = false;  // for good: what follows holds no description
  bool offered = false;    // the INVITE held none, and a response of ours did
  unsigned rseq = 0;       // of the last reliable provisional response
  bool unheard = false;    // and its PRACK is awaited
  bool acknowledged = false;
  base::Duration interval = kT1;
  base::MemberTimer<&ServerTransaction::resend> again;
  base::MemberTimer<&ServerTransaction::run_out> over;
};

}  // namespace sim
