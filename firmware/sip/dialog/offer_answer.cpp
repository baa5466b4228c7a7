#include "firmware/sip/dialog/offer_answer.h"

namespace sip {

// An INVITE or UPDATE that would carry an offer, or a PRACK that may.
DialogResult<OfferAnswer::Allowance> OfferAnswer::allowance_of_offer(Carrier carrier) const {
  if (state_ == State::offered_local) return DialogError::pending_local;
  if (state_ == State::offered_remote) return DialogError::pending_remote;
  if (carrier != Carrier::invite && !established_) return DialogError::too_early;
  if (invite_ == Invite::bare) return DialogError::too_early;  // its offer comes first
  return Allowance{Part::offer, false};
}

// A reliable response to the INVITE under way.
DialogResult<OfferAnswer::Allowance> OfferAnswer::allowance_of_response(Carrier carrier,
                                                                        bool ours) const {
  if (invite_ == Invite::none || invited_by_us_ == ours) return DialogError::nothing_to_answer;
  const bool offer_waits = state_ != State::idle;
  switch (invite_) {
    case Invite::offered:
      return Allowance{Part::answer, carrier == Carrier::success};
    case Invite::bare:
      if (offer_waits) break;
      return Allowance{Part::offer, true};
    case Invite::answered:
    case Invite::none:
      if (offer_waits && carrier == Carrier::success) break;
      return Allowance{};
  }
  // Its own offer, or one by UPDATE, has no answer yet.
  if (carrier == Carrier::reliable_provisional) return Allowance{};
  return state_ == State::offered_local ? DialogError::pending_local : DialogError::pending_remote;
}

// The message that answers what was offered in another, when it is that one's turn.
OfferAnswer::Allowance OfferAnswer::allowance_of_answer(Carrier offered_in, bool ours) const {
  const State by_the_other = ours ? State::offered_remote : State::offered_local;
  if (state_ == by_the_other && offered_in_ == offered_in) return {Part::answer, true};
  return {};
}

DialogResult<OfferAnswer::Allowance> OfferAnswer::allowance(Carrier carrier, bool ours) const {
  switch (carrier) {
    case Carrier::invite:
      if (invite_ != Invite::none) {
        return invited_by_us_ ? DialogError::pending_local : DialogError::pending_remote;
      }
      return allowance_of_offer(carrier);
    case Carrier::provisional:
      return Allowance{};
    case Carrier::reliable_provisional:
    case Carrier::success:
      return allowance_of_response(carrier, ours);
    case Carrier::ack:
      return allowance_of_answer(Carrier::success, ours);
    case Carrier::prack: {
      const Allowance answer = allowance_of_answer(Carrier::reliable_provisional, ours);
      if (answer.part == Part::answer) return answer;
      const auto offer = allowance_of_offer(carrier);
      return offer ? *offer : Allowance{};
    }
    case Carrier::prack_success:
      return allowance_of_answer(Carrier::prack, ours);
    case Carrier::update:
      return allowance_of_offer(carrier);
    case Carrier::update_success:
      return allowance_of_answer(Carrier::update, ours);
  }
  return Allowance{};
}

DialogResult<OfferAnswer::Part> OfferAnswer::send(Carrier carrier, bool described) {
  const auto allowed = allowance(carrier, true);
  // An UPDATE without an offer is always allowed (RFC 3311 section 5.1, RFC 4028).
  if (!allowed && carrier == Carrier::update && !described) return Part::nothing;
  if (!allowed) return allowed.error();
  if (described && allowed->part == Part::nothing && carrier != Carrier::provisional) {
    return DialogError::body_not_allowed;
  }
  if (!described && allowed->required) return DialogError::body_missing;
  const Part part = described ? allowed->part : Part::nothing;
  pass(carrier, part, true);
  return part;
}

DialogResult<OfferAnswer::Part> OfferAnswer::receive(Carrier carrier, bool described) {
  const auto allowed = allowance(carrier, false);
  if (!allowed && carrier == Carrier::update && !described) return Part::nothing;
  if (!allowed) return allowed.error();
  if (!described && allowed->required) return DialogError::body_missing;
  const Part part = described ? allowed->part : Part::nothing;
  pass(carrier, part, false);
  return part;
}

void OfferAnswer::pass(Carrier carrier, Part part, bool ours) {
  if (carrier == Carrier::invite) {
    invite_ = part == Part::offer ? Invite::offered : Invite::bare;
    invited_by_us_ = ours;
  }
  if (part == Part::offer) {
    state_ = ours ? State::offered_local : State::offered_remote;
    offered_in_ = carrier;
  }
  if (part == Part::answer) {
    state_ = State::idle;
    established_ = true;
    if (carrier == Carrier::reliable_provisional || carrier == Carrier::prack) {
      invite_ = Invite::answered;
    }
  }
  if (carrier == Carrier::success) invite_ = Invite::none;
}

void OfferAnswer::withdraw(Carrier request) {
  if (request == Carrier::invite) {
    // An UPDATE during the INVITE has its own fate.
    const bool offered_here = offered_in_ == Carrier::invite ||
                              offered_in_ == Carrier::reliable_provisional ||
                              offered_in_ == Carrier::success || offered_in_ == Carrier::prack;
    if (offered_here) state_ = State::idle;
    invite_ = Invite::none;
  } else if (offered_in_ == request) {
    state_ = State::idle;
  }
}

}  // namespace sip
