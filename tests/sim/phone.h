// Phone: a user agent (RFC 3261) that tests direct like an actor. It speaks raw text, shares no
// parser, builder or transaction with firmware/sip, and is a strict but fair peer: it retransmits
// by the RFC's timers, answers retransmissions alike, keeps route set and tags of its dialogs, and
// complains about every malformed message it is sent.
//
//   Phone alice(world, "10.0.0.11", "sip:100@office.example", {.proxy = "10.0.0.1"});
//   alice.invites("101");
//   bob.expects("INVITE");
//   bob.rings();
//   alice.expects(180);
//
// Verbs act at once on the newest call. Expectations let time pass until they are met, 60 s at
// most, and fail the test otherwise.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sim/raw_message.h"
#include "tests/sim/wire.h"
#include "tests/sim/world.h"

namespace sim {

struct PhoneOptions {
  std::string password{};             // for challenges; the user is that of the address-of-record
  std::string proxy{};                // where requests outside dialogs go; "": where they point
  std::vector<std::string> routes{};  // Route values of requests outside dialogs
  bool tcp = false;
  std::uint16_t port = 5060;
  std::string display_name{};
  std::string contact{};          // its Contact's URI; "": made of user, address and port
  std::string contact_params{};   // ";q=0.5"
  std::string algorithm = "MD5";  // which challenge it takes when there are several
  bool remembers_nonces = false;  // uses a nonce again, counting up
  bool judges = true;             // complains about malformed messages
  bool omits_length = false;      // no Content-Length in what goes by UDP
  bool routes_strictly = false;   // as in RFC 2543: the first route becomes the Request-URI
};

// What a phone does with a call when nobody directs it.
enum class Habit : std::uint8_t { waits, rings, answers, is_busy };

// Where in a test an expectation stands.
struct Where {
  const char* file;
  int line;
  static Where here(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    return {file, line};
  }
};

class Phone {
 public:
  Phone(World& world, std::string_view address, std::string aor, PhoneOptions options = {});
  ~Phone();

  // Registration.
  void registers(std::chrono::seconds expires = std::chrono::hours(1));
  void registers_contacts(const std::vector<std::string>& values,
                          std::vector<std::string> headers = {});
  void unregisters();      // its own contact
  void unregisters_all();  // Contact: *
  bool is_registered() const { return registered_; }

  // Calls. `target` is a URI or a number in the phone's own domain; `headers` are whole lines.
  void invites(std::string_view target, std::vector<std::string> headers = {});
  void cancels();  // as soon as that is allowed
  void rings();
  void answers();
  void rejects(int status, std::vector<std::string> headers = {});
  void redirects(const std::vector<std::string>& contacts);
  void hangs_up();  // a callee whose answer is not acknowledged yet: as soon as it is
  void reinvites();
  void always(Habit habit) { habit_ = habit; }

  // Any other request.
  void asks(std::string_view method, std::string_view target,
            std::vector<std::string> headers = {});
  void asks_in_dialog(std::string_view method, std::vector<std::string> headers = {});
  void sends(std::string_view text, std::string_view to);  // these very octets, by UDP
  void falls_silent();                                     // says nothing again: no repeated 180
  void hangs_up_connections() { wire_.hang_up_connections(); }
  void changes_password(std::string password) { options_.password = std::move(password); }

  // Expectations: true when met. Each message meets one expectation only.
  bool expects(int status, Where where = Where::here());  // an answer to the last verb's request
  bool expects_answer(std::string_view method, int status, Where where = Where::here());
  bool expects(std::string_view method, Where where = Where::here());  // a request
  bool expects_talk(Where where = Where::here());  // the call is up and acknowledged
  bool expects_end(Where where = Where::here());   // the call is over at this side
  bool expects_no(std::string_view method, base::Duration for_as_long, Where where = Where::here());
  // A provisional answer may be lost for good in a storm; without one, it is expected.
  bool may_hear(int status, Where where = Where::here());

  bool is_talking() const;
  bool is_idle() const;                     // no transaction under way
  int gave_up() const { return gave_up_; }  // transactions that timed out
  std::size_t calls() const { return calls_.size(); }
  std::string remote_target() const;
  std::vector<std::string> route_set() const;

  // What was said, retransmissions left out. The last one, or an empty message.
  const RawMessage& last_request(std::string_view method) const;
  const RawMessage& last_response(int status, std::string_view method = "") const;
  const RawMessage& last_sent(std::string_view method) const;  // request
  const RawMessage& last_answer_sent(int status) const;
  std::size_t count_of(std::string_view method) const;  // requests received
  std::size_t count_of(int status) const;               // responses received
  const std::vector<RawMessage>& received() const { return received_; }
  const std::vector<RawMessage>& sent() const { return sent_; }
  void forget();  // what was said, and calls that ended

  const std::string& aor() const { return aor_; }
  std::string contact_uri() const;

 private:
  struct Draft;
  struct Call;
  struct ClientTransaction;
  struct ServerTransaction;

  // phone_client.cpp: requests and their transactions.
  Draft draft(std::string_view method, std::string uri) const;
  Draft draft_in(Call& call, std::string_view method) const;
  ClientTransaction& start(Draft draft, Call* call, int attempts = 0);
  std::string text_of(const Draft& draft, bool tcp) const;
  std::string length_line(std::string_view body, bool tcp) const;
  Way way_of(const Draft& draft);
  net::Endpoint resolve(std::string_view uri) const;
  void on_response(const RawMessage& response);
  void on_invite_response(ClientTransaction& transaction, const RawMessage& response);
  void on_success(ClientTransaction& transaction, const RawMessage& response);
  void on_refusal(ClientTransaction& transaction, const RawMessage& response);
  void on_final(ClientTransaction& transaction, const RawMessage& response);
  bool retries_with_credentials(ClientTransaction& transaction, const RawMessage& response);
  void acknowledge_refusal(ClientTransaction& transaction, const RawMessage& response);
  void acknowledge_success(Call& call, const ClientTransaction& transaction,
                           const RawMessage& response);
  void send_cancel(ClientTransaction& invite);
  void resend(ClientTransaction& transaction);
  void run_out(ClientTransaction& transaction);
  void finish(ClientTransaction& transaction);
  void on_connection_lost(std::uint64_t connection);

  // phone_digest.cpp
  std::string credentials(const std::string& challenge, const Draft& draft);

  // phone_server.cpp: requests of others.
  void on_request(const RawMessage& request, const Way& way);
  void on_ack(const RawMessage& ack);
  void on_cancel(const RawMessage& cancel, ServerTransaction& transaction);
  void on_request_in_dialog(const RawMessage& request, ServerTransaction& transaction);
  void on_new_invite(const RawMessage& invite, ServerTransaction& transaction);
  bool is_merged(const RawMessage& request) const;
  void respond_to_call(int status, std::vector<std::string> headers = {});
  void respond(ServerTransaction& transaction, int status, std::vector<std::string> headers = {});
  std::string response_text(const ServerTransaction& transaction, int status,
                            const std::vector<std::string>& headers) const;
  void resend(ServerTransaction& transaction);
  void run_out(ServerTransaction& transaction);
  void finish(ServerTransaction& transaction);
  ServerTransaction* find_server(const RawMessage& request);

  // phone.cpp
  void on_text(std::string text, const Way& way);
  void note_received(const RawMessage& message) { received_.push_back(message); }
  Call* newest() const;
  Call* find_call(const RawMessage& request) const;
  void send_bye(Call& call);
  void begin(std::string_view method);  // the verb that expects() speaks of
  std::string target_uri(std::string_view target) const;
  bool takes(bool request, std::string_view method, int status);
  bool await(const std::function<bool()>& met, const std::string& what, Where where);

  World& world_;
  const net::Endpoint local_;
  const std::string aor_;
  PhoneOptions options_;
  Habit habit_ = Habit::waits;
  std::string registration_call_id_;
  unsigned registration_cseq_ = 0;
  bool registered_ = false;
  bool unregistering_ = false;
  int gave_up_ = 0;
  std::string verb_;  // the method of the last verb's request
  std::vector<RawMessage> received_, sent_;
  std::vector<bool> taken_;  // which of received_ met an expectation
  std::size_t floor_ = 0;    // expects(status) looks no further back
  std::map<std::string, unsigned> nonce_counts_;
  std::map<std::string, std::string> challenges_;  // the last, by the header that answers it
  std::list<std::unique_ptr<Call>> calls_;
  std::list<std::unique_ptr<ClientTransaction>> client_;
  std::list<std::unique_ptr<ServerTransaction>> server_;
  Wire wire_;
};

}  // namespace sim
