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
// has it already probes anew first (section 9).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
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
  virtual void on_settled(const net::Link& link) = 0;  // the name is ours here
};

class LinkResponder {
 public:
  LinkResponder(base::TimerQueue& timers, base::Random& random, LinkUser& user);

  // A new name, or a new link: takes back what was said, and claims these after `delay`.
  void publish(const net::Link& link, std::vector<Record> records, base::Duration delay);
  // The link has changed, and with it perhaps what is said there.
  void update(const net::Link& link, std::vector<Record> records);
  // Takes back what was said (section 10.1).
  void withdraw();

  const net::Link& link() const { return link_; }
  bool has(const Record& record) const;

  void on_query(const Message& query, const net::Arrival& arrival);
  void on_response(const Message& response);

 private:
  enum class State : std::uint8_t { silent, probing, announcing, settled };

  struct Own {
    Record record;
    std::optional<base::Instant> told{};  // to all, the last time
    std::optional<base::Instant> due{};   // to be told
    net::Endpoint asker{};                // who alone waits for it; else unspecified
  };
  using Owns = std::vector<Own*>;

  // Claiming (link_responder.cpp).
  void enter(State state, base::Duration delay);
  void on_step();
  void probe();
  void announce();
  void take_back(const std::vector<Record>& kept);
  bool is_named(const Name& name) const;  // by a unique record
  std::vector<Name> unique_names() const;
  void meet_probe(const Message& query);
  bool loses_to(const Message& query, const Name& name) const;
  bool is_conflict(const Record& record) const;
  void refresh(const Record& heard);

  // Answering (queries.cpp).
  struct Asker;
  Asker asker_of(const Message& query, const net::Endpoint& from);
  Owns answers_to(const Question& question);
  void consider(Own& own, const Asker& asker, Owns& unicast) const;
  void tell_soon(Own& own, const Asker& asker) const;
  void forget_known(const Message& query, const net::Endpoint& from);
  void answer_legacy(const Message& query, const net::Endpoint& to);
  void tell_due();
  void arm_telling();
  Owns additionals_of(const Owns& answers);
  bool goes_with(const Record& answer, const Record& record) const;
  void send_to_all(const Owns& answers, const Owns& additionals, bool is_goodbye = false);

  base::TimerQueue& timers_;
  base::Random& random_;
  LinkUser& user_;
  net::Link link_;
  State state_ = State::silent;
  int sent_ = 0;  // probes or announcements, in this state
  std::vector<Own> owns_;
  base::MemberTimer<&LinkResponder::on_step> step_;
  base::MemberTimer<&LinkResponder::tell_due> telling_;
};

}  // namespace mdns
