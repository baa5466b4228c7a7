// The dialogs there are: finds the one an in-dialog request, an ACK or a Replaces header (RFC 3891)
// means. Owned by the core above, which it serves; outlives every Dialog. Signalling thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "firmware/base/result.h"
#include "firmware/sip/dialog/dialog_state.h"

namespace sip {

class Dialog;

// Why a Replaces cannot be followed (RFC 3891 section 3); the values are the answers.
enum class ReplacesFault : std::uint16_t {
  malformed = 400,         // also: more than one, or in anything but an INVITE
  no_such_dialog = 481,    // also: an early dialog that we did not begin
  already_answered = 486,  // early-only, of a confirmed dialog
  over = 603,
};

JACKFIELD_RESULT_ERROR(ReplacesFault)

// The header's value (RFC 3891 section 6.1). Points into the text it was parsed from.
struct Replaces {
  std::string_view call_id, to_tag, from_tag;
  bool early_only = false;
  static Result<Replaces> parse(std::string_view text);
};

class DialogTable {
 public:
  explicit DialogTable(std::size_t max_dialogs = 10000) : max_dialogs_(max_dialogs) {}
  DialogTable(const DialogTable&) = delete;
  DialogTable& operator=(const DialogTable&) = delete;
  ~DialogTable();  // every dialog must be gone

  bool full() const { return dialogs_.size() >= max_dialogs_; }
  std::size_t size() const { return dialogs_.size(); }

  Dialog* find(const DialogId& id) const;
  // By Call-ID, To tag (ours) and From tag of a request that came; nullptr when there is none.
  Dialog* find(const Message& request) const;
  // The dialog that an INVITE's Replaces header names.
  base::Result<Dialog*, ReplacesFault> find_replaced(const Message& invite) const;

 private:
  friend class Dialog;
  bool insert(const DialogId& id, Dialog& dialog);  // false when full, or when it is taken
  void erase(const DialogId& id);

  const std::size_t max_dialogs_;
  std::unordered_map<std::string, Dialog*> dialogs_;
};

}  // namespace sip
