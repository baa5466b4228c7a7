#include "firmware/call/call.h"

#include <utility>

#include "firmware/sdp/parse.h"

namespace call {

namespace {

constexpr std::string_view kAllow =
    "INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY";
constexpr std::string_view kNoPort = "no RTP port is to be had";
constexpr std::string_view kSupported = "100rel, timer, replaces";

sip::LocalEnd local_end(std::uint32_t max_forwards) {
  sip::LocalEnd end;
  end.by_flow = true;
  end.supported = kSupported;
  end.allow = kAllow;
  end.max_forwards = max_forwards;
  return end;
}

sip::Invitation to_sip(Invitation invitation, sip::Body offer) {
  sip::Invitation made;
  made.from = std::move(invitation.from);
  made.to = std::move(invitation.to);
  made.request_uri = std::move(invitation.uri);
  made.routes = std::move(invitation.path);
  made.flow = std::move(invitation.flow);
  made.offer = std::move(offer);
  return made;
}

}  // namespace

void Leave::operator()(Call* call) const {
  call->leave();
}

CallPtr Call::take(const Floors& floors, sip::ServerTransaction& invite, std::string number,
                   CallUser& user) {
  const auto forwards = sip::max_forwards(invite.request());
  std::unique_ptr<Call> call(new Call(floors, std::move(number), user));
  if (forwards && *forwards > 0) call->max_forwards_ = *forwards - 1;
  call->server_ = sip::InviteServerSession::begin(floors.dialogs, local_end(call->max_forwards_),
                                                  invite, *call);
  if (!call->server_) return nullptr;
  call->party_ = call->server_->dialog().state().remote;
  const sip::Flow flow = invite.flow();
  call->set_way(&flow, {});
  CallPtr taken(&floors.calls.add(std::move(call)));
  const sip::Body& offer = taken->server_->offer();
  if (offer.empty()) return taken;
  if (auto parsed = sdp::parse(offer.text)) {
    taken->offered_ = std::move(*parsed);
    return taken;
  }
  taken->reject(488, "Warning: 399 jackfield \"The session description cannot be read\"\r\n");
  return nullptr;
}

CallPtr Call::place(const Floors& floors, Invitation invitation, CallUser& user) {
  std::unique_ptr<Call> call(new Call(floors, invitation.number, user));
  call->max_forwards_ = invitation.max_forwards;
  call->party_ = invitation.to;
  call->set_way(invitation.flow ? &*invitation.flow : nullptr, invitation.uri);
  call->invitation_ = std::move(invitation);
  return CallPtr(&floors.calls.add(std::move(call)));
}

Call::Call(const Floors& floors, std::string number, CallUser& user)
    : floors_(floors),
      id_(floors.calls.new_id()),
      number_(std::move(number)),
      user_(&user),
      media_(floors_, *this),
      acknowledged_(floors.timers),
      played_(floors.timers),
      digit_(floors.timers),
      over_(floors.timers),
      no_digit_(floors.timers, this) {}

Call::~Call() = default;

const std::string& Call::call_id() const {
  if (server_) return server_->dialog().state().id.call_id;
  static const std::string kNone;
  return client_ ? client_->call_id() : kNone;
}

sip::Dialog* Call::dialog() const {
  return server_ ? &server_->dialog() : client_ ? client_->dialog() : nullptr;
}

void Call::leave() {
  hang_up("left");
  user_ = nullptr;
  partner_ = nullptr;
  media_.close();
  bury_if_done();
}

// SIP may have something to say for a while: a BYE on its way, a 2xx that crosses our CANCEL.
void Call::bury_if_done() {
  const bool done = is_over() && (!client_ || client_->idle());
  if (user_ == nullptr && done) floors_.calls.bury(id_);
}

// Media is to come to where the signalling comes to.
void Call::set_way(const sip::Flow* flow, std::string_view uri) {
  std::optional<net::IpAddress> remote, own;
  if (flow != nullptr) {
    remote = flow->remote.address;
    const std::string sent_by = floors_.dialogs.transactions.transport().sent_by(*flow);
    const auto endpoint = net::Endpoint::parse(sent_by);
    own = endpoint ? endpoint->address : net::IpAddress::parse(sent_by);
  } else if (const auto target = sip::Uri::parse(uri)) {
    remote = net::IpAddress::parse(target->host);
  }
  if (!own && remote) {
    if (const auto source = floors_.network.source_address(*remote)) own = *source;
  }
  if (own) media_.set_way(*own, remote);
}

void Call::invite(const sdp::SessionDescription* offer) {
  sip::Body body;
  if (offer != nullptr) {
    body = described(*offer);
    our_offer_ = ours_;
  }
  client_ = std::make_unique<sip::InviteClientSession>(
      floors_.dialogs, local_end(max_forwards_),
      to_sip(std::move(*std::exchange(invitation_, std::nullopt)), std::move(body)),
      static_cast<sip::InviteClientSessionUser&>(*this));
  floors_.calls.note_placed(*this);
  if (user_ != nullptr) user_->on_placed(*this);
  if (!client_->start()) {
    status_ = 503;
    end(sip::Ending::declined, "too many calls");
  }
}

void Call::ring(int status) {
  if (server_ && state_ == State::ringing && last_progress_ != status) {
    last_progress_ = status;
    static_cast<void>(server_->progress(status));
  }
}

base::Task<bool> Call::answer() {
  if (is_up()) co_return true;
  if (is_over()) co_return false;
  if (!prepared_ && !(offered_ ? answer_alone() : prepare_local_offer())) {
    reject_media();
    co_return false;
  }
  if (!accept()) co_return false;
  co_return co_await acknowledged_;
}

bool Call::accept() {
  if (!server_ || state_ != State::ringing) return false;
  sip::Body body;
  if (prepared_) body = {"application/sdp", sdp::print(*ours_)};
  if (!server_->accept(std::move(body))) return false;
  prepared_ = false;
  state_ = State::up;
  if (user_ != nullptr) user_->on_answered(*this);
  return true;
}

void Call::progress_with_media(int status) {
  if (!server_ || state_ != State::ringing || !prepared_) return;
  last_progress_ = status;
  static_cast<void>(server_->progress(status, {"application/sdp", sdp::print(*ours_)}));
}

void Call::reject(int status, std::string_view headers) {
  if (!server_ || state_ != State::ringing) return;
  status_ = status;
  static_cast<void>(server_->reject(status, headers));
}

void Call::reject_media() {
  if (media_.was_without_ports()) why_ = kNoPort;
  reject(media_.was_without_ports() ? 503 : 488);
}

void Call::decline_media() {
  decline(media_.was_without_ports() ? 503 : 488);
}

void Call::fail_without_ports() {
  status_ = 503;
  end(sip::Ending::declined, kNoPort);
}

void Call::cancel(std::string headers) {
  if (client_) client_->hang_up(std::move(headers));
}

void Call::hang_up(std::string_view why, std::string headers) {
  if (is_over()) return;
  if (why_.empty()) why_ = why;
  if (server_) {
    server_->hang_up(480, std::move(headers));
  } else if (client_) {
    client_->hang_up(std::move(headers));
  } else {
    end(sip::Ending::by_us, why);
  }
}

std::optional<media::LegId> Call::audio_leg() const {
  for (std::size_t i = 0; i < agreed_.size() && i < media_.size(); ++i) {
    if (kinds_[i] == "audio" && agreed_[i].is_accepted) return media_.leg(i);
  }
  return std::nullopt;
}

void Call::echo() {
  if (const auto leg = audio_leg()) floors_.media.carry_out(media::Echo{*leg});
}

void Call::join(media::RoomId room) {
  if (const auto leg = audio_leg()) floors_.media.carry_out(media::Join{*leg, room});
}

void Call::part() {
  if (const auto leg = audio_leg()) floors_.media.carry_out(media::Part{*leg});
}

void Call::play(const media::Sound& sound) {
  if (const auto leg = audio_leg()) floors_.media.carry_out(media::Play{*leg, sound});
}

void Call::stop_playing() {
  if (const auto leg = audio_leg()) floors_.media.carry_out(media::StopPlaying{*leg});
}

base::Task<> Call::played(media::Sound sound) {
  if (is_over() || !audio_leg()) co_return;
  play(sound);
  static_cast<void>(co_await played_);
}

base::Task<std::optional<char>> Call::next_digit(base::Duration patience) {
  if (digits_.empty() && !is_over()) {
    no_digit_.arm(patience);
    co_return co_await digit_;
  }
  if (digits_.empty()) co_return std::nullopt;
  const char digit = digits_.front();
  digits_.erase(0, 1);
  co_return digit;
}

base::Task<> Call::over() {
  if (!is_over()) static_cast<void>(co_await over_);
}

void Call::hear(char digit) {
  no_digit_.disarm();
  if (digit_.awaited()) {
    digit_.answer(digit);
  } else if (digits_.size() < kMaxDigits) {
    digits_ += digit;
  }
}

void Call::on_leg_opened(media::LegId leg) {
  if (user_ != nullptr) user_->on_leg(*this, leg);
}

void Call::on_media(const media::Event& event) {
  if (std::holds_alternative<media::LegFailed>(event)) {
    hang_up("the media port could not be opened");
  } else if (std::holds_alternative<media::LegSilent>(event)) {
    hang_up("no audio came any more");
  } else if (std::holds_alternative<media::PlayEnded>(event)) {
    played_.answer(true);
  } else if (const auto* heard = std::get_if<media::DigitHeard>(&event)) {
    if (partner_ != nullptr) {
      partner_->on_digit(*this, heard->digit.character);
    } else {
      hear(heard->digit.character);
    }
  }
}

}  // namespace call
