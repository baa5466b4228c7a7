#include "firmware/sip/dialog/dialog_table.h"

#include "firmware/base/ascii.h"
#include "firmware/base/assert.h"
#include "firmware/sip/dialog/dialog.h"

namespace sip {

namespace {

std::string key_of(std::string_view call_id, std::string_view local_tag,
                   std::string_view remote_tag) {
  // No part contains a line feed.
  std::string key;
  key.reserve(call_id.size() + local_tag.size() + remote_tag.size() + 2);
  return key.append(call_id).append("\n").append(local_tag).append("\n").append(remote_tag);
}

}  // namespace

Result<Replaces> Replaces::parse(std::string_view text) {
  Replaces replaces;
  const std::size_t at = text.find(';');
  if (at == std::string_view::npos) return ParseError::bad_value;
  replaces.call_id = base::trim(text.substr(0, at));
  const Params params(text.substr(at));
  const auto to_tag = params.find("to-tag");
  const auto from_tag = params.find("from-tag");
  if (replaces.call_id.empty() || !to_tag || !from_tag) return ParseError::bad_value;
  replaces.to_tag = *to_tag;
  replaces.from_tag = *from_tag;
  replaces.early_only = params.has("early-only");
  return replaces;
}

DialogTable::~DialogTable() {
  ASSERT(dialogs_.empty());
}

Dialog* DialogTable::find(const DialogId& id) const {
  const auto found = dialogs_.find(key_of(id.call_id, id.local_tag, id.remote_tag));
  return found == dialogs_.end() ? nullptr : found->second;
}

Dialog* DialogTable::find(const Message& request) const {
  const auto sender = from(request);
  const auto receiver = to(request);
  if (!sender || !receiver) return nullptr;
  const auto found = dialogs_.find(key_of(call_id(request), receiver->tag(), sender->tag()));
  return found == dialogs_.end() ? nullptr : found->second;
}

base::Result<Dialog*, ReplacesFault> DialogTable::find_replaced(const Message& invite) const {
  if (invite.method() != Method::invite || invite.lines(HeaderId::replaces) != 1) {
    return ReplacesFault::malformed;
  }
  const auto replaces = Replaces::parse(*invite.first(HeaderId::replaces));
  if (!replaces) return ReplacesFault::malformed;
  auto found = dialogs_.find(key_of(replaces->call_id, replaces->to_tag, replaces->from_tag));
  if (found == dialogs_.end() && replaces->from_tag == "0") {  // RFC 3891 section 3: no tag
    found = dialogs_.find(key_of(replaces->call_id, replaces->to_tag, ""));
  }
  if (found == dialogs_.end()) return ReplacesFault::no_such_dialog;
  const DialogState& state = found->second->state();
  switch (state.phase) {
    case DialogState::Phase::terminated:
      return ReplacesFault::over;
    case DialogState::Phase::confirmed:
      if (replaces->early_only) return ReplacesFault::already_answered;
      break;
    case DialogState::Phase::early:
      if (!state.owns_call_id) return ReplacesFault::no_such_dialog;
      break;
  }
  return found->second;
}

bool DialogTable::insert(const DialogId& id, Dialog& dialog) {
  if (full()) return false;
  return dialogs_.emplace(key_of(id.call_id, id.local_tag, id.remote_tag), &dialog).second;
}

void DialogTable::erase(const DialogId& id) {
  dialogs_.erase(key_of(id.call_id, id.local_tag, id.remote_tag));
}

}  // namespace sip
