#include "firmware/sip/dialog/dialog_state.h"

#include <algorithm>

namespace sip {

namespace {

// A value that may be folded over lines, on one line.
std::string unfolded(std::string_view text) {
  std::string line(text);
  std::ranges::replace_if(
      line, [](char c) { return c == '\r' || c == '\n'; }, ' ');
  return line;
}

Result<std::string> bounded(std::string_view text) {
  if (text.size() > DialogState::kMaxField) return ParseError::too_long;
  return unfolded(text);
}

Result<Party> party_of(const NameAddr& address) {
  auto name = bounded(address.display_name);
  auto uri = bounded(address.uri_text);
  if (!name) return name.error();
  if (!uri) return uri.error();
  return Party{std::move(*name), std::move(*uri)};
}

Result<std::vector<std::string>> record_routes(const Message& message) {
  std::vector<std::string> routes;
  for (const HeaderValue& value : message.values(HeaderId::record_route)) {
    if (routes.size() == DialogState::kMaxRoutes) return ParseError::too_many_headers;
    const auto address = NameAddr::parse(value.text);
    if (!address) return address.error();
    const auto uri = address->uri();
    if (!uri) return uri.error();
    if (!uri->is_sip()) return ParseError::bad_value;
    auto text = bounded(value.text);
    if (!text) return text.error();
    routes.push_back(std::move(*text));
  }
  return routes;
}

Result<std::string> contact_of(const Message& message) {
  const auto contact = first_address(message, HeaderId::contact);
  if (!contact) return contact.error();
  const auto uri = contact->uri();
  if (!uri) return uri.error();
  if (!uri->is_sip()) return ParseError::bad_value;
  return bounded(contact->uri_text);
}

bool is_secure_uri(std::string_view text) {
  const auto uri = Uri::parse(text);
  return uri && uri->scheme == Uri::Scheme::sips;
}

// What From, To, Call-ID and CSeq of a message say; `by_peer`: the request was the peer's.
Result<DialogState> identity(const Message& message, bool by_peer) {
  const auto sender = from(message);
  const auto receiver = to(message);
  const auto sequence = cseq(message);
  if (!sender) return sender.error();
  if (!receiver) return receiver.error();
  if (!sequence) return sequence.error();
  auto call = bounded(call_id(message));
  auto from_party = party_of(*sender);
  auto to_party = party_of(*receiver);
  const auto from_tag = bounded(sender->tag());
  const auto to_tag = bounded(receiver->tag());
  if (!call || !from_party || !to_party || !from_tag || !to_tag) return ParseError::too_long;
  DialogState state;
  state.id.call_id = std::move(*call);
  state.id.local_tag = by_peer ? *to_tag : *from_tag;
  state.id.remote_tag = by_peer ? *from_tag : *to_tag;
  state.local = std::move(by_peer ? *to_party : *from_party);
  state.remote = std::move(by_peer ? *from_party : *to_party);
  state.owns_call_id = !by_peer;
  if (by_peer) {
    state.remote_cseq = sequence->number;
  } else {
    state.local_cseq = sequence->number;
  }
  return state;
}

// What a Request-URI may not contain (section 19.1.1).
std::string without_headers(std::string_view uri) {
  return std::string(uri.substr(0, uri.find('?')));
}

// Some peers send a response without its Contact: then what we asked for stays the target.
std::string target_of_response(const Message& request, const Message& response) {
  auto contact = contact_of(response);
  return contact ? std::move(*contact) : std::string(request.request_uri());
}

}  // namespace

std::string to_string(const Party& party, std::string_view tag) {
  std::string text;
  if (!party.display_name.empty()) text = "\"" + party.display_name + "\" ";
  text += "<" + party.uri + ">";
  if (!tag.empty()) text.append(";tag=").append(tag);
  return text;
}

Result<DialogState> dialog_of_server(const Message& request, std::string_view local_tag,
                                     const Flow& flow) {
  auto state = identity(request, true);
  if (!state) return state;
  auto target = contact_of(request);
  if (!target) return target.error();
  auto routes = record_routes(request);
  if (!routes) return routes.error();
  state->id.local_tag = local_tag;
  state->remote_target = std::move(*target);
  state->route_set = std::move(*routes);
  state->secure = is_secure(flow.transport) && is_secure_uri(request.request_uri());
  state->flow = flow;
  return state;
}

Result<DialogState> dialog_of_client(const Message& request, const Message& response,
                                     const Flow& flow) {
  auto state = identity(response, false);
  if (!state) return state;
  auto routes = record_routes(response);
  if (!routes) return routes.error();
  std::ranges::reverse(*routes);
  state->phase =
      response.status() < 200 ? DialogState::Phase::early : DialogState::Phase::confirmed;
  state->remote_target = target_of_response(request, response);
  state->route_set = std::move(*routes);
  state->secure = is_secure(flow.transport) && is_secure_uri(request.request_uri());
  state->flow = flow;
  return state;
}

RequestHead request_head(const DialogState& state) {
  return request_head(state.remote_target, state.route_set);
}

RequestHead request_head(const std::string& target, const std::vector<std::string>& route_set) {
  if (route_set.empty()) return {target, {}, target};
  const auto first = NameAddr::parse(route_set.front());
  const auto uri = first ? first->uri() : Result<Uri>(first.error());
  if (!uri || uri->params.has("lr")) {
    return {target, route_set, uri ? std::string(uri->text) : target};
  }
  // A strict router wants to find itself in the Request-URI, the target at the end.
  const std::string router = without_headers(uri->text);
  RequestHead head{router, {route_set.begin() + 1, route_set.end()}, router};
  head.routes.push_back("<" + target + ">");
  return head;
}

bool is_in_order(const DialogState& state, const Message& request) {
  const auto sequence = cseq(request);
  return sequence && (!state.remote_cseq || sequence->number >= *state.remote_cseq);
}

void note_cseq(DialogState& state, const Message& request) {
  if (const auto sequence = cseq(request)) state.remote_cseq = sequence->number;
}

void refresh_target(DialogState& state, const Message& message) {
  auto target = contact_of(message);
  if (target) state.remote_target = std::move(*target);
}

Result<void> confirm(DialogState& state, const Message& request, const Message& response) {
  auto routes = record_routes(response);
  if (!routes) return routes.error();
  std::ranges::reverse(*routes);
  state.route_set = std::move(*routes);
  // A 2xx without a Contact leaves the target that an earlier response has said.
  if (response.has(HeaderId::contact) || state.remote_target.empty()) {
    state.remote_target = target_of_response(request, response);
  }
  state.phase = DialogState::Phase::confirmed;
  return {};
}

}  // namespace sip
