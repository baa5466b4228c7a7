// Why a dialog does not do what its owner asks. The owner's orders fail with these; what a peer
// does wrong is answered on the wire.
#pragma once

#include <cstdint>
#include <string_view>

#include "firmware/base/result.h"

namespace sip {

enum class DialogError : std::uint8_t {
  over,               // the dialog has ended, or is ending
  too_early,          // not before the INVITE is answered, or before its offer is
  pending_local,      // ours is under way: a request, or an offer without its answer (491)
  pending_remote,     // the peer's is under way (500)
  body_missing,       // this message must carry an offer or an answer
  body_not_allowed,   // this message may carry neither
  nothing_to_answer,  // no offer or request waits for it
  not_supported,      // the peer does not know the extension
  too_many,           // requests or provisional responses wait already
};

std::string_view to_string(DialogError error);

JACKFIELD_RESULT_ERROR(DialogError)

template <class T>
using DialogResult = base::Result<T, DialogError>;

}  // namespace sip
