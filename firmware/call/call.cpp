#include "firmware/call/call.h"

#include <utility>

#include "firmware/call/audio_description.h"
#include "firmware/sdp/answer.h"
#include "firmware/sdp/offer.h"
#include "firmware/sdp/parse.h"
#include "firmware/sdp/version.h"

namespace call {

namespace {

constexpr std::string_view kSdp = "application/sdp";
constexpr std::string_view kAllow = "INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, UPDATE";

}  // namespace

std::unique_ptr<Call> Call::take(const Floors& floors, media::LegId leg,
                                 sip::ServerTransaction& invite, CallUser& user) {
  std::unique_ptr<Call> call(new Call(floors, leg, invite.flow(), user));
  sip::LocalEnd end;
  end.by_flow = true;
  end.supported = "100rel, timer";
  end.allow = kAllow;
  call->session_ = sip::InviteServerSession::begin(floors.dialogs, std::move(end), invite, *call);
  return call->session_ ? std::move(call) : nullptr;
}

Call::Call(const Floors& floors, media::LegId leg, const sip::Flow& flow, CallUser& user)
    : floors_(floors),
      leg_(leg),
      user_(user),
      flow_(flow),
      acknowledged_(floors.timers),
      digit_(floors.timers),
      over_(floors.timers) {}

Call::~Call() {
  session_.reset();
  if (ports_) floors_.media.carry_out(media::CloseLeg{leg_});
}

base::Task<bool> Call::answer() {
  if (over_already_) co_return false;
  if (!open_leg()) {
    why_ = "no media port to be had";
    static_cast<void>(session_->reject(503));
    co_return false;
  }
  const auto accepted = session_->offer().empty() ? accept_without_offer() : accept_offer();
  if (!accepted) {
    why_ = "nothing that both sides speak";
    static_cast<void>(session_->reject(488));
    co_return false;
  }
  user_.on_answered(*this);
  co_return co_await acknowledged_;
}

bool Call::open_leg() {
  ports_ = floors_.ports.take();
  if (!ports_) return false;
  const auto address = own_address();
  if (!address) return false;
  local_ = {*address, ports_->rtp()};
  floors_.media.carry_out(media::OpenLeg{leg_, local_});
  return true;
}

// Audio is to come to where the signalling came to.
std::optional<net::IpAddress> Call::own_address() const {
  const std::string own = floors_.dialogs.transactions.transport().sent_by(flow_);
  const auto endpoint = net::Endpoint::parse(own);
  const auto address = endpoint ? endpoint->address : net::IpAddress::parse(own);
  if (address) return address;
  const auto source = floors_.network.source_address(flow_.remote.address);
  return source ? std::optional(*source) : std::nullopt;
}

sip::DialogResult<void> Call::accept_offer() {
  auto answer = answer_to(session_->offer());
  if (!answer) return sip::DialogError::body_missing;
  return session_->accept(std::move(*answer));
}

sip::DialogResult<void> Call::accept_without_offer() {
  const sdp::LocalStream audio = local_audio(local_);
  const sdp::Origin origin = sdp::make_origin(floors_.random.next() >> 2, local_.address);
  return session_->accept(described(sdp::make_offer(origin, {&audio, 1})));
}

std::optional<sip::Body> Call::answer_to(const sip::Body& body) {
  const auto offer = sdp::parse(body.text);
  if (!offer) return std::nullopt;
  const sdp::Origin origin =
      ours_ ? ours_->origin : sdp::make_origin(floors_.random.next() >> 2, local_.address);
  const auto streams = streams_for(*offer, local_audio(local_));
  auto answer = sdp::make_answer(*offer, origin, streams);
  if (!audio_of(*offer, answer, sdp::Side::answerer)) return std::nullopt;
  agree(*offer, answer, sdp::Side::answerer);
  return described(std::move(answer));
}

sip::Body Call::described(sdp::SessionDescription description) {
  ours_ = ours_ ? sdp::successor(*ours_, std::move(description)) : std::move(description);
  return {std::string(kSdp), sdp::print(*ours_)};
}

void Call::agree(const sdp::SessionDescription& offer, const sdp::SessionDescription& answer,
                 sdp::Side ours) {
  auto audio = audio_of(offer, answer, ours);
  if (!audio) {
    hang_up("nothing that both sides speak");
    return;
  }
  audio->signalled_from = flow_.remote.address;
  floors_.media.carry_out(media::SetStream{leg_, std::move(*audio)});
}

void Call::echo() {
  floors_.media.carry_out(media::Echo{leg_});
}

base::Task<std::optional<char>> Call::next_digit() {
  if (digits_.empty() && !over_already_) co_return co_await digit_;
  if (digits_.empty()) co_return std::nullopt;
  const char digit = digits_.front();
  digits_.erase(0, 1);
  co_return digit;
}

base::Task<> Call::over() {
  if (!over_already_) static_cast<void>(co_await over_);
}

void Call::hang_up(std::string_view why) {
  if (over_already_) return;
  why_ = why;
  session_->hang_up();
}

void Call::on_media(const media::LegFailed&) {
  hang_up("the media port could not be opened");
}

void Call::on_media(const media::DigitHeard& event) {
  if (digit_.awaited()) {
    digit_.answer(event.digit.character);
  } else if (digits_.size() < kMaxDigits) {
    digits_ += event.digit.character;
  }
}

void Call::on_media(const media::LegSilent&) {
  hang_up("no audio came any more");
}

void Call::on_acknowledged(sip::InviteServerSession&) {
  acknowledged_.answer(true);
}

void Call::on_ended(sip::InviteServerSession&, sip::Ending ending) {
  over_already_ = true;
  acknowledged_.answer(false);
  digit_.answer(std::nullopt);
  over_.answer(true);
  user_.on_over(*this, ending, why_.empty() ? sip::to_string(ending) : why_);
}

void Call::on_offer(sip::Dialog& dialog, const sip::Inbound&, const sip::Body& offer) {
  auto answer = answer_to(offer);
  if (!answer || !dialog.answer(std::move(*answer))) static_cast<void>(dialog.decline(488));
}

void Call::on_offer_wanted(sip::Dialog& dialog, const sip::Inbound&) {
  const sdp::LocalStream audio = local_audio(local_);
  auto offer = sdp::make_offer(ours_->origin, {&audio, 1}, &*ours_);
  if (!dialog.answer(described(std::move(offer)))) static_cast<void>(dialog.decline(500));
}

void Call::on_answer(sip::Dialog&, const sip::Inbound&, const sip::Body& body) {
  const auto answer = sdp::parse(body.text);
  if (!answer) {
    hang_up("the answer cannot be read");
    return;
  }
  agree(*ours_, *answer, sdp::Side::offerer);
}

// Of what else a dialog may carry nothing is for us yet.
void Call::on_request(sip::Dialog& dialog, sip::ServerTransaction& request) {
  const bool asks = request.request().method() == sip::Method::options;
  dialog.respond(request, asks ? 200 : 405, asks ? "" : "Allow: " + std::string(kAllow) + "\r\n");
}

bool Call::on_other_source(sip::Dialog&, const sip::Inbound&, sip::ServerTransaction* transaction) {
  return user_.on_other_source(*this, transaction);
}

}  // namespace call
