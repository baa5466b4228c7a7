#include "firmware/sip/message/method.h"

#include "firmware/sip/message/scan.h"

namespace sip {
namespace {

constexpr std::string_view kMethodNames[] = {"",         "INVITE",  "ACK",   "BYE",       "CANCEL",
                                             "REGISTER", "OPTIONS", "PRACK", "SUBSCRIBE", "NOTIFY",
                                             "PUBLISH",  "INFO",    "REFER", "MESSAGE",   "UPDATE"};

// The first and the last four octets, which may overlap; for a shorter name its octets.
constexpr std::uint64_t key_of(std::string_view name) {
  if (name.size() < 4) return scan::key(name);
  return scan::key(name.substr(0, 4)) | scan::key(name.substr(name.size() - 4)) << 32;
}

std::uint64_t load_key(std::string_view name) {
  if (name.size() < 4) return scan::key(name);
  return scan::load4(name.data()) | std::uint64_t{scan::load4(name.data() + name.size() - 4)} << 32;
}

Method candidate(std::uint64_t key) {
  switch (key) {
    case key_of("INVITE"):
      return Method::invite;
    case key_of("ACK"):
      return Method::ack;
    case key_of("BYE"):
      return Method::bye;
    case key_of("CANCEL"):
      return Method::cancel;
    case key_of("REGISTER"):
      return Method::register_;
    case key_of("OPTIONS"):
      return Method::options;
    case key_of("PRACK"):
      return Method::prack;
    case key_of("SUBSCRIBE"):
      return Method::subscribe;
    case key_of("NOTIFY"):
      return Method::notify;
    case key_of("PUBLISH"):
      return Method::publish;
    case key_of("INFO"):
      return Method::info;
    case key_of("REFER"):
      return Method::refer;
    case key_of("MESSAGE"):
      return Method::message;
    case key_of("UPDATE"):
      return Method::update;
    default:
      return Method::unknown;
  }
}

}  // namespace

Method method_of(std::string_view name) {
  const Method method = candidate(load_key(name));
  return name == to_string(method) ? method : Method::unknown;
}

std::string_view to_string(Method method) {
  return kMethodNames[static_cast<std::size_t>(method)];
}

}  // namespace sip
