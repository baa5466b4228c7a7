// Jackfield in the parser bench: the adapter to its interface, pb.h. `full` decodes every header
// that has a typed view; there is no SDP parser yet, so it reports no media.
#include "pb.h"

#include <algorithm>
#include <string>

#include "firmware/sip/message/edits.h"
#include "firmware/sip/message/fields.h"

namespace {

using sip::HeaderId;

sip::Message message;

pb_s slice(std::string_view text) {
  return pb_mk(text.data(), text.size());
}

bool decode_uri(const sip::Result<sip::Uri>& uri, pb_s& user, pb_s& host, int* port) {
  if (!uri) return false;
  user = slice(uri->user);
  host = slice(uri->is_sip() ? uri->host : uri->text);
  if (port != nullptr) *port = uri->port;
  return true;
}

bool decode_party(const sip::Result<sip::NameAddr>& party, pb_s& user, pb_s& host, pb_s& tag) {
  if (!party || !decode_uri(party->uri(), user, host, nullptr)) return false;
  tag = slice(party->tag());
  return true;
}

// The first value of a list of name-addrs; true when there is none.
bool decode_first(HeaderId id, pb_s& user, pb_s& host, int* port) {
  const auto address = sip::first_address(message, id);
  if (!address) return address.error() == sip::ParseError::missing;
  return address->is_wildcard() || decode_uri(address->uri(), user, host, port);
}

bool decode_credentials(pb_fields& fields) {
  auto text = message.first(HeaderId::authorization);
  if (!text) text = message.first(HeaderId::proxy_authorization);
  if (!text) return true;
  const auto digest = sip::DigestFields::parse(*text);
  if (!digest) return false;
  fields.auth_user = slice(digest->username);
  fields.auth_realm = slice(digest->realm);
  fields.auth_nonce = slice(digest->nonce);
  fields.auth_uri = slice(digest->uri);
  fields.auth_response = slice(digest->response);
  return true;
}

bool decode_route(char* octets, std::size_t size, pb_fields& fields) {
  if (!sip::parse({octets, size}, message)) return false;
  fields.is_req = message.is_request();
  fields.status = message.status();
  if (message.is_request()) {
    fields.method = slice(message.method_name());
    if (!decode_uri(sip::Uri::parse(message.request_uri()), fields.ruri_user, fields.ruri_host,
                    &fields.ruri_port)) {
      return false;
    }
  }
  const auto via = sip::top_via(message);
  if (!via) return false;
  fields.via_host = slice(via->host);
  fields.via_port = via->port;
  fields.via_branch = slice(via->branch());
  if (!decode_party(sip::from(message), fields.from_user, fields.from_host, fields.from_tag) ||
      !decode_party(sip::to(message), fields.to_user, fields.to_host, fields.to_tag)) {
    return false;
  }
  fields.callid = slice(sip::call_id(message));
  const auto cseq = sip::cseq(message);
  if (!cseq) return false;
  fields.cseq = cseq->number;
  fields.cseq_method = slice(cseq->method_name);
  if (const auto hops = sip::max_forwards(message)) fields.maxfwd = static_cast<int>(*hops);
  pb_s ignored;
  return decode_first(HeaderId::contact, fields.contact_user, fields.contact_host,
                      &fields.contact_port) &&
         decode_first(HeaderId::route, ignored, fields.route_host, nullptr) &&
         decode_credentials(fields);
}

bool decode_value(HeaderId id, std::string_view text, pb_fields& fields) {
  switch (id) {
    case HeaderId::via:
      ++fields.nvia;
      return sip::Via::parse(text).has_value();
    case HeaderId::contact:
    case HeaderId::route:
    case HeaderId::record_route:
    case HeaderId::path:
    case HeaderId::p_asserted_identity:
    case HeaderId::p_preferred_identity:
    case HeaderId::refer_to: {
      const auto address = sip::NameAddr::parse(text);
      return address && (address->is_wildcard() || address->uri());
    }
    case HeaderId::www_authenticate:
    case HeaderId::proxy_authenticate:
    case HeaderId::authorization:
    case HeaderId::proxy_authorization:
      return sip::DigestFields::parse(text).has_value();
    case HeaderId::expires:
    case HeaderId::min_expires:
      return sip::number(message, id).has_value();
    default:
      return !text.empty();
  }
}

// Free text, or decoded at route level already.
bool is_plain(HeaderId id) {
  switch (id) {
    case HeaderId::other:
    case HeaderId::call_id:
    case HeaderId::content_length:
    case HeaderId::content_type:
    case HeaderId::cseq:
    case HeaderId::date:
    case HeaderId::from:
    case HeaderId::max_forwards:
    case HeaderId::organization:
    case HeaderId::server:
    case HeaderId::subject:
    case HeaderId::to:
    case HeaderId::user_agent:
      return true;
    default:
      return false;
  }
}

// Every value of every header, with the view it has.
bool decode_rest(pb_fields& fields) {
  for (std::size_t i = 0; i < message.header_count(); ++i) {
    const HeaderId id = message.id(i);
    if (is_plain(id) || message.find(id) != i) continue;  // all lines with the first
    for (const sip::HeaderValue& value : message.values(id)) {
      if (!decode_value(id, value.text, fields)) return false;
    }
  }
  return true;
}

int route(char* octets, std::size_t size, pb_fields* fields) {
  return decode_route(octets, size, *fields);
}

int full(char* octets, std::size_t size, pb_fields* fields) {
  return decode_route(octets, size, *fields) && decode_rest(*fields);
}

// Printing is forwarding: one Via more on top, one hop less, everything else as it came.
long serialise(char* octets, std::size_t size, char* out, std::size_t capacity) {
  pb_fields fields{};
  if (!full(octets, size, &fields)) return -1;
  static std::string printed;
  sip::Edits edits(message);
  edits.prepend(HeaderId::via, "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKhl39ch5n");
  edits.set(HeaderId::max_forwards, "69");
  edits.apply(printed);
  std::memcpy(out, printed.data(), std::min(printed.size(), capacity));
  return static_cast<long>(printed.size());
}

void done() {}

}  // namespace

const struct pb_contender pb_contender = {"jackfield", nullptr, route,  full,
                                          serialise,   done,    nullptr};
