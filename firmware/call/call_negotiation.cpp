// Call: its offers and answers (RFC 3264), whichever messages carry them.
#include <algorithm>
#include <utility>

#include "firmware/call/audio_description.h"
#include "firmware/call/call.h"
#include "firmware/sdp/adaptation.h"
#include "firmware/sdp/answer.h"
#include "firmware/sdp/media_view.h"
#include "firmware/sdp/offer.h"
#include "firmware/sdp/parse.h"
#include "firmware/sdp/version.h"

namespace call {

sdp::Origin Call::origin() {
  if (ours_) return ours_->origin;
  const auto here = media_.endpoints(1);
  return sdp::make_origin(floors_.random.next() >> 2,
                          here ? here->front().address : net::IpAddress());
}

sip::Body Call::described(sdp::SessionDescription description) {
  if (ours_) sdp::keep_positions(description, *ours_);
  ours_ = ours_ ? sdp::successor(*ours_, std::move(description)) : std::move(description);
  return {"application/sdp", sdp::print(*ours_)};
}

bool Call::agree(const sdp::SessionDescription& offer, const sdp::SessionDescription& answer,
                 sdp::Side ours) {
  auto agreed = sdp::negotiate(offer, answer, ours);
  if (!agreed) return false;
  agreed_ = std::move(*agreed);
  kinds_.clear();
  for (const sdp::Media& media : offer.media) kinds_.push_back(media.kind);
  theirs_ = ours == sdp::Side::offerer ? answer : offer;
  media_.describe(agreed_);
  return true;
}

bool Call::answer_with(sdp::SessionDescription answer) {
  if (!offered_) return false;
  const sdp::SessionDescription offer = *std::exchange(offered_, std::nullopt);
  const sip::Body body = described(std::move(answer));
  if (!agree(offer, *ours_, sdp::Side::answerer)) return false;
  if (server_ && state_ == State::ringing && asking_ == nullptr) {
    prepared_ = true;
    return true;
  }
  sip::Dialog* const asking = std::exchange(asking_, nullptr);
  return asking != nullptr && asking->answer(body).has_value();
}

void Call::decline(int status) {
  offered_.reset();
  offer_wanted_ = false;
  sip::Dialog* const asking = std::exchange(asking_, nullptr);
  if (asking == nullptr) {
    reject(status);
  } else if (!asking->decline(status)) {
    hang_up("nothing that both sides speak");  // an offer in a response cannot be declined
  }
}

bool Call::offer(sdp::SessionDescription offer) {
  if (is_over() || our_offer_) return false;
  if (server_ && state_ == State::ringing) {  // the INVITE had none: ours goes with its 2xx
    if (offered_ || !server_->offer().empty()) return false;
    static_cast<void>(described(std::move(offer)));
    our_offer_ = ours_;
    prepared_ = true;
    return true;
  }
  if (offer_wanted_) {
    offer_wanted_ = false;
    const sip::Body body = described(std::move(offer));
    our_offer_ = ours_;
    sip::Dialog* const asking = std::exchange(asking_, nullptr);
    return asking != nullptr && asking->answer(body).has_value();
  }
  sip::Dialog* const with = dialog();
  if (offered_ || with == nullptr) return false;
  const auto before = ours_;
  const sip::Body body = described(std::move(offer));
  const bool sent = is_up() && with->reinvite(body).has_value();
  if (sent) {
    our_offer_ = ours_;
  } else {
    ours_ = before;
  }
  return sent;
}

void Call::tell_held(bool held) {
  hold_to_tell_.reset();
  if (!ours_ || is_over()) return;
  sdp::SessionDescription said = *ours_;
  const auto audio = std::ranges::find_if(
      said.media, [](const sdp::Media& media) { return media.kind == "audio" && media.port != 0; });
  if (audio == said.media.end()) return;
  const bool is_told = !sdp::receives(sdp::MediaView(said, *audio).direction());
  if (is_told == held && !is_negotiating()) return;
  sdp::set_direction(*audio, held ? sdp::Direction::sendonly : sdp::Direction::sendrecv);
  if (!is_up() || is_negotiating() || !offer(std::move(said))) hold_to_tell_ = held;
}

// Of an app: audio, and nothing else.
bool Call::answer_alone() {
  const auto here = media_.endpoints(offered_->media.size());
  if (!here) return false;
  std::vector<sdp::LocalStream> streams = streams_for(*offered_, local_audio({}));
  bool any = false;
  for (std::size_t i = 0; i < streams.size(); ++i) {
    const bool ours = !streams[i].codecs.empty();
    streams[i].address = ours ? (*here)[i] : net::Endpoint{};
    any = any || (ours && (*here)[i].port != 0);
  }
  if (!any) return false;
  auto answer = sdp::make_answer(*offered_, origin(), streams);
  return answer_with(std::move(answer)) && audio_leg();
}

bool Call::prepare_local_offer() {
  const auto here = media_.endpoints(1);
  if (!here) return false;
  const sdp::LocalStream audio = local_audio(here->front());
  return offer(sdp::make_offer(origin(), {&audio, 1}, ours()));
}

void Call::on_offer(sip::Dialog& dialog, const sip::Inbound&, const sip::Body& body) {
  asking_ = &dialog;
  auto offer = sdp::parse(body.text);
  if (!offer) {
    decline(488);
    return;
  }
  offered_ = std::move(*offer);
  if (partner_ != nullptr) {
    partner_->on_offer(*this);
  } else if (!answer_alone()) {
    decline_media();
  }
}

void Call::on_offer_wanted(sip::Dialog& dialog, const sip::Inbound&) {
  asking_ = &dialog;
  offer_wanted_ = true;
  if (partner_ != nullptr) {
    partner_->on_offer_wanted(*this);
  } else if (!prepare_local_offer()) {
    decline(media_.was_without_ports() ? 503 : 500);
  }
}

void Call::on_offer_withdrawn(sip::Dialog&) {
  offered_.reset();
  offer_wanted_ = false;
  asking_ = nullptr;
  if (partner_ != nullptr) partner_->on_offer_withdrawn(*this);
}

void Call::on_answer(sip::Dialog& dialog, const sip::Inbound&, const sip::Body& body) {
  auto answer = sdp::parse(body.text);
  if (client_ && state_ == State::ringing && answer) early_.push_back({&dialog, *answer});
  if (!answer || !our_offer_ || !agree(*our_offer_, *answer, sdp::Side::offerer)) {
    hang_up("the answer cannot be used");
    return;
  }
  // Another early dialog may answer the same offer.
  if (state_ != State::ringing || server_) our_offer_.reset();
  if (partner_ != nullptr) partner_->on_agreed(*this);
  settle();
}

void Call::on_updated(sip::Dialog&) {
  settle();
}

void Call::on_modification_failed(sip::Dialog&, sip::Method, int status, const sip::MessageRef&) {
  const bool offered = std::exchange(our_offer_, std::nullopt).has_value();
  if (offered && partner_ != nullptr) partner_->on_offer_refused(*this, status);
  settle();
}

// Nothing of ours is under way: what had to wait begins.
void Call::settle() {
  if (hold_to_tell_) tell_held(*hold_to_tell_);
  if (to_show_) show(*std::exchange(to_show_, std::nullopt));
}

}  // namespace call
