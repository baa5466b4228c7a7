#include "firmware/sip/dialog/dialog_requests.h"

#include <algorithm>
#include <utility>

#include "firmware/sip/dialog/header_lines.h"
#include "firmware/sip/message/build.h"

namespace sip {

namespace {

// Who makes a dialog or refreshes its target says where it is reached (sections 12.1, 12.2).
bool carries_contact(Method method) {
  switch (method) {
    case Method::invite:
    case Method::update:
    case Method::subscribe:
    case Method::notify:
    case Method::refer:
      return true;
    default:
      return false;
  }
}

bool tells_story(Method method) {
  return method == Method::notify || method == Method::info || method == Method::message;
}

void add(std::string& lines, std::string_view name, std::string_view value) {
  if (!value.empty()) lines.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string own_lines(Method method, int status, const DialogState& state, const LocalEnd& end,
                      const TransportLayer& transport, const Flow& flow) {
  std::string lines;
  if (status < 300 && carries_contact(method)) {
    add(lines, "Contact", contact_by(transport, flow, end, state.secure));
  }
  if (status < 300 && (method == Method::invite || method == Method::update)) {
    add(lines, "Allow", end.allow);
    add(lines, "Supported", end.supported);
  }
  add(lines, status == 0 ? "User-Agent" : "Server", end.user_agent);
  return lines;
}

std::string print_request(const DialogState& state, const LocalEnd& end,
                          const TransportLayer& transport, const Flow& flow,
                          std::string_view branch, const RequestText& text) {
  const RequestHead head = request_head(state);
  RequestBuilder request(to_string(text.method), head.request_uri);
  request.header(HeaderId::via, via_by(transport, flow, branch));
  request.header(HeaderId::max_forwards, std::to_string(end.max_forwards));
  for (const std::string& route : head.routes) request.header(HeaderId::route, route);
  request.header(HeaderId::from, to_string(state.local, state.id.local_tag));
  request.header(HeaderId::to, to_string(state.remote, state.id.remote_tag));
  request.header(HeaderId::call_id, state.id.call_id);
  request.header(HeaderId::cseq,
                 std::to_string(text.cseq) + " " + std::string(to_string(text.method)));
  add_lines(request, own_lines(text.method, 0, state, end, transport, flow));
  add_lines(request, text.headers);
  add_body(request, text.body);
  return request.take();
}

Destination destination_of(const DialogState& state, const LocalEnd& end) {
  Destination destination;
  if (end.by_flow) destination.flow = state.flow;
  destination.uri = request_head(state).next_hop;
  destination.transports = end.transports;
  return destination;
}

DialogRequests::DialogRequests(TransactionLayer& transactions, ServerLocator& locator,
                               DialogState& state, const LocalEnd& end, DialogRequestsUser& user)
    : transactions_(transactions), locator_(locator), state_(state), end_(end), user_(user) {}

DialogResult<RequestSerial> DialogRequests::send(Method method, std::string headers, Body body) {
  if (sent_.size() >= kMaxUnderWay) return DialogError::too_many;
  return begin(method, std::move(headers), std::move(body));
}

void DialogRequests::send_bye(std::string headers) {
  begin(Method::bye, std::move(headers), {});
}

RequestSerial DialogRequests::begin(Method method, std::string headers, Body body) {
  auto sent = std::make_unique<SentRequest>();
  sent->serial = ++last_serial_;
  sent->text = {method, 0, std::move(headers), std::move(body)};
  sent_.push_back(std::move(sent));
  if (tells_story(method)) {
    send_next();
  } else {
    dispatch(*sent_.back());
  }
  return last_serial_;
}

void DialogRequests::send_next() {
  const auto first =
      std::ranges::find_if(sent_, [](const auto& sent) { return tells_story(sent->text.method); });
  if (first != sent_.end() && (*first)->request == nullptr) dispatch(**first);
}

bool DialogRequests::is_notifying() const {
  return std::ranges::any_of(sent_,
                             [](const auto& sent) { return sent->text.method == Method::notify; });
}

// Under the next number, as the dialog stands now.
void DialogRequests::dispatch(SentRequest& sent) {
  sent.text.cseq = ++state_.local_cseq;
  const auto print = [this, &sent](const Flow& flow, std::string_view branch) {
    RequestText text = sent.text;
    text.headers = sent.lines();
    return print_request(state_, end_, transactions_.transport(), flow, branch, text);
  };
  sent.request = std::make_unique<ClientRequest>(transactions_, locator_, sent.text.method,
                                                 destination_of(state_, end_), print, *this);
  sent.request->start();
}

DialogRequests::Sent::iterator DialogRequests::find(const ClientRequest& request) {
  return std::ranges::find_if(sent_,
                              [&](const auto& sent) { return sent->request.get() == &request; });
}

std::unique_ptr<SentRequest> DialogRequests::take(const ClientRequest& request) {
  const auto found = find(request);
  std::unique_ptr<SentRequest> taken = std::move(*found);
  sent_.erase(found);
  return taken;
}

bool DialogRequests::answer_challenge(SentRequest& sent, const Inbound& response) {
  const int status = response.message->status();
  if (status != 401 && status != 407) return false;
  if (sent.challenges == kMaxChallenges) return false;
  std::string credentials = user_.on_challenge(sent, *response.message);
  if (credentials.empty()) return false;
  ++sent.challenges;
  sent.credentials = std::move(credentials);
  dispatch(sent);
  return true;
}

void DialogRequests::on_response(ClientRequest& request, const Inbound& response) {
  SentRequest& sent = **find(request);
  const int status = response.message->status();
  if (answer_challenge(sent, response)) return;
  // Of an INVITE, more may come: the 2xx again.
  if (status < 200 || (sent.text.method == Method::invite && status < 300)) {
    user_.on_response(sent, response);
    return;
  }
  const auto last = take(request);
  send_next();
  user_.on_response(*last, response);
}

void DialogRequests::on_failure(ClientRequest& request, ClientFailure failure) {
  const auto last = take(request);
  send_next();
  user_.on_failure(*last, failure == ClientFailure::timed_out ? 408 : 503);
}

void DialogRequests::on_over(ClientRequest& request) {
  take(request);
}

}  // namespace sip
