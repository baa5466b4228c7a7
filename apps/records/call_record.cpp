#include "apps/records/call_record.h"

namespace records {

std::string_view to_string(Disposition disposition) {
  switch (disposition) {
    case Disposition::in_progress:
      return "in progress";
    case Disposition::answered:
      return "answered";
    case Disposition::busy:
      return "busy";
    case Disposition::no_answer:
      return "no answer";
    case Disposition::cancelled:
      return "cancelled";
    case Disposition::rejected:
      return "rejected";
    case Disposition::failed:
      return "failed";
    case Disposition::interrupted:
      return "interrupted";
  }
  return "failed";
}

}  // namespace records
