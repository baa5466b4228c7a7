// The phone's provisional responses that cannot get lost (RFC 3262), from both sides.
#include <algorithm>

#include "tests/sim/phone_parts.h"

namespace sim {

void Phone::plays_early_media() {
  respond_to_call(183);
}

void Phone::rings_reliably(bool with_media) {
  respond_reliably(180, with_media);
}

void Phone::respond_reliably(int status, bool with_media) {
  ServerTransaction* invite = open_invite();
  if (!invite) return world_.fault(aor_ + " has no unanswered call");
  const std::vector<std::string> tags = invite->request.headers("supported");
  const std::vector<std::string> required = invite->request.headers("require");
  if (std::find(tags.begin(), tags.end(), "100rel") == tags.end() &&
      std::find(required.begin(), required.end(), "100rel") == required.end()) {
    return world_.fault(aor_ + " was called by one who knows no PRACK");
  }
  if (invite->unheard) return world_.fault(aor_ + " has an unheard provisional response");
  const bool owes_offer = description_in(invite->request).empty() && !invite->offered;
  const std::string description =
      with_media || owes_offer ? description_for(*invite, status, true) : "";
  invite->unheard = true;
  ++invite->rseq;
  respond(*invite, status, {"Require: 100rel", "RSeq: " + std::to_string(invite->rseq)},
          description);
  invite->again.arm(kT1);
  invite->over.arm(64 * kT1);
}

void Phone::on_prack(ServerTransaction& transaction) {
  const RawMessage& prack = transaction.request;
  for (const auto& invite : server_) {
    if (invite->call != transaction.call || !invite->unheard) continue;
    if (invite->request.method() != "INVITE") continue;
    const std::string expected =
        std::to_string(invite->rseq) + " " + std::to_string(invite->request.cseq()) + " INVITE";
    if (prack.header("rack") != expected) break;
    invite->unheard = false;
    invite->again.disarm();
    invite->over.disarm();
    Session& session = transaction.call->dialog.session;
    const std::string description = description_in(prack);
    std::string answer;
    if (invite->offered && !invite->exchanged) {
      invite->exchanged = true;
      complain(description.empty() ? "no answer in the PRACK" : session.take_answer(description),
               prack);
    } else if (!description.empty()) {
      complain(session.take_offer(description), prack);
      answer = session.answer();
    }
    respond(transaction, 200, {}, answer);
    if (std::exchange(transaction.call->wants_to_answer, false)) {
      chosen_ = transaction.call;
      respond_to_call(200);
    }
    return pursue(*transaction.call);
  }
  respond(transaction, 481);
}

// Section 4: in order, each acknowledged once.
void Phone::on_reliable(ClientTransaction& transaction, const RawMessage& response,
                        Dialog& dialog) {
  const unsigned rseq = static_cast<unsigned>(std::stoul("0" + response.header("rseq")));
  if (dialog.rseq != 0 && rseq != dialog.rseq + 1) return;
  dialog.rseq = rseq;
  Draft prack = draft_in(*transaction.call, dialog, "PRACK");
  prack.headers = {"RAck: " + std::to_string(rseq) + " " + std::to_string(transaction.draft.cseq) +
                   " INVITE"};
  const std::string description = description_in(response);
  if (dialog.exchanged) {
    if (!description.empty()) complain("a second description, and reliably", response);
  } else if (!transaction.draft.offers) {
    dialog.exchanged = true;
    complain(description.empty() ? "no offer in the first reliable response"
                                 : dialog.session.take_offer(description),
             response);
    if (!description.empty()) prack.body = dialog.session.answer();
  } else if (!description.empty()) {
    dialog.exchanged = true;
    complain(dialog.session.take_answer(description), response);
  }
  if (prack.body.empty() && dialog.session.is_stable() && offers_in_prack_) {
    offers_in_prack_ = false;
    prack.offers = true;
    prack.body = dialog.session.offer(dialog.session.hold());
  }
  start(std::move(prack), transaction.call);
}

}  // namespace sim
