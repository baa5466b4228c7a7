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
// Verbs act at once on the newest call, or on the one switched to; what the RFC forbids at the
// moment (a re-INVITE while another is open) is done as soon as it is allowed. Expectations let
// time pass until they are met, 60 s at most, and fail the test otherwise.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sim/audio.h"
#include "tests/sim/raw_message.h"
#include "tests/sim/session.h"
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
  MediaOptions media{};
  std::vector<std::string> supports{};     // option tags: 100rel, replaces, timer
  std::string allows{};                    // its Allow in INVITEs and their answers; "": none
  std::chrono::seconds session_expires{};  // asked for in its INVITEs; 0: not at all
};

inline constexpr char kAllMethods[] =
    "INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY";

// As phones on desks are today.
PhoneOptions modern();

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
  void overlooks_answers(int copies) { overlooked_ = copies; }  // 2xx for INVITE: no ACK
  void redirects(const std::vector<std::string>& contacts);
  void hangs_up();  // a callee whose answer is not acknowledged yet: as soon as it is
  void always(Habit habit) { habit_ = habit; }
  void switches_to(std::size_t number);  // verbs act on its first, second … call from now on

  // Offers and answers (phone_session.cpp).
  void invites_without_offer(std::string_view target, std::vector<std::string> headers = {});
  void reinvites();
  void reinvites_without_offer();
  void updates();  // UPDATE with an offer, before the answer or after it
  void holds(Hold how = Hold::sendonly);
  void resumes();
  void refuses_offers(int status, int times = 1);  // of the re-INVITEs and UPDATEs to come

  // Provisional responses (phone_reliable.cpp).
  void plays_early_media();                            // 183 with its answer
  void rings_reliably(bool with_media = false);        // PRACK is awaited before the 200
  void offers_in_prack() { offers_in_prack_ = true; }  // in the next that it sends

  // Transfers (phone_transfer.cpp).
  void refers(std::string_view target, std::vector<std::string> headers = {});
  void refers_to_call(std::size_t number);  // attended: the other party of that call of its own
  std::string replaces() const;  // a Replaces value by which the other party knows this call

  // Audio (phone_audio.cpp).
  void sends_audio(int packets = 40);  // its voice, 20 ms each
  void presses(char digit);            // RFC 4733
  void presses_tone(char digit);       // in its voice, PCMU
  void sends_info(char digit);         // INFO with application/dtmf-relay
  std::string voice() const;           // the payload of its audio: no other phone's is alike
  const std::vector<HeardPacket>& heard() const { return heard_; }
  std::size_t heard_of(const Phone& other) const;  // how many packets of its voice
  std::string digits_heard() const;                // each press once
  std::string tones_heard() const;                 // keys whose tones it has heard, each once
  void listens_anew() { heard_.clear(); }

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
  bool expects_voice_of(const Phone& other, Where where = Where::here());
  bool expects_audio_from(std::string_view address, Where where = Where::here());
  bool expects_digits(std::string_view digits, Where where = Where::here());
  bool expects_direction(std::string_view direction, Where where = Where::here());
  bool expects_transferred(int status, Where where = Where::here());  // NOTIFY's last word
  // A provisional answer may be lost for good in a storm; without one, it is expected.
  bool may_hear(int status, Where where = Where::here());

  bool is_talking() const;
  bool is_idle() const;                     // no transaction under way
  int gave_up() const { return gave_up_; }  // transactions that timed out
  std::size_t calls() const { return calls_.size(); }
  std::string remote_target() const;
  std::vector<std::string> route_set() const;
  const Session& session() const;                                 // of the call that verbs act on
  const std::vector<int>& notified() const { return notified_; }  // statuses of the last REFER

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
  const net::IpAddress& address() const { return local_.address; }
  std::string contact_uri() const;

 private:
  struct Draft;
  struct Dialog;
  struct Proposal;
  struct Call;
  struct ClientTransaction;
  struct ServerTransaction;

  // phone_client.cpp: requests and their transactions.
  Draft draft(std::string_view method, std::string uri) const;
  Draft draft_in(Call& call, std::string_view method) const;
  Draft draft_in(Call& call, const Dialog& dialog, std::string_view method) const;
  std::string abilities() const;
  ClientTransaction& start(Draft draft, Call* call, int attempts = 0);
  std::string text_of(const Draft& draft, bool tcp) const;
  std::string length_line(std::string_view body, bool tcp) const;
  Way way_of(const Draft& draft);
  net::Endpoint resolve(std::string_view uri) const;
  void on_response(const RawMessage& response);
  void on_invite_response(ClientTransaction& transaction, const RawMessage& response);
  void on_provisional(ClientTransaction& transaction, const RawMessage& response);
  void on_success(ClientTransaction& transaction, const RawMessage& response);
  void on_extra_success(ClientTransaction& transaction, const RawMessage& response);
  void take_dialog(Call& call, const RawMessage& response);
  void on_refusal(ClientTransaction& transaction, const RawMessage& response);
  void on_final(ClientTransaction& transaction, const RawMessage& response);
  bool retries_with_credentials(ClientTransaction& transaction, const RawMessage& response);
  void acknowledge_refusal(ClientTransaction& transaction, const RawMessage& response);
  void acknowledge_success(Call& call, const ClientTransaction& transaction,
                           const RawMessage& response, std::string body);
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
  void respond(ServerTransaction& transaction, int status, std::vector<std::string> headers = {},
               const std::string& body = "");
  std::string response_text(const ServerTransaction& transaction, int status,
                            const std::vector<std::string>& headers, const std::string& body) const;
  bool refuses_extensions(ServerTransaction& transaction);
  void resend(ServerTransaction& transaction);
  void run_out(ServerTransaction& transaction);
  void finish(ServerTransaction& transaction);
  ServerTransaction* find_server(const RawMessage& request);

  // phone_session.cpp: offers and answers within a call.
  void propose(std::string_view method, Hold hold, bool with_offer = true);
  void pursue(Call& call);
  void refresh(Call& call);
  bool is_busy(const Call& call, std::string_view method) const;
  void on_offer_refused(ClientTransaction& transaction, int status);
  void on_answer(ClientTransaction& transaction, const RawMessage& response);
  std::string on_invite_description(ClientTransaction& transaction, const RawMessage& response);
  void on_session_request(ServerTransaction& transaction);
  int objection_to(const ServerTransaction& transaction);
  std::string description_for(ServerTransaction& transaction, int status, bool reliable);
  void on_ack_description(ServerTransaction& invite, const RawMessage& ack);
  std::vector<std::string> expiry_lines(const ServerTransaction& transaction);
  void keep_refreshed(Call& call, const std::string& session_expires, bool is_uac);
  void complain(const std::string& complaint, const RawMessage& message) const;
  Dialog& dialog_in_use(Call& call) const;
  Dialog* find_dialog(Call& call, std::string_view remote_tag) const;

  // phone_reliable.cpp: RFC 3262.
  void on_reliable(ClientTransaction& transaction, const RawMessage& response, Dialog& dialog);
  void on_prack(ServerTransaction& transaction);
  void respond_reliably(int status, bool with_media);
  ServerTransaction* open_invite();

  // phone_transfer.cpp: RFC 3515, RFC 3891.
  void on_refer(ServerTransaction& transaction);
  void on_notify(ServerTransaction& transaction);
  void notify_referrer(Call& call, int status);
  Call* replaced_by(const RawMessage& invite) const;

  // phone_audio.cpp
  void open_audio(Call& call);

  // phone.cpp
  Call& add_call();
  void end(Call& call);
  void dial(std::string_view target, std::vector<std::string> headers, bool with_offer);
  void on_text(std::string text, const Way& way);
  void note_received(const RawMessage& message) { received_.push_back(message); }
  Call* newest() const;
  Call* find_call(const RawMessage& request) const;
  void send_bye(Call& call);
  void begin(std::string_view method);  // the verb that expects() speaks of
  std::string target_uri(std::string_view target) const;
  bool expects_goodbye(Where where);
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
  std::string verb_;        // the method of the last verb's request
  Call* chosen_ = nullptr;  // whom verbs act on instead of the newest
  std::uint16_t calls_begun_ = 0;
  int refusal_ = 0, refusals_ = 0;
  int overlooked_ = 0;
  bool offers_in_prack_ = false;
  std::vector<int> notified_;
  std::vector<HeardPacket> heard_;
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
