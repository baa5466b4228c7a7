#include "apps/jackfield/test_phone.h"

#include <array>
#include <utility>

#include "firmware/sdp/offer.h"
#include "firmware/sdp/parse.h"
#include "firmware/sip/message/build.h"

namespace jackfield {

namespace {

constexpr std::uint32_t kLifetime = 60;  // s, of the binding; the line is taken back before
constexpr int kMostProofs = 2;           // of one request: a nonce may be stale

sip::TransportSettings transport_settings(const net::IpAddress& local) {
  sip::TransportSettings settings;
  settings.interfaces = {{{local, 0}, {}}};
  return settings;
}

sip::LocalEnd local_end(const std::string& number) {
  sip::LocalEnd end;
  end.contact_user = number;
  end.user_agent = "Jackfield self-test";
  end.transports = {sip::Transport::udp};
  return end;
}

std::string status_line(const sip::Message& response) {
  return std::to_string(response.status()) + " " + std::string(response.reason());
}

}  // namespace

TestPhone::TestPhone(const Surroundings& surroundings, net::Endpoint server, sip::Login login,
                     Report report)
    : world_(surroundings),
      server_(server),
      host_(net::to_uri_host(server.address) + ":" + std::to_string(server.port)),
      login_(std::move(login)),
      report_(std::move(report)),
      registration_(surroundings.random.token(24)),
      locator_(surroundings.resolver, surroundings.random),
      tone_(surroundings.network, surroundings.timers, surroundings.random, [this] { passed(); }),
      limit_(surroundings.timers, this) {}

TestPhone::~TestPhone() = default;

// Bound to the very address: what it says in SIP and SDP is where it is reached.
void TestPhone::begin() {
  step_ = Step::registering;
  limit_.arm(kPatience);
  const auto local = world_.network.source_address(server_.address);
  if (!local) return fail({"the switchboard's address cannot be reached from here", {}});
  transport_ = std::make_unique<sip::TransportLayer>(world_.network, world_.timers, world_.log,
                                                     transport_settings(*local));
  transactions_ = std::make_unique<sip::TransactionLayer>(*transport_, world_.timers, world_.random,
                                                          sip::TransactionSettings{});
  transactions_->set_user(*this);
  if (!transport_->open() || !tone_.open(*local))
    return fail({"no port is free for the test phone", {}});
  enter(Step::registering);
}

void TestPhone::enter(Step step) {
  step_ = step;
  proofs_ = 0;
  limit_.arm(kPatience);
  switch (step) {
    case Step::registering:
    case Step::unregistering:
      return send_register({});
    case Step::calling:
      return call();
    case Step::listening:
      return;  // the tone tells, or the time is over
    case Step::hanging_up:
      tone_.stop();
      return session_->hang_up();
  }
}

void TestPhone::passed() {
  if (over_) return;
  const Step step = step_;
  if (step == Step::unregistering) {
    over_ = true;
    limit_.disarm();
  }
  report_(step, {});
  if (!over_) enter(static_cast<Step>(static_cast<int>(step) + 1));
}

// What it has begun it leaves in order, as far as that goes without waiting.
void TestPhone::fail(const Message& why) {
  if (std::exchange(over_, true)) return;
  limit_.disarm();
  tone_.stop();
  if (session_ && step_ != Step::hanging_up) session_->hang_up();
  report_(step_, why);
}

void TestPhone::on_too_late() {
  const bool listens = step_ == Step::listening;
  fail(listens ? Message{"the tone did not come back", {}} : Message{"no answer in time", {}});
}

void TestPhone::send_register(std::string credentials) {
  credentials_ = std::move(credentials);
  ++cseq_;
  sip::Destination destination{{}, "sip:" + host_, {sip::Transport::udp}};
  request_ = std::make_unique<sip::ClientRequest>(
      *transactions_, locator_, sip::Method::register_, std::move(destination),
      [this](const sip::Flow& flow, std::string_view branch) {
        return print_register(flow, branch);
      },
      static_cast<sip::ClientRequestUser&>(*this));
  request_->start();
}

std::string TestPhone::print_register(const sip::Flow& flow, std::string_view branch) const {
  const sip::LocalEnd end = local_end(login_.username);
  const std::string aor = "<sip:" + login_.username + "@" + host_ + ">";
  const bool leaves = step_ == Step::unregistering;
  std::string request = "REGISTER sip:" + host_ + " SIP/2.0\r\n";
  request += "Via: " + sip::via_by(*transport_, flow, branch) + "\r\n";
  request += "Max-Forwards: 70\r\nFrom: " + aor + ";tag=" + registration_.substr(0, 8) + "\r\n";
  request += "To: " + aor + "\r\nCall-ID: " + registration_ + "\r\n";
  request += "CSeq: " + std::to_string(cseq_) + " REGISTER\r\n";
  request += "Contact: " + sip::contact_by(*transport_, flow, end, false) + "\r\n";
  request += "Expires: " + std::to_string(leaves ? 0 : kLifetime) + "\r\n";
  request += "User-Agent: " + end.user_agent + "\r\n" + credentials_ + "Content-Length: 0\r\n\r\n";
  return request;
}

std::string TestPhone::credentials_for(const sip::Message& challenge, std::string_view method,
                                       std::string_view uri) {
  if (proofs_++ >= kMostProofs) return {};
  return sip::credentials_line(challenge, method, uri, login_, world_.random.token(16))
      .value_or(std::string());
}

void TestPhone::on_response(sip::ClientRequest&, const sip::Inbound& response) {
  const sip::Message& message = *response.message;
  if (message.status() < 200) return;
  if (message.status() == 401) {
    std::string credentials = credentials_for(message, "REGISTER", "sip:" + host_);
    if (!credentials.empty()) return send_register(std::move(credentials));
  }
  if (message.status() >= 300) return fail({"the answer is {}", {status_line(message)}});
  passed();
}

void TestPhone::on_failure(sip::ClientRequest&, sip::ClientFailure) {
  fail({"the switchboard cannot be reached", {}});
}

void TestPhone::call() {
  const std::array streams = {tone_.description()};
  const std::uint64_t session_id = world_.random.next() >> 2;
  offer_ = sdp::make_offer(sdp::make_origin(session_id, streams[0].address.address), streams);
  sip::Invitation invitation;
  invitation.from.uri = "sip:" + login_.username + "@" + host_;
  invitation.to.uri = "sip:echo@" + host_;
  invitation.request_uri = invitation.to.uri;
  invitation.offer = {"application/sdp", sdp::print(*offer_)};
  session_ = std::make_unique<sip::InviteClientSession>(
      sip::DialogContext{*transactions_, locator_, dialogs_}, local_end(login_.username),
      std::move(invitation), static_cast<sip::InviteClientSessionUser&>(*this));
  if (!session_->start()) fail({"the call cannot be begun", {}});
}

void TestPhone::on_failed(sip::InviteClientSession& session, int status,
                          const sip::MessageRef& response) {
  if (!response) return fail({"the switchboard cannot be reached", {}});
  if (status == 407 || status == 401) {
    const std::string credentials = credentials_for(*response, "INVITE", "sip:echo@" + host_);
    if (!credentials.empty() && session.retry(credentials)) return;
  }
  fail({"the answer is {}", {status_line(*response)}});
}

void TestPhone::on_answer(sip::Dialog&, const sip::Inbound&, const sip::Body& body) {
  if (step_ != Step::calling || over_) return;
  const auto answer = sdp::parse(body.text);
  if (!answer) return fail({"the answer describes no audio", {}});
  const auto agreed = sdp::negotiate(*offer_, *answer, sdp::Side::offerer);
  if (!agreed || !tone_.begin(agreed->front())) return fail({"no audio was agreed upon", {}});
  passed();
}

void TestPhone::on_ended(sip::InviteClientSession&, sip::Ending ending) {
  if (step_ == Step::hanging_up && ending == sip::Ending::by_us) return passed();
  fail({"the call was ended: {}", {std::string(to_string(ending))}});
}

// Nobody calls this phone; what belongs to its call is the dialog's.
void TestPhone::on_request(sip::ServerTransaction& transaction) {
  if (sip::Dialog* const dialog = dialogs_.find(transaction.request())) {
    dialog->on_request(transaction);
  } else {
    transaction.respond_with(481);
  }
}

void TestPhone::on_request(sip::Dialog& dialog, sip::ServerTransaction& request) {
  dialog.respond(request, 405);
}

void TestPhone::on_offer(sip::Dialog& dialog, const sip::Inbound&, const sip::Body&) {
  static_cast<void>(dialog.decline(488));
}

void TestPhone::on_offer_wanted(sip::Dialog& dialog, const sip::Inbound&) {
  static_cast<void>(dialog.decline(488));
}

bool TestPhone::on_other_source(sip::Dialog&, const sip::Inbound&,
                                sip::ServerTransaction* transaction) {
  if (transaction != nullptr) transaction->respond_with(403);
  return false;
}

std::string TestPhone::on_challenge(sip::Dialog&, sip::Method method, std::string_view uri,
                                    const sip::Message& response) {
  return credentials_for(response, sip::to_string(method), uri);
}

}  // namespace jackfield
