// One branch of a forked request (RFC 3261 section 16): one target, tried hop after hop (RFC 3263
// section 4.3) until a response comes. Owned by its ResponseContext.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "firmware/base/timer_queue.h"
#include "firmware/proxy/forwarded_request.h"
#include "firmware/sip/transaction/transaction_layer.h"
#include "firmware/sip/transport/server_location.h"

namespace proxy {

class Branch;

// What a branch tells its response context.
class BranchUser {
 public:
  virtual ~BranchUser() = default;
  // A 1xx above 100, or a 2xx (to an INVITE maybe several).
  virtual void on_branch_response(Branch& branch, const sip::Inbound& response) = 0;
  // The branch's one final result that is no 2xx. `response` is empty for one of our own making:
  // 408 nobody answered, 503 nowhere to send it, 487 cancelled before it was answered.
  virtual void on_branch_failed(Branch& branch, int status, const sip::MessageRef& response) = 0;
  // Nothing more will come.
  virtual void on_branch_idle(Branch& branch) = 0;
};

struct BranchSettings {
  base::Duration timer_c = std::chrono::seconds(181);  // section 16.6 step 11: more than 3 minutes
};

class Branch final : public sip::ClientTransactionUser {
 public:
  Branch(sip::TransactionLayer& transactions, sip::ServerLocator& locator,
         const Forwarding& forwarding, Target target, std::uint32_t max_breadth,
         const BranchSettings& settings, BranchUser& user);
  ~Branch() override;

  void start();
  void cancel();  // idempotent; nothing for a branch that has its final response

  bool has_final() const { return state_ == State::answered || state_ == State::failed; }
  bool idle() const { return has_final() && transaction_ == nullptr; }
  const sip::Flow& flow() const { return flow_; }
  const Target& target() const { return target_; }

 private:
  enum class State : std::uint8_t {
    locating,    // no hop known yet
    trying,      // sent to a hop, no response
    proceeding,  // a provisional response came
    answered,    // a 2xx came
    failed,
  };

  void on_response(const sip::Inbound& response) override;
  void on_failure(sip::ClientFailure failure) override;
  void on_client_terminated() override;

  void on_located(std::vector<sip::Hop> hops);
  void try_next_hop(int status);
  bool try_hop(const sip::Hop& hop, bool any_size);
  void send(const sip::Flow& flow, const std::string& branch, std::string request);
  std::string make_branch();
  std::string printed(const sip::Flow& flow, const std::string& branch) const;
  void on_provisional(const sip::Inbound& response);
  void send_cancel();
  void leave_transaction();
  void on_timer_c();
  void on_cancel_unanswered();
  void arm_timer_c();
  void fail(int status, const sip::MessageRef& response);

  sip::TransactionLayer& transactions_;
  sip::ServerLocator& locator_;
  const Forwarding& forwarding_;
  Target target_;
  std::uint32_t max_breadth_;
  const BranchSettings& settings_;
  BranchUser& user_;

  State state_ = State::locating;
  bool cancelled_ = false;  // the CANCEL leaves once a provisional response is there (section 9.1)
  std::unique_ptr<sip::Locating> locating_;
  std::vector<sip::Hop> hops_;
  std::size_t next_hop_ = 0;
  bool repeat_as_datagram_ = false;  // the hop just tried by a stream for its size alone
  sip::Flow flow_;
  sip::ClientTransaction* transaction_ = nullptr;
  base::MemberTimer<&Branch::on_timer_c> timer_c_;
  base::MemberTimer<&Branch::on_cancel_unanswered> cancel_limit_;
};

}  // namespace proxy
