// What a Phone is made of. Private to it.
#pragma once

#include <map>
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
  std::string body;
};

// One INVITE and the dialog that came of it, from either side.
struct Phone::Call {
  enum class State : std::uint8_t { inviting, answered, talking, ended };
  State state = State::inviting;
  bool outgoing = false;
  std::string call_id, local, remote;  // From and To without tags
  std::string local_tag, remote_tag, remote_target;
  std::vector<std::string> routes;
  unsigned local_cseq = 1;
  unsigned remote_cseq = 0;
  bool wants_to_cancel = false;
  bool wants_to_hang_up = false;
  std::string invite_branch;                // of the INVITE that is open
  std::vector<std::string> credentials;     // an ACK carries those of its INVITE (13.2.2.4)
  std::map<std::string, std::string> acks;  // by remote tag and CSeq: answers 2xx copies
  std::map<std::string, Way> ack_ways;
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
  Way way;
  std::string to_tag;
  Call* call = nullptr;
  int status = 0;
  std::string response;
  bool acknowledged = false;
  base::Duration interval = kT1;
  base::MemberTimer<&ServerTransaction::resend> again;
  base::MemberTimer<&ServerTransaction::run_out> over;
};

}  // namespace sim
