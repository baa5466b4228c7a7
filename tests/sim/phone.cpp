#include "tests/sim/phone.h"

#include "tests/sim/phone_parts.h"

namespace sim {

namespace {

const RawMessage kNone;
constexpr base::Duration kPatience = std::chrono::seconds(60);

}  // namespace

PhoneOptions modern() {
  PhoneOptions options;
  options.media.telephone_events = true;
  options.supports = {"100rel", "replaces", "timer"};
  options.allows = kAllMethods;
  return options;
}

Phone::Phone(World& world, std::string_view address, std::string aor, PhoneOptions options)
    : world_(world),
      local_{*net::IpAddress::parse(address), options.port},
      aor_(std::move(aor)),
      options_(std::move(options)),
      registration_call_id_(world.random().token(20)),
      wire_(
          world.host(address), local_,
          [this](std::string text, const Way& way) { on_text(std::move(text), way); },
          [this](std::uint64_t connection) { on_connection_lost(connection); }) {
  world.ladder().name(local_.address, take_apart(aor_).user);
}

Phone::~Phone() = default;

std::string Phone::contact_uri() const {
  if (!options_.contact.empty()) return options_.contact;
  const std::string user = take_apart(aor_).user;
  return "sip:" + user + "@" + net::to_string(local_) + (options_.tcp ? ";transport=tcp" : "");
}

std::string Phone::target_uri(std::string_view target) const {
  if (target.find(':') != std::string_view::npos) return std::string(target);
  return "sip:" + std::string(target) + "@" + take_apart(aor_).host;
}

void Phone::begin(std::string_view method) {
  verb_ = method;
  floor_ = received_.size();
}

void Phone::registers(std::chrono::seconds expires) {
  unregistering_ = expires.count() == 0;
  registers_contacts({"<" + contact_uri() + ">" + options_.contact_params +
                      ";expires=" + std::to_string(expires.count())});
}

void Phone::registers_contacts(const std::vector<std::string>& values,
                               std::vector<std::string> headers) {
  begin("REGISTER");
  Draft request = draft("REGISTER", "sip:" + take_apart(aor_).host);
  request.to = "<" + aor_ + ">";
  request.call_id = registration_call_id_;
  request.cseq = ++registration_cseq_;
  for (const std::string& value : values) headers.push_back("Contact: " + value);
  request.headers = std::move(headers);
  start(std::move(request), nullptr);
}

void Phone::unregisters() {
  registers(std::chrono::seconds(0));
}

void Phone::unregisters_all() {
  unregistering_ = true;
  registers_contacts({"*"}, {"Expires: 0"});
}

void Phone::invites(std::string_view target, std::vector<std::string> headers) {
  dial(target_uri(target), std::move(headers), true);
}

void Phone::invites_without_offer(std::string_view target, std::vector<std::string> headers) {
  dial(target_uri(target), std::move(headers), false);
}

void Phone::dial(std::string_view target, std::vector<std::string> headers, bool with_offer) {
  begin("INVITE");
  Draft request = draft("INVITE", std::string(target));
  request.headers = std::move(headers);
  if (options_.session_expires.count() > 0) {
    request.headers.push_back(
        "Session-Expires: " + std::to_string(options_.session_expires.count()) + ";refresher=uac");
  }
  Call& call = add_call();
  call.outgoing = true;
  call.call_id = request.call_id;
  call.local = uri_in(request.from);
  call.remote = request.uri;
  call.local_tag = param_of(request.from, "tag");
  call.dialog.remote_target = request.uri;
  request.offers = with_offer;
  if (with_offer) request.body = call.dialog.session.offer(Hold::none);
  start(std::move(request), &call);
}

Phone::Call& Phone::add_call() {
  calls_.push_back(std::make_unique<Call>(*this));
  chosen_ = nullptr;
  Call& call = *calls_.back();
  const auto port = options_.media.first_port + 2 * (calls_begun_++ % 5000);
  call.dialog.session = Session({local_.address, static_cast<std::uint16_t>(port)}, options_.media);
  open_audio(call);
  return call;
}

void Phone::end(Call& call) {
  call.state = Call::State::ended;
  call.proposal.reset();
  call.again.disarm();
  call.fresh.disarm();
  call.audio.reset();
}

void Phone::switches_to(std::size_t number) {
  if (number < 1 || number > calls_.size()) return world_.fault(aor_ + " has no such call");
  chosen_ = std::next(calls_.begin(), static_cast<std::ptrdiff_t>(number) - 1)->get();
}

void Phone::asks(std::string_view method, std::string_view target,
                 std::vector<std::string> headers) {
  begin(method);
  Draft request = draft(method, target_uri(target));
  request.headers = std::move(headers);
  start(std::move(request), nullptr);
}

void Phone::asks_in_dialog(std::string_view method, std::vector<std::string> headers) {
  begin(method);
  if (!newest()) return world_.fault(aor_ + " is in no dialog");
  Draft request = draft_in(*newest(), method);
  request.headers = std::move(headers);
  start(std::move(request), newest());
}

void Phone::sends(std::string_view text, std::string_view to) {
  wire_.send({false, 0, *net::Endpoint::parse(to)}, text);
}

void Phone::falls_silent() {
  for (const auto& transaction : server_) transaction->again.disarm();
}

void Phone::cancels() {
  Call* call = newest();
  if (!call || !call->outgoing) return world_.fault(aor_ + " has nothing to cancel");
  call->wants_to_cancel = true;
  for (const auto& transaction : client_) {
    if (transaction->call != call || transaction->draft.method != "INVITE") continue;
    if (transaction->status >= 100 && transaction->status < 200) return send_cancel(*transaction);
  }
}

void Phone::rings() {
  respond_to_call(180);
}

void Phone::answers() {
  ServerTransaction* invite = open_invite();
  if (invite && invite->unheard) return void(invite->call->wants_to_answer = true);
  respond_to_call(200);
}

void Phone::rejects(int status, std::vector<std::string> headers) {
  respond_to_call(status, std::move(headers));
}

void Phone::redirects(const std::vector<std::string>& contacts) {
  std::vector<std::string> headers;
  for (const std::string& contact : contacts) headers.push_back("Contact: " + contact);
  rejects(302, std::move(headers));
}

void Phone::hangs_up() {
  Call* call = newest();
  begin("BYE");
  if (call && call->state == Call::State::talking) return send_bye(*call);
  if (call && call->state == Call::State::answered) return void(call->wants_to_hang_up = true);
  world_.fault(aor_ + " has no call to hang up");
}

void Phone::send_bye(Call& call) {
  end(call);
  start(draft_in(call, "BYE"), &call);
}

void Phone::on_text(std::string text, const Way& way) {
  if (text.find_first_not_of("\r\n") == std::string::npos) return;  // a keep-alive
  const RawMessage message(std::move(text));
  const std::string complaint = complaint_about(message);
  if (!complaint.empty() && !options_.judges) return;
  if (!complaint.empty()) {
    world_.fault(aor_ + " was sent a bad message: " + complaint + "\n" + message.text());
    return;
  }
  if (message.is_request()) return on_request(message, way);
  on_response(message);
}

Phone::Call* Phone::newest() const {
  if (chosen_) return chosen_;
  return calls_.empty() ? nullptr : calls_.back().get();
}

Phone::Call* Phone::find_call(const RawMessage& request) const {
  for (auto call = calls_.rbegin(); call != calls_.rend(); ++call) {
    if ((*call)->call_id == request.header("call-id") &&
        (*call)->local_tag == param_of(request.header("to"), "tag") &&
        find_dialog(**call, param_of(request.header("from"), "tag"))) {
      return call->get();
    }
  }
  return nullptr;
}

bool Phone::is_talking() const {
  return newest() != nullptr && newest()->state == Call::State::talking;
}

bool Phone::is_idle() const {
  return client_.empty() && server_.empty();
}

std::string Phone::remote_target() const {
  return newest() ? dialog_in_use(*newest()).remote_target : "";
}

std::vector<std::string> Phone::route_set() const {
  return newest() ? dialog_in_use(*newest()).routes : std::vector<std::string>();
}

const Session& Phone::session() const {
  static const Session kEmpty;
  return newest() ? dialog_in_use(*newest()).session : kEmpty;
}

bool Phone::await(const std::function<bool()>& met, const std::string& what, Where where) {
  if (world_.is_at_fault()) return false;
  if (world_.advance_until([&] { return met() || world_.is_at_fault(); }, kPatience) &&
      !world_.is_at_fault()) {
    return true;
  }
  world_.fault(aor_ + " expected " + what, where.file, where.line);
  return false;
}

bool Phone::takes(bool request, std::string_view method, int status) {
  taken_.resize(received_.size());
  for (std::size_t i = request ? 0 : floor_; i < received_.size(); ++i) {
    const RawMessage& message = received_[i];
    if (taken_[i] || message.is_request() != request) continue;
    if (message.method() != method || message.status() != status) continue;
    taken_[i] = true;
    return true;
  }
  return false;
}

bool Phone::expects(int status, Where where) {
  if (verb_ == "BYE" && status == 200) return expects_goodbye(where);
  return expects_answer(verb_, status, where);
}

// A BYE that the storm kept may come when the call is over for the other side too, who has said BYE
// itself or heard from us that there is no such call: then 481 ends it as well (RFC 3261 section
// 15.1.1).
bool Phone::expects_goodbye(Where where) {
  const auto is_over = [this] {
    return takes(false, "BYE", 200) ||
           (world_.is_stormy() && count_of("BYE") > 0 && takes(false, "BYE", 481));
  };
  return await(is_over, "the answer 200 to its BYE", where);
}

bool Phone::expects_answer(std::string_view method, int status, Where where) {
  return await([&] { return takes(false, method, status); },
               "the answer " + std::to_string(status) + " to its " + std::string(method), where);
}

bool Phone::expects(std::string_view method, Where where) {
  return await([&] { return takes(true, method, 0); }, "a request " + std::string(method), where);
}

bool Phone::expects_talk(Where where) {
  return await([&] { return is_talking(); }, "to talk", where);
}

bool Phone::expects_end(Where where) {
  return await([&] { return newest() && newest()->state == Call::State::ended; },
               "its call to be over", where);
}

bool Phone::expects_no(std::string_view method, base::Duration for_as_long, Where where) {
  if (world_.is_at_fault()) return false;
  if (!world_.advance_until([&] { return takes(true, method, 0); }, for_as_long)) return true;
  world_.fault(aor_ + " expected no " + std::string(method), where.file, where.line);
  return false;
}

bool Phone::may_hear(int status, Where where) {
  if (!world_.is_stormy()) return expects(status, where);
  return world_.advance_until([&] { return takes(false, verb_, status); }, std::chrono::seconds(3));
}

namespace {

template <class Matches>
const RawMessage& last_of(const std::vector<RawMessage>& messages, const Matches& matches) {
  for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
    if (matches(*message)) return *message;
  }
  return kNone;
}

}  // namespace

const RawMessage& Phone::last_request(std::string_view method) const {
  return last_of(received_, [&](const RawMessage& message) {
    return message.is_request() && message.method() == method;
  });
}

const RawMessage& Phone::last_response(int status, std::string_view method) const {
  return last_of(received_, [&](const RawMessage& message) {
    return message.status() == status && (method.empty() || message.method() == method);
  });
}

const RawMessage& Phone::last_sent(std::string_view method) const {
  return last_of(sent_, [&](const RawMessage& message) {
    return message.is_request() && message.method() == method;
  });
}

const RawMessage& Phone::last_answer_sent(int status) const {
  return last_of(sent_, [&](const RawMessage& message) { return message.status() == status; });
}

std::size_t Phone::count_of(std::string_view method) const {
  std::size_t count = 0;
  for (const RawMessage& message : received_) {
    if (message.is_request() && message.method() == method) ++count;
  }
  return count;
}

std::size_t Phone::count_of(int status) const {
  std::size_t count = 0;
  for (const RawMessage& message : received_) {
    if (message.status() == status) ++count;
  }
  return count;
}

void Phone::forget() {
  received_.clear();
  sent_.clear();
  taken_.clear();
  floor_ = 0;
  heard_.clear();
  chosen_ = nullptr;
  if (!options_.remembers_nonces) nonce_counts_.clear();
  calls_.remove_if([this](const std::unique_ptr<Call>& call) {
    if (call->state != Call::State::ended) return false;
    for (const auto& transaction : client_) {
      if (transaction->call == call.get()) return false;
    }
    for (const auto& transaction : server_) {
      if (transaction->call == call.get()) return false;
    }
    for (const auto& other : calls_) {
      if (other->referrer == call.get()) return false;
    }
    return true;
  });
}

}  // namespace sim
