#include "firmware/sip/dialog/reliable_provisionals.h"

#include <limits>
#include <utility>

#include "firmware/base/ascii.h"
#include "firmware/sip/message/fields.h"

namespace sip {

namespace {

std::string_view take_word(std::string_view& text) {
  text = base::trim(text);
  const std::string_view word = text.substr(0, text.find_first_of(" \t\r\n"));
  text.remove_prefix(word.size());
  return word;
}

// Section 3: the first number is between 1 and 2**31 - 1.
std::uint32_t first_rseq(base::Random& random) {
  return static_cast<std::uint32_t>(1 + random.below(0x7fffffff));
}

std::uint32_t cseq_of(const ServerTransaction& transaction) {
  const auto sequence = cseq(transaction.request());
  return sequence ? sequence->number : 0;
}

}  // namespace

Result<RAck> RAck::parse(std::string_view text) {
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint32_t>::max();
  const auto rseq = base::parse_unsigned(take_word(text), kMax);
  const auto cseq = base::parse_unsigned(take_word(text), kMax);
  const std::string_view method = take_word(text);
  if (!rseq || !cseq || method.empty() || !base::trim(text).empty()) return ParseError::bad_value;
  return RAck{static_cast<std::uint32_t>(*rseq), static_cast<std::uint32_t>(*cseq),
              method_of(method)};
}

ReliableProvisionals::ReliableProvisionals(TransactionLayer& transactions,
                                           ServerTransaction& invite,
                                           ReliableProvisionalsUser& user)
    : transactions_(transactions),
      invite_(invite),
      user_(user),
      invite_cseq_(cseq_of(invite)),
      next_rseq_(first_rseq(transactions.random())),
      again_(transactions.timers(), this),
      limit_(transactions.timers(), this) {}

void ReliableProvisionals::send(int status, std::string octets) {
  waiting_.push_back({status, next_rseq_++, std::move(octets)});
  resume();
}

void ReliableProvisionals::resume() {
  if (waiting_.empty() || limit_.armed()) return;
  interval_ = transactions_.timing().t1;
  again_.arm(interval_);
  limit_.arm(transactions_.timing().timeout());
  invite_.respond(waiting_.front().status, waiting_.front().octets);
}

bool ReliableProvisionals::acknowledge(const Message& prack) {
  const auto rack = RAck::parse(prack.first(HeaderId::rack).value_or(""));
  if (!rack || !limit_.armed()) return false;
  if (rack->method != Method::invite || rack->cseq != invite_cseq_) return false;
  if (rack->rseq != waiting_.front().rseq) return false;
  waiting_.pop_front();
  again_.disarm();
  limit_.disarm();
  return true;
}

void ReliableProvisionals::stop() {
  waiting_.clear();
  again_.disarm();
  limit_.disarm();
}

void ReliableProvisionals::on_again() {
  invite_.respond(waiting_.front().status, waiting_.front().octets);
  interval_ *= 2;
  again_.arm(interval_);
}

void ReliableProvisionals::on_limit() {
  stop();
  user_.on_no_prack();
}

bool ProvisionalOrder::accept(std::uint32_t rseq) {
  if (last_ && rseq != *last_ + 1) return false;
  last_ = rseq;
  return true;
}

}  // namespace sip
