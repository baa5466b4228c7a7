#include "firmware/sip/message/method.h"

#include <algorithm>

#include "firmware/sip/message/scan.h"

namespace sip {
namespace {

constexpr std::string_view kNames[] = {"",         "INVITE",  "ACK",   "BYE",       "CANCEL",
                                       "REGISTER", "OPTIONS", "PRACK", "SUBSCRIBE", "NOTIFY",
                                       "PUBLISH",  "INFO",    "REFER", "MESSAGE",   "UPDATE"};

}  // namespace

Method method_of(std::string_view name) {
  char octets[8] = {};
  std::copy_n(name.data(), std::min<std::size_t>(name.size(), sizeof octets), octets);
  const auto is = [&](Method method) {
    return name == to_string(method) ? method : Method::unknown;
  };
  switch (scan::load8(octets)) {
    case scan::key("INVITE"):
      return is(Method::invite);
    case scan::key("ACK"):
      return is(Method::ack);
    case scan::key("BYE"):
      return is(Method::bye);
    case scan::key("CANCEL"):
      return is(Method::cancel);
    case scan::key("REGISTER"):
      return is(Method::register_);
    case scan::key("OPTIONS"):
      return is(Method::options);
    case scan::key("PRACK"):
      return is(Method::prack);
    case scan::key("SUBSCRIB"):
      return is(Method::subscribe);
    case scan::key("NOTIFY"):
      return is(Method::notify);
    case scan::key("PUBLISH"):
      return is(Method::publish);
    case scan::key("INFO"):
      return is(Method::info);
    case scan::key("REFER"):
      return is(Method::refer);
    case scan::key("MESSAGE"):
      return is(Method::message);
    case scan::key("UPDATE"):
      return is(Method::update);
    default:
      return Method::unknown;
  }
}

std::string_view to_string(Method method) {
  return kNames[static_cast<std::size_t>(method)];
}

}  // namespace sip
