// The response context of one forwarded request (RFC 3261 section 16.2): its branches, the
// responses collected so far, and the server transaction they go back through. Owned by the Proxy.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/proxy/best_response.h"
#include "firmware/proxy/branch.h"
#include "firmware/proxy/call_table.h"
#include "firmware/proxy/forwarded_request.h"
#include "firmware/sip/transaction/transaction_layer.h"

namespace proxy {

class Proxy;

// What a request means to a call.
struct CallRole {
  CallSerial call = 0;  // 0: it neither begins nor ends one
  CallEnd::By sender = CallEnd::By::caller;
  bool spiral = false;  // the call's own INVITE, back again: its end is not the call's
};

class ResponseContext final : public BranchUser, public sip::ServerTransactionUser {
 public:
  ResponseContext(Proxy& proxy, std::uint64_t id, sip::ServerTransaction& server,
                  Forwarding forwarding, std::vector<Target> targets, const CallRole& role);
  ~ResponseContext() override;

  void start();

  // The call record is safe: what waited for it leaves.
  void on_recorded();

 private:
  void on_branch_response(Branch& branch, const sip::Inbound& response) override;
  void on_branch_failed(Branch& branch, int status, const sip::MessageRef& response) override;
  void on_branch_idle(Branch& branch) override;
  void on_cancelled() override;  // section 16.10
  void on_server_terminated() override;

  bool is_invite() const;
  void start_next_group();
  void cancel_branches();
  void pass_on(const Branch& branch, const sip::Message& response);
  void on_success(const Branch& branch, const sip::Message& response);
  bool follow_redirect(const sip::MessageRef& response);
  void conclude();
  void answer(int status, std::string octets);
  void answer_after_record(CallEnd end, int status, std::string octets);
  std::string printed(sip::Edits& edits) const;
  std::string printed(const sip::Message& response, const sip::Flow& came_by);
  std::string printed_best(const FinalResponse& best);
  std::string own_response(int status, std::string_view reason = {}) const;
  void record(const CallEnd& end);
  void leave_if_done();

  Proxy& proxy_;
  const std::uint64_t id_;
  sip::ServerTransaction* server_;
  const Forwarding forwarding_;
  std::vector<Target> waiting_;  // highest q last
  std::vector<std::unique_ptr<Branch>> branches_;
  std::vector<FinalResponse> finals_;
  const CallRole role_;
  std::uint32_t max_breadth_ = 60;  // RFC 5393 section 5.3.3
  std::size_t redirects_ = 0;
  bool starting_ = false;   // branches are being started: conclude later
  bool succeeded_ = false;  // a 2xx went back
  bool declined_ = false;   // a 6xx came, or the caller cancelled: no further targets
  bool cancelled_ = false;
  bool held_ = false;  // the final response waits for the call record
  int held_status_ = 0;
  std::string held_response_;
};

}  // namespace proxy
