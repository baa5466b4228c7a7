// Whose turn it is to describe the session (RFC 3264 section 4, RFC 6337): which message of an
// INVITE dialog may or must carry an offer or an answer. Knows nothing of the descriptions.
//
// The six forms (RFC 6337 section 2.2), offer → answer:
//
//   INVITE → its 2xx          INVITE → a reliable 1xx      UPDATE → its 2xx
//   2xx of INVITE → ACK       reliable 1xx → its PRACK     PRACK → its 2xx
//
//                  a message with an offer
//        +------+ ------------------------> +---------------------------+
//        | idle |                           | offered_local / _remote   |
//        +------+ <------------------------ +---------------------------+
//                  its answer, or rejected
//
// A value: a dialog has one, and so has each early dialog of a forked INVITE. Pure.
#pragma once

#include <cstdint>

#include "firmware/sip/dialog/dialog_error.h"

namespace sip {

class OfferAnswer {
 public:
  enum class State : std::uint8_t { idle, offered_local, offered_remote };
  enum class Carrier : std::uint8_t {
    invite,
    provisional,           // not reliable: never carries one that counts
    reliable_provisional,  // RFC 3262
    success,               // 2xx of an INVITE
    ack,                   // of that 2xx
    prack,
    prack_success,
    update,
    update_success,
  };
  enum class Part : std::uint8_t { nothing, offer, answer };
  struct Allowance {
    Part part = Part::nothing;
    bool required = false;
    friend bool operator==(const Allowance&, const Allowance&) = default;
  };

  // What a message that we send now may (required: must) carry; an error when an offer is under way
  // that forbids the message itself, or its body.
  DialogResult<Allowance> outgoing(Carrier carrier) const { return allowance(carrier, true); }
  DialogResult<Allowance> incoming(Carrier carrier) const { return allowance(carrier, false); }

  // The message is sent, or has come, with or without a description: what it is. On an error
  // nothing has changed. An incoming description that is neither offer nor answer is none
  // (RFC 6337 section 3.1.1: it repeats what is settled, or it is only a preview).
  DialogResult<Part> send(Carrier carrier, bool described);
  DialogResult<Part> receive(Carrier carrier, bool described);

  // The request that carried the outstanding offer was rejected or has failed: as if it had never
  // been sent (RFC 3261 section 14.1, RFC 3311 section 5.1).
  void withdraw(Carrier request);

  State state() const { return state_; }
  bool settled() const { return established_ && state_ == State::idle; }
  // An INVITE is under way that we sent (`local`), or the peer: its 2xx is not there yet.
  bool inviting(bool local) const { return invite_ != Invite::none && invited_by_us_ == local; }
  // Where the outstanding offer is.
  Carrier offered_in() const { return offered_in_; }

  friend bool operator==(const OfferAnswer&, const OfferAnswer&) = default;

 private:
  // How far the exchange of the INVITE under way is.
  enum class Invite : std::uint8_t {
    none,
    offered,   // the INVITE carried the offer
    bare,      // it carried none: the first reliable response does
    answered,  // by reliable provisional responses
  };

  DialogResult<Allowance> allowance(Carrier carrier, bool ours) const;
  DialogResult<Allowance> allowance_of_response(Carrier carrier, bool ours) const;
  DialogResult<Allowance> allowance_of_offer(Carrier carrier) const;
  Allowance allowance_of_answer(Carrier offered_in, bool ours) const;
  void pass(Carrier carrier, Part part, bool ours);

  State state_ = State::idle;
  Carrier offered_in_ = Carrier::invite;
  Invite invite_ = Invite::none;
  bool invited_by_us_ = false;
  bool established_ = false;  // a first exchange is complete
};

}  // namespace sip
