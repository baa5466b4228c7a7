#include "firmware/sip/dialog/success_retransmission.h"

#include <algorithm>
#include <utility>

namespace sip {

SuccessRetransmission::SuccessRetransmission(TransactionLayer& transactions,
                                             SuccessRetransmissionUser& user)
    : transactions_(transactions),
      user_(user),
      again_(transactions.timers(), this),
      limit_(transactions.timers(), this) {}

void SuccessRetransmission::start(ServerTransaction& invite, std::uint32_t cseq, int status,
                                  std::string octets) {
  key_ = invite.key();
  cseq_ = cseq;
  status_ = status;
  octets_ = std::move(octets);
  interval_ = transactions_.timing().t1;
  again_.arm(interval_);
  limit_.arm(transactions_.timing().timeout());
  invite.respond(status_, octets_);
}

void SuccessRetransmission::stop() {
  again_.disarm();
  limit_.disarm();
  octets_.clear();
}

void SuccessRetransmission::on_again() {
  if (ServerTransaction* invite = transactions_.find_server(key_)) {
    invite->respond(status_, octets_);
  }
  interval_ = std::min(interval_ * 2, transactions_.timing().t2);
  again_.arm(interval_);
}

void SuccessRetransmission::on_limit() {
  stop();
  user_.on_no_ack();
}

}  // namespace sip
