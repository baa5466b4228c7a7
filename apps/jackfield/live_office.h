// LiveOffice: what administration sees of the running switchboard, in values. Switchboard
// implements it. Signalling thread only.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/conference/open_room.h"
#include "apps/jackfield/dialplan.h"
#include "apps/jackfield/settings.h"
#include "apps/records/call_history.h"
#include "apps/sound/sound.h"
#include "firmware/base/instant.h"
#include "firmware/directory/account.h"
#include "firmware/net/address.h"

namespace jackfield {

struct OfficeStatus {
  std::string version;
  base::WallTime started;
  std::vector<std::string> listening;  // "udp+tcp 0.0.0.0:5060"
  std::vector<std::string> domains;
  std::size_t extensions = 0;
  std::size_t registrations = 0;  // bindings
  std::size_t calls = 0;
  std::size_t transactions = 0;
};

struct Registration {
  std::string number;
  std::string contact;
  std::string flow;  // "udp:192.0.2.1:5060"
  std::string user_agent;
  std::chrono::seconds expires_in{0};
  base::WallTime registered_at;
};

struct LiveCall {
  std::string id;  // of its record
  std::string caller;
  std::string callee;
  std::string call_id;
  base::WallTime begin;
  std::optional<base::WallTime> answer;  // empty: ringing
};

// What becomes of a call that rings an extension.
struct Ringing {
  struct Forward {
    std::string number;
    Route route;
  };
  std::chrono::seconds patience{};
  std::size_t limit = 0;  // calls at a time; 0: any
  std::optional<Forward> when_busy, when_unanswered;
};

struct Explanation {
  Decision decision;                 // with the rules it considered
  std::vector<std::string> targets;  // where it would go now: contacts or a domain
  std::optional<Ringing> ringing{};
};

// One SIP message as it passed.
struct TracedMessage {
  base::WallTime at;
  bool sent = false;  // else received
  std::string flow;
  std::string call_id;
  std::string text;  // credentials not yet masked
};

// What a self-test works with while it lasts.
struct TestAccess {
  std::string number, password;       // of its phone
  net::Endpoint sip;                  // where the switchboard is reached from this machine
  std::optional<net::Endpoint> page;  // and its page, if it has one
};

// What has been committed and shall take effect at once.
struct Changes {
  std::vector<std::string> removed_accounts;  // with all their bindings
  std::vector<directory::Account> put_accounts;
  std::optional<std::vector<Rule>> rules;
  std::optional<Settings> settings;
  std::vector<std::string> removed_sounds;
  std::vector<sound::Sound> put_sounds;
  std::vector<std::string> changed_users{};  // of the page: another password, or gone
};

// Whoever wants to hear what happens, as it happens. Signalling thread; outlives the switchboard.
class OfficeWatcher {
 public:
  virtual ~OfficeWatcher() = default;
  virtual void on_phones_changed(std::string_view number, std::size_t phones) = 0;
  virtual void on_call(const LiveCall& call) = 0;  // began, was answered or transferred
  virtual void on_call_over(std::string_view id) = 0;
  virtual void on_applied(const Changes& changes) = 0;
  virtual void on_named(const std::string& label) = 0;  // of label.local; see Nameplate
};

class LiveOffice {
 public:
  virtual ~LiveOffice() = default;

  virtual OfficeStatus status() const = 0;
  virtual std::vector<std::uint16_t> listening_ports() const = 0;  // for SIP and the page
  virtual std::vector<Registration> registrations() const = 0;
  virtual std::vector<LiveCall> calls() const = 0;
  virtual std::vector<conference::OpenRoom> open_rooms() const = 0;  // by number
  // The latest calls, over or not: by the record's id, its beginning, or a leg's Call-ID.
  virtual records::CallHistory::Found find_call(std::string_view id) const = 0;
  virtual Explanation explain(std::string_view number, std::string_view from) const = 0;

  virtual void apply(Changes changes) = 0;

  // Every message from now on goes to `sink`; an empty one ends it.
  virtual void set_trace(std::function<void(const TracedMessage&)> sink) = 0;

  // Everything is to be erased, in a moment. False: the data folder cannot be written.
  virtual bool reset_to_factory() = 0;

  // Nothing while another self-test runs.
  virtual std::optional<TestAccess> begin_self_test() = 0;
  virtual void end_self_test(std::string_view fault) = 0;  // "": it has passed
};

}  // namespace jackfield
