// The requests we send inside a dialog (RFC 3261 section 12.2.1): numbered, printed, sent, and sent
// again with credentials when they are challenged. Owned by a Dialog; signalling thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/sip/dialog/body.h"
#include "firmware/sip/dialog/client_request.h"
#include "firmware/sip/dialog/dialog_error.h"
#include "firmware/sip/dialog/dialog_state.h"
#include "firmware/sip/dialog/local_end.h"

namespace sip {

using RequestSerial = std::uint64_t;  // of one request within its dialog, from 1

// What a request says beside what its dialog says.
struct RequestText {
  Method method = Method::unknown;
  std::uint32_t cseq = 0;
  std::string headers;  // whole lines with their CRLF
  Body body;
};

std::string print_request(const DialogState& state, const LocalEnd& end,
                          const TransportLayer& transport, const Flow& flow,
                          std::string_view branch, const RequestText& text);

Destination destination_of(const DialogState& state, const LocalEnd& end);

// Contact, Allow, Supported, User-Agent or Server: what we say of ourselves in a message of this
// method, in its request (status 0) or a response. Whole lines.
std::string own_lines(Method method, int status, const DialogState& state, const LocalEnd& end,
                      const TransportLayer& transport, const Flow& flow);

struct SentRequest {
  RequestSerial serial = 0;
  RequestText text;
  std::string credentials;  // header lines
  int challenges = 0;
  std::unique_ptr<ClientRequest> request;

  std::string lines() const { return credentials + text.headers; }
};

class DialogRequestsUser {
 public:
  virtual ~DialogRequestsUser() = default;
  // Every response but those to a request that was sent again with credentials.
  virtual void on_response(const SentRequest& sent, const Inbound& response) = 0;
  // 408: nobody answered; 503: nowhere to send it.
  virtual void on_failure(const SentRequest& sent, int status) = 0;
  // Header lines that answer a challenge; "": none.
  virtual std::string on_challenge(const SentRequest& sent, const Message& response) = 0;
};

class DialogRequests final : public ClientRequestUser {
 public:
  static constexpr std::size_t kMaxUnderWay = 32;
  static constexpr int kMaxChallenges = 2;  // the second time for a nonce that went stale

  DialogRequests(TransactionLayer& transactions, ServerLocator& locator, DialogState& state,
                 const LocalEnd& end, DialogRequestsUser& user);

  // NOTIFY, INFO and MESSAGE tell a story: each leaves when the one before has been answered, so
  // that none overtakes another on its way.
  DialogResult<RequestSerial> send(Method method, std::string headers, Body body);
  // A BYE goes however many are under way.
  void send_bye(std::string headers);

  // A NOTIFY has not been answered yet.
  bool is_notifying() const;

 private:
  void on_response(ClientRequest& request, const Inbound& response) override;
  void on_failure(ClientRequest& request, ClientFailure failure) override;
  void on_over(ClientRequest& request) override;

  using Sent = std::vector<std::unique_ptr<SentRequest>>;
  Sent::iterator find(const ClientRequest& request);
  std::unique_ptr<SentRequest> take(const ClientRequest& request);
  RequestSerial begin(Method method, std::string headers, Body body);
  void dispatch(SentRequest& sent);
  bool answer_challenge(SentRequest& sent, const Inbound& response);
  void send_next();

  TransactionLayer& transactions_;
  ServerLocator& locator_;
  DialogState& state_;
  const LocalEnd& end_;
  DialogRequestsUser& user_;
  RequestSerial last_serial_ = 0;
  Sent sent_;
};

}  // namespace sip
