#include "firmware/net/error.h"

namespace net {

std::string_view to_string(Error error) {
  switch (error) {
    case Error::address_in_use:
      return "address in use";
    case Error::address_not_available:
      return "address not available";
    case Error::permission_denied:
      return "permission denied";
    case Error::refused:
      return "connection refused";
    case Error::unreachable:
      return "unreachable";
    case Error::timed_out:
      return "timed out";
    case Error::closed:
      return "closed by the peer";
    case Error::reset:
      return "reset by the peer";
    case Error::overloaded:
      return "overloaded";
    case Error::not_found:
      return "name not found";
    case Error::server_failed:
      return "name server failed";
    case Error::cancelled:
      return "cancelled";
    case Error::failed:
      return "failed";
  }
  return "failed";
}

}  // namespace net
