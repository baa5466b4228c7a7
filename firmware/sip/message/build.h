// Messages of our own making, printed straight into a string.
#pragma once

#include <string>
#include <string_view>

#include "firmware/net/address.h"
#include "firmware/sip/message/edits.h"
#include "firmware/sip/message/message.h"

namespace sip {

// "Not Found" for 404 …; "" for a status without a registered phrase.
std::string_view reason_phrase(int status);

// A response to `request` (section 8.2.6): its Via, From, To, Call-ID and CSeq lines as they are,
// received and rport stamped for `source` (section 18.2.1, RFC 3581), Record-Route for a status of
// 101..299 that makes a dialog, Timestamp in a 100.
class ResponseBuilder {
 public:
  // `to_tag` is added when the request's To has none and is not empty; never in a 100.
  ResponseBuilder(const Message& request, const net::Endpoint& source, int status,
                  std::string_view to_tag, std::string_view reason = {});

  ResponseBuilder& header(HeaderId id, std::string_view value);
  ResponseBuilder& header(std::string_view name, std::string_view value);
  ResponseBuilder& body(std::string_view content_type, std::string_view body);

  std::string take();  // with Content-Length and the empty line

 private:
  std::string text_;
  std::string_view body_;
};

// A request of our own (section 8.1.1), header by header in the caller's order.
class RequestBuilder {
 public:
  RequestBuilder(std::string_view method, std::string_view request_uri);
  RequestBuilder& header(HeaderId id, std::string_view value);
  RequestBuilder& header(std::string_view name, std::string_view value);
  RequestBuilder& body(std::string_view content_type, std::string_view body);
  std::string take();

 private:
  std::string text_;
  std::string_view body_;
};

// Stamps a request's top Via with received and rport as it came from `source` (section 18.2.1,
// RFC 3581); nothing when its sent-by says it all.
void stamp_top_via(Edits& edits, const Message& request, const net::Endpoint& source);

// What a request's top Via needs for `source` (section 18.2.1, RFC 3581): received and rport as
// parameter text, "" when nothing. An rport that stands there without a value is to be replaced:
// stamp_top_via() and ResponseBuilder do so.
std::string via_stamp(const Message& request, const net::Endpoint& source);

}  // namespace sip
