#include "firmware/sip/dialog/dialog_error.h"

namespace sip {

std::string_view to_string(DialogError error) {
  switch (error) {
    case DialogError::over:
      return "the dialog is over";
    case DialogError::too_early:
      return "too early in the dialog";
    case DialogError::pending_local:
      return "ours is under way";
    case DialogError::pending_remote:
      return "the peer's is under way";
    case DialogError::body_missing:
      return "offer or answer missing";
    case DialogError::body_not_allowed:
      return "neither offer nor answer allowed";
    case DialogError::nothing_to_answer:
      return "nothing to answer";
    case DialogError::not_supported:
      return "not supported by the peer";
    case DialogError::too_many:
      return "too many under way";
  }
  return "";
}

}  // namespace sip
