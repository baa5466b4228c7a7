#include "firmware/sip/dialog/dialog_user.h"

namespace sip {

std::string_view to_string(Ending ending) {
  switch (ending) {
    case Ending::by_us:
      return "by us";
    case Ending::by_peer:
      return "by the peer";
    case Ending::cancelled:
      return "cancelled";
    case Ending::declined:
      return "declined";
    case Ending::elsewhere:
      return "answered elsewhere";
    case Ending::no_prack:
      return "no PRACK";
    case Ending::no_ack:
      return "no ACK";
    case Ending::no_answer:
      return "no answer to an offer";
    case Ending::expired:
      return "session expired";
    case Ending::lost:
      return "peer lost";
  }
  return "";
}

}  // namespace sip
