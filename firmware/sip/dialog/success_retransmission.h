// The 2xx to an INVITE, sent again until its ACK comes (RFC 3261 section 13.3.1.4): after T1, 2*T1
// … up to T2, over any transport, for 64*T1. Owned by a Dialog; signalling thread only.
#pragma once

#include <cstdint>
#include <string>

#include "firmware/sip/transaction/transaction_layer.h"

namespace sip {

class SuccessRetransmissionUser {
 public:
  virtual ~SuccessRetransmissionUser() = default;
  virtual void on_no_ack() = 0;
};

class SuccessRetransmission {
 public:
  SuccessRetransmission(TransactionLayer& transactions, SuccessRetransmissionUser& user);

  // Sends it for the first time.
  void start(ServerTransaction& invite, std::uint32_t cseq, int status, std::string octets);
  void stop();  // its ACK came

  bool waiting() const { return limit_.armed(); }
  bool is_waiting_for(std::uint32_t cseq) const { return waiting() && cseq == cseq_; }

 private:
  void on_again();
  void on_limit();

  TransactionLayer& transactions_;
  SuccessRetransmissionUser& user_;
  std::string key_;  // of the INVITE's transaction, which may end before we do
  std::uint32_t cseq_ = 0;
  int status_ = 200;
  std::string octets_;
  base::Duration interval_{};
  base::MemberTimer<&SuccessRetransmission::on_again> again_;
  base::MemberTimer<&SuccessRetransmission::on_limit> limit_;
};

}  // namespace sip
