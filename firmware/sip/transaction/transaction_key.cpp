#include "firmware/sip/transaction/transaction_key.h"

#include "firmware/base/ascii.h"
#include "firmware/sip/message/fields.h"

namespace sip {

namespace {

// One octet that separates parts and cannot occur in them.
constexpr char kSeparator = '\n';

std::string_view method_part(const Message& request, Method method) {
  if (method == Method::ack) return to_string(Method::invite);
  return method == Method::unknown ? request.method_name() : to_string(method);
}

std::string rfc2543_key(const Message& request, const Via& via, Method method) {
  const auto sender = from(request);
  const auto sequence = cseq(request);
  if (!sender || !sequence) return {};
  std::string key(method_part(request, method));
  for (const std::string_view part :
       {request.request_uri(), sender->tag(), call_id(request), via.text}) {
    key += kSeparator;
    key += part;
  }
  key += kSeparator;
  key += std::to_string(sequence->number);
  return key;
}

}  // namespace

std::string client_key(std::string_view branch, Method method) {
  std::string key;
  key.reserve(branch.size() + 2);
  key += branch;
  key += kSeparator;
  key += static_cast<char>(method);
  return key;
}

std::string server_key(const Message& request, Method method) {
  const auto via = top_via(request);
  if (!via) return {};
  if (!via->has_magic_cookie()) return rfc2543_key(request, *via, method);
  std::string key;
  key.reserve(96);
  key += via->branch();
  key += kSeparator;
  for (const char c : via->host) key += base::to_lower(c);
  key += kSeparator;
  key += std::to_string(via->port);
  key += kSeparator;
  key += method_part(request, method);
  return key;
}

}  // namespace sip
