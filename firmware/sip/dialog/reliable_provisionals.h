// Reliable provisional responses (RFC 3262). The server's side sends one at a time, again until its
// PRACK comes; the client's side takes them in order. Signalling thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "firmware/base/random.h"
#include "firmware/sip/dialog/dialog_error.h"
#include "firmware/sip/transaction/transaction_layer.h"

namespace sip {

// RAck (section 7.2).
struct RAck {
  std::uint32_t rseq = 0;
  std::uint32_t cseq = 0;
  Method method = Method::unknown;
  static Result<RAck> parse(std::string_view text);
};

class ReliableProvisionalsUser {
 public:
  virtual ~ReliableProvisionalsUser() = default;
  virtual void on_no_prack() = 0;  // 64*T1 without one (section 3: a 5xx to the INVITE)
};

// Owned by the session of the INVITE it answers; that INVITE's transaction must live as long as
// anything waits.
class ReliableProvisionals {
 public:
  static constexpr std::size_t kMaxWaiting = 8;

  ReliableProvisionals(TransactionLayer& transactions, ServerTransaction& invite,
                       ReliableProvisionalsUser& user);

  bool full() const { return waiting_.size() >= kMaxWaiting; }
  // The number the next one carries in RSeq.
  std::uint32_t next_rseq() const { return next_rseq_; }
  // Sends the response with next_rseq() now, or once those before it are acknowledged.
  void send(int status, std::string octets);
  // True when the PRACK is for the one that waits for it; that one is done.
  bool acknowledge(const Message& prack);
  void resume();  // sends the next one, when the last was acknowledged
  void stop();

  bool waiting() const { return !waiting_.empty(); }

 private:
  struct Response {
    int status;
    std::uint32_t rseq;
    std::string octets;
  };
  void on_again();
  void on_limit();

  TransactionLayer& transactions_;
  ServerTransaction& invite_;
  ReliableProvisionalsUser& user_;
  const std::uint32_t invite_cseq_;
  std::uint32_t next_rseq_;
  std::deque<Response> waiting_;  // the first has been sent while limit_ is armed
  base::Duration interval_{};
  base::MemberTimer<&ReliableProvisionals::on_again> again_;
  base::MemberTimer<&ReliableProvisionals::on_limit> limit_;
};

// Section 4: which reliable provisional responses of one INVITE and dialog are new. A value.
class ProvisionalOrder {
 public:
  // False for a repetition, and for one that came before its turn: it is not acknowledged.
  bool accept(std::uint32_t rseq);

 private:
  std::optional<std::uint32_t> last_;
};

}  // namespace sip
