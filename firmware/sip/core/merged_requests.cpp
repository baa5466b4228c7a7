#include "firmware/sip/core/merged_requests.h"

#include <functional>
#include <string>

#include "firmware/sip/message/fields.h"

namespace sip {

bool MergedRequests::seen_before(const ServerTransaction& transaction, base::Instant now) {
  forget_old(now);
  const Message& request = transaction.request();
  const auto sender = from(request);
  const auto recipient = to(request);
  if (!sender || !recipient || !recipient->tag().empty()) return false;
  std::string identity(sender->tag());
  identity += '\n';
  identity += call_id(request);
  identity += '\n';
  identity += request.first(HeaderId::cseq).value_or("");
  const std::hash<std::string> hash;
  const std::size_t key = hash(transaction.key());
  const auto [known, inserted] = key_of_.try_emplace(hash(identity), key);
  if (!inserted) return known->second != key;
  by_age_.push_back({known->first, now + kWindow});
  return false;
}

void MergedRequests::forget_old(base::Instant now) {
  while (!by_age_.empty() && (by_age_.front().until <= now || by_age_.size() >= kMaxRemembered)) {
    key_of_.erase(by_age_.front().identity);
    by_age_.pop_front();
  }
}

}  // namespace sip
