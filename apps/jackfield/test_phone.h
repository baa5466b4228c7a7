// TestPhone: the telephone of the self-test: registers with a switchboard, calls its echo test,
// hears its own tone, hangs up, unregisters. It is made of our own engines; what it proves is that
// this installation works, not that the engines are right. Passive: a network, timers and
// randomness are handed in. One thread; when it has finished, it may be destroyed at any time, but
// not from inside its call-backs.
//
//   registering -> calling -> listening -> hanging_up -> unregistering -> over
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "apps/jackfield/message.h"
#include "apps/jackfield/test_tone.h"
#include "firmware/base/log.h"
#include "firmware/net/resolver.h"
#include "firmware/sip/auth/credentials.h"
#include "firmware/sip/dialog/invite_client_session.h"
#include "firmware/sip/transaction/transaction_layer.h"

namespace jackfield {

class TestPhone final : private sip::TransactionUser,
                        private sip::ClientRequestUser,
                        private sip::InviteClientSessionUser {
 public:
  enum class Step : std::uint8_t { registering, calling, listening, hanging_up, unregistering };

  // Each step as it ends: the text of `fault` is "" when it went well, else why not. The last is
  // unregistering, or the first that went wrong.
  using Report = std::function<void(Step step, const Message& fault)>;

  struct Surroundings {
    net::Network& network;
    net::Resolver& resolver;
    base::TimerQueue& timers;
    base::Random& random;
    base::Log& log;
  };

  TestPhone(const Surroundings& surroundings, net::Endpoint server, sip::Login login,
            Report report);
  ~TestPhone() override;

  void begin();

 private:
  static constexpr base::Duration kPatience = std::chrono::seconds(3);  // a step

  void enter(Step step);
  void passed();
  void fail(const Message& why);
  void on_too_late();

  void send_register(std::string credentials);
  std::string print_register(const sip::Flow& flow, std::string_view branch) const;
  void call();
  std::string credentials_for(const sip::Message& challenge, std::string_view method,
                              std::string_view uri);

  void on_request(sip::ServerTransaction& transaction) override;
  void on_ack(const sip::Inbound&) override {}
  void on_flow_failed(const sip::Flow&, net::Error) override {}

  void on_response(sip::ClientRequest& request, const sip::Inbound& response) override;
  void on_failure(sip::ClientRequest& request, sip::ClientFailure failure) override;
  void on_over(sip::ClientRequest&) override {}

  void on_progress(sip::InviteClientSession&, sip::Dialog*, const sip::Inbound&) override {}
  void on_early_dialog_gone(sip::InviteClientSession&, sip::Dialog&) override {}
  void on_answered(sip::InviteClientSession&, const sip::Inbound&) override {}
  void on_failed(sip::InviteClientSession& session, int status,
                 const sip::MessageRef& response) override;
  void on_ended(sip::InviteClientSession& session, sip::Ending ending) override;
  void on_idle(sip::InviteClientSession&) override {}

  void on_offer(sip::Dialog& dialog, const sip::Inbound& message, const sip::Body& offer) override;
  void on_offer_wanted(sip::Dialog& dialog, const sip::Inbound& invite) override;
  void on_offer_withdrawn(sip::Dialog&) override {}
  void on_answer(sip::Dialog& dialog, const sip::Inbound& message, const sip::Body& body) override;
  void on_modification_failed(sip::Dialog&, sip::Method, int, const sip::MessageRef&) override {}
  void on_updated(sip::Dialog&) override {}
  void on_request(sip::Dialog& dialog, sip::ServerTransaction& request) override;
  void on_response(sip::Dialog&, sip::RequestSerial, int, const sip::MessageRef&) override {}
  bool on_other_source(sip::Dialog&, const sip::Inbound&, sip::ServerTransaction*) override;
  std::string on_challenge(sip::Dialog& dialog, sip::Method method, std::string_view uri,
                           const sip::Message& response) override;

  const Surroundings world_;
  const net::Endpoint server_;
  const std::string host_;  // of the server, as it stands in a URI
  const sip::Login login_;
  const Report report_;
  const std::string registration_;  // its Call-ID

  std::unique_ptr<sip::TransportLayer> transport_;
  std::unique_ptr<sip::TransactionLayer> transactions_;
  sip::ServerLocator locator_;
  sip::DialogTable dialogs_;
  TestTone tone_;
  std::optional<sdp::SessionDescription> offer_;

  Step step_ = Step::registering;
  bool over_ = false;
  int proofs_ = 0;  // of this request
  std::uint32_t cseq_ = 0;
  std::string credentials_;
  base::MemberTimer<&TestPhone::on_too_late> limit_;
  // They go before all that they work with.
  std::unique_ptr<sip::ClientRequest> request_;
  std::unique_ptr<sip::InviteClientSession> session_;
};

}  // namespace jackfield
