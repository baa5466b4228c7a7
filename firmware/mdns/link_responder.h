// LinkResponder: what a multicast DNS responder does on one link (RFC 6762): claims its unique
// records, tells them to all, answers, and notices when somebody else has the name. Passive; owned
// by Responder; signalling thread only.
//
//   Probing ── three probes, nobody has the name ──> Announcing ── told twice ──> Settled
//    ^ ^                                                  |                          |
//    | +────────────── somebody else shows up with it ────+──────────────────────────+
//    +── publish(), with this name or another
//
// Who probes and meets another that has the name asks its user for another name (section 8.1); who
// has it already probes anew first (section 9). Nobody probes for an address's reverse name:
// another who says it is his has it (two responders of one host may each have a name for it).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/base/random.h"
#include "firmware/base/timer_queue.h"
#include "firmware/mdns/message.h"
#include "firmware/mdns/outgoing.h"
#include "firmware/net/multicast.h"

namespace mdns {

class LinkUser {
 public:
  virtual ~LinkUser() = default;
  virtual void send_to_all(const net::Link& link, std::string_view octets) = 0;
  virtual void send_to(const net::Link& link, const net::Endpoint& to, std::string_view octets) = 0;
  // The same record is said by us on some link: it may come back by another.
  virtual bool is_ours(const Record& record) const = 0;
  // Somebody else has our name. Calls nothing of the link's before this returns.
  virtual void on_conflict() = 0;
  // Somebody says he has what is ours: after which delay it is asked for anew.
  virtual base::Duration on_contest() = 0;
  virtual void on_settled(const net::Link& link) = 0;  // the name is ours here
};

class LinkResponder {
 public:
  LinkResponder(base::TimerQueue& timers, base::Random& random, LinkUser& user);

  // A new name, or a new link: takes back what was said, and claims these after `delay`.
  void publish(const net::Link& link, std::vector<Record> records, base::Duration delay);
  // The link has changed, and with it perhaps what is said there. A name that is new here is
  // claimed after `delay`.
  void update(const net::Link& link, std::vector<Record> records, base::Duration delay);
  // Takes back what was said (section 10.1).
  void withdraw();

  const net::Link& link() const { return link_; }
  bool has(const Record& record) const;

  void on_query(const Message& query, const net::Arrival& arrival);
  void on_response(const Message& response, const net::Arrival& arrival);

 private:
  // Of one record to all, for whatever reason (section 6).
  static constexpr base::Duration kBetweenTellings = std::chrono::seconds(1);

  enum class State : std::uint8_t { silent, probing, announcing, settled };

  // Of a record, to all.
  struct Telling {
    base::Instant asked;
    base::Instant due;
    base::Duration slack{};  // how much later it may go, if others go with it then
    net::Endpoint asker{};   // who alone waits for it; else unspecified
  };
  struct Own {
    Record record;
    std::optional<base::Instant> told{};  // to all, the last time
    std::optional<Telling> telling{};
  };
  using Owns = std::vector<Own*>;
  // To one who asked, by unicast.
  struct Reply {
    net::Endpoint to;
    base::Instant asked;
    base::Instant due;
    Owns answers;
  };

  // What is ours (link_responder.cpp).
  void adopt(const net::Link& link, std::vector<Record> records);
  void take_back(const std::vector<Record>& kept);
  void enter(State state, base::Duration delay);
  void on_step();
  void announce();

  // Claiming, and meeting others that do (claiming.cpp).
  void probe();
  void ask_for_reverse();
  bool claims(const Name& name) const;
  std::vector<Name> claimed_names() const;
  void meet_probe(const Message& query);
  bool loses_to(const Message& query, const Name& name) const;
  bool is_conflict(const Record& record) const;
  void meet_conflict();
  void yield_reverse(const Record& heard);
  bool has_yielded(const Name& reverse) const;
  void leave_out_said(const Record& heard);
  void refresh(const Record& heard);

  // Answering (queries.cpp).
  struct Asker;
  Asker asker_of(const Message& query, const net::Arrival& arrival);
  Owns answers_to(const Question& question);
  void consider(Own& own, Asker& asker);
  void forget_known(const Message& query, const net::Endpoint& from);
  void wait_for_rest(const net::Endpoint& from);
  void answer_legacy(const Message& query, const net::Endpoint& to);

  // Saying it, and when (tellings.cpp).
  static void add_once(Owns& list, Own& own);
  static void tell(Own& own, const Telling& wish, base::Duration pause);
  void reply_later(const Reply& reply);
  void tell_due();
  void reply_due();
  std::optional<base::Instant> next_telling() const;
  void arm_telling();
  Owns additionals_of(const Owns& answers);
  bool goes_with(const Record& answer, const Record& record) const;
  // To all, when there is no `to`.
  void send(const Owns& answers, const Owns& additionals, const net::Endpoint* to = nullptr);
  void send_goodbye(const Owns& gone);

  base::TimerQueue& timers_;
  base::Random& random_;
  LinkUser& user_;
  net::Link link_;
  State state_ = State::silent;
  int sent_ = 0;  // probes or announcements, in this state
  std::vector<Own> owns_;
  std::string former_host_;     // to which reverse names led, as a PTR's content
  std::vector<Reply> replies_;  // point to what is ours; each to another
  base::MemberTimer<&LinkResponder::on_step> step_;
  base::MemberTimer<&LinkResponder::tell_due> telling_;
};

}  // namespace mdns
