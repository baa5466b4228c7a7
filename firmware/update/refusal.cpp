#include "firmware/update/refusal.h"

namespace update {

std::string_view to_string(Refusal refusal) {
  switch (refusal) {
    case Refusal::not_an_update:
      return "this is no update file";
    case Refusal::wrong_signature:
      return "the update is not signed with the key that this board trusts, or it is damaged";
    case Refusal::unknown_format:
      return "the update has a format that this version does not know";
    case Refusal::other_board:
      return "the update is for another kind of board";
    case Refusal::older:
      return "the update is older than the version that runs";
    case Refusal::older_schema:
      return "the update is a version that cannot read the data of this one";
    case Refusal::too_large:
      return "the update is larger than the slot for it";
    case Refusal::truncated:
      return "the update ends too early: not all of it has arrived";
    case Refusal::too_long:
      return "the update is longer than it says";
    case Refusal::damaged:
      return "the update is damaged";
    case Refusal::stalled:
      return "no more of the update has come for a while";
    case Refusal::no_key:
      return "this board has no key to check an update with";
    case Refusal::no_release:
      return "this board cannot tell which version it runs";
    case Refusal::slot_in_use:
      return "the slot for the update is in use";
    case Refusal::cannot_write:
      return "the card cannot be written to";
    case Refusal::not_as_written:
      return "the card does not give back what was written to it: it is worn out or broken";
  }
  return "the update is refused";
}

}  // namespace update
