#include "firmware/sip/message/build.h"

#include "firmware/base/ascii.h"
#include "firmware/sip/message/fields.h"
#include "firmware/sip/message/scan.h"

namespace sip {
namespace {

void append_line(std::string& text, std::string_view name, std::string_view value) {
  text.append(name).append(": ").append(value).append("\r\n");
}

void finish(std::string& text, std::string_view body) {
  append_line(text, "Content-Length", std::to_string(body.size()));
  text.append("\r\n").append(body);
}

// What the top Via lacks.
struct Stamp {
  std::string received;  // "": nothing
  std::string rport;
};

Stamp stamp_for(const Via& via, const net::Endpoint& source) {
  Stamp stamp;
  const auto sent_by = net::IpAddress::parse(via.host);
  const auto rport = via.params.find("rport");
  // With rport, received is there even when it equals the sent-by (RFC 3581 section 4).
  if (rport || !sent_by || *sent_by != source.address) {
    net::IpAddress address = source.address;
    if (address.is_v6()) address = net::IpAddress::v6(address.octets().first<16>());  // no scope
    stamp.received = to_string(address);
  }
  if (rport) stamp.rport = std::to_string(source.port);
  return stamp;
}

// The first Via line, stamped; the others as they are.
void append_vias(std::string& text, const Message& request, const net::Endpoint& source) {
  const auto top = request.find(HeaderId::via);
  for (std::size_t i = 0; i < request.header_count(); ++i) {
    const HeaderLine header = request.header(i);
    if (header.id != HeaderId::via) continue;
    const auto via = i == *top ? top_via(request) : Result<Via>(ParseError::missing);
    if (!via) {
      text += header.line;
      continue;
    }
    const Stamp stamp = stamp_for(*via, source);
    const char* copied = header.line.data();
    const auto copy_to = [&](const char* end) {
      text.append(copied, end);
      copied = end;
    };
    Params rest = via->params;
    std::string_view name, value;
    while (rest.next(name, value)) {
      const bool is_rport = base::iequals(name, "rport") && !stamp.rport.empty();
      const bool is_received = base::iequals(name, "received") && !stamp.received.empty();
      if (!is_rport && !is_received) continue;
      copy_to(name.data() + name.size());
      text.append("=").append(is_rport ? stamp.rport : stamp.received);
      copied = scan::end_of_value(value, via->text.data() + via->text.size());
    }
    copy_to(via->text.data() + via->text.size());
    if (!stamp.received.empty() && !via->params.has("received")) {
      text.append(";received=").append(stamp.received);
    }
    copy_to(header.line.data() + header.line.size());
  }
}

}  // namespace

ResponseBuilder::ResponseBuilder(const Message& request, const net::Endpoint& source, int status,
                                 std::string_view to_tag, std::string_view reason) {
  text_.reserve(request.octets().size() + 256);
  text_.append("SIP/2.0 ").append(std::to_string(status)).append(" ");
  text_.append(reason.empty() ? reason_phrase(status) : reason).append("\r\n");
  append_vias(text_, request, source);
  for (std::size_t i = 0; i < request.header_count(); ++i) {
    const HeaderLine header = request.header(i);
    switch (header.id) {
      case HeaderId::to: {
        const auto to = NameAddr::parse(header.value);
        const bool add_tag = status != 100 && !to_tag.empty() && !(to && to->params.has("tag"));
        text_.append(header.line.data(), header.value.data() + header.value.size());
        if (add_tag) text_.append(";tag=").append(to_tag);
        text_.append("\r\n");
        break;
      }
      case HeaderId::from:
      case HeaderId::call_id:
      case HeaderId::cseq:
        text_ += header.line;
        break;
      case HeaderId::record_route:
        if (status > 100 && status < 300) text_ += header.line;
        break;
      case HeaderId::timestamp:
        if (status == 100) text_ += header.line;
        break;
      default:
        break;
    }
  }
}

ResponseBuilder& ResponseBuilder::header(HeaderId id, std::string_view value) {
  append_line(text_, to_string(id), value);
  return *this;
}

ResponseBuilder& ResponseBuilder::header(std::string_view name, std::string_view value) {
  append_line(text_, name, value);
  return *this;
}

ResponseBuilder& ResponseBuilder::body(std::string_view content_type, std::string_view body) {
  body_ = body;
  return header(HeaderId::content_type, content_type);
}

std::string ResponseBuilder::take() {
  finish(text_, body_);
  return std::move(text_);
}

RequestBuilder::RequestBuilder(std::string_view method, std::string_view request_uri) {
  text_.reserve(1024);
  text_.append(method).append(" ").append(request_uri).append(" SIP/2.0\r\n");
}

RequestBuilder& RequestBuilder::header(HeaderId id, std::string_view value) {
  append_line(text_, to_string(id), value);
  return *this;
}

RequestBuilder& RequestBuilder::header(std::string_view name, std::string_view value) {
  append_line(text_, name, value);
  return *this;
}

RequestBuilder& RequestBuilder::body(std::string_view content_type, std::string_view body) {
  body_ = body;
  return header(HeaderId::content_type, content_type);
}

std::string RequestBuilder::take() {
  finish(text_, body_);
  return std::move(text_);
}

void stamp_top_via(Edits& edits, const Message& request, const net::Endpoint& source) {
  const auto via = top_via(request);
  if (!via) return;
  const Stamp stamp = stamp_for(*via, source);
  if (!stamp.received.empty()) edits.set_top_via_param("received", stamp.received);
  if (!stamp.rport.empty()) edits.set_top_via_param("rport", stamp.rport);
}

std::string via_stamp(const Message& request, const net::Endpoint& source) {
  const auto via = top_via(request);
  if (!via) return {};
  const Stamp stamp = stamp_for(*via, source);
  std::string text;
  if (!stamp.received.empty()) text.append(";received=").append(stamp.received);
  if (!stamp.rport.empty()) text.append(";rport=").append(stamp.rport);
  return text;
}

}  // namespace sip
