// What a LinkResponder answers (RFC 6762 sections 5.4, 6 and 7).
#include <algorithm>
#include <utility>

#include "firmware/mdns/link_responder.h"

namespace mdns {

using namespace std::chrono_literals;
using Section = Outgoing::Section;

namespace {

constexpr base::Duration kBetweenDefences = 250ms;  // section 6: of one record, to who probes
constexpr base::Duration kAggregation = 500ms;      // section 6.4
constexpr base::Duration kLongestWait = 5s;         // for known answers that go on and on
constexpr std::uint32_t kLongestForLegacy = 10;     // seconds (section 6.7)

bool is_asked(const Record& record, const Question& question) {
  const bool right_class = question.class_code == kInternet || question.class_code == kAnyClass;
  if (!right_class || !(record.name == question.name)) return false;
  if (question.type == type::any) return record.type != type::nsec;
  return question.type == record.type;
}

// Section 7.1: still good for half of its life at least.
bool is_known(const Record& record, const Message& query) {
  return std::any_of(query.answers.begin(), query.answers.end(), [&](const Record& known) {
    return is_same(known, record) && known.ttl >= record.ttl / 2;
  });
}

// Section 6: with a record that it proposes for the name.
bool is_probe(const Message& query, const Question& question) {
  return std::any_of(query.authorities.begin(), query.authorities.end(),
                     [&](const Record& record) { return is_asked(record, question); });
}

Record for_legacy(Record record) {
  record.is_unique = false;
  record.ttl = std::min(record.ttl, kLongestForLegacy);
  return record;
}

}  // namespace

struct LinkResponder::Asker {
  net::Endpoint from;
  base::Duration moment{};  // until is told what others may answer, too
  bool is_single = false;   // one question, and all known answers with it
  bool is_near = false;     // can be reached by unicast
  bool is_probing = false;  // this question claims a name
  bool by_unicast = false;  // it is to be answered so
  Owns at_once{}, later{};  // what goes to him alone
};

void LinkResponder::on_query(const Message& query, const net::Arrival& arrival) {
  if (state_ == State::silent) return;
  for (const Record& proposed : query.authorities) yield_reverse(proposed);
  if (state_ == State::probing) return meet_probe(query);
  Asker asker = asker_of(query, arrival);
  if (arrival.from.port != kPort) {
    if (asker.is_near) answer_legacy(query, arrival.from);
    return;
  }
  forget_known(query, arrival.from);
  if (query.is_truncated) wait_for_rest(arrival.from);
  for (const Question& question : query.questions) {
    asker.is_probing = is_probe(query, question);
    asker.by_unicast = asker.is_near && (question.wants_unicast || !net::is_multicast(arrival.to));
    for (Own* own : answers_to(question)) {
      if (!is_known(own->record, query)) consider(*own, asker);
    }
  }
  const base::Instant now = timers_.now();
  if (!asker.at_once.empty()) send(asker.at_once, additionals_of(asker.at_once), &arrival.from);
  if (!asker.later.empty()) {
    reply_later({arrival.from, now, now + asker.moment, std::move(asker.later)});
  }
  tell_due();
}

// Shared records come with a delay, and all of them when there are several questions, as others may
// answer those (sections 6 and 6.3) or when more known answers are to follow (section 7.2).
LinkResponder::Asker LinkResponder::asker_of(const Message& query, const net::Arrival& arrival) {
  Asker asker{arrival.from};
  const base::Duration chance(random_.below(100'000));
  asker.moment = query.is_truncated ? 400ms + chance : 20ms + chance;
  asker.is_single = query.questions.size() == 1 && !query.is_truncated;
  asker.is_near = net::is_on_link(link_, arrival.from.address);
  return asker;
}

// Where a name is ours but has no such record, that which says so (section 6.1).
LinkResponder::Owns LinkResponder::answers_to(const Question& question) {
  Owns answers;
  Own* negative = nullptr;
  Question asks_nothing = question;
  asks_nothing.type = type::nsec;
  for (Own& own : owns_) {
    if (is_asked(own.record, question)) answers.push_back(&own);
    if (is_asked(own.record, asks_nothing)) negative = &own;
  }
  if (answers.empty() && negative != nullptr) answers.push_back(negative);
  return answers;
}

// By unicast only what all others have heard not long ago, so that their caches stay right
// (section 5.4); but who claims a name hears of it so, and without delay.
void LinkResponder::consider(Own& own, Asker& asker) {
  const base::Instant now = timers_.now();
  const bool is_immediate = asker.is_probing || (asker.is_single && own.record.is_unique);
  const base::Duration lately = std::chrono::seconds(own.record.ttl / 4);
  const bool is_fresh = own.told && now - *own.told < lately;
  if (asker.by_unicast && (asker.is_probing || is_fresh)) {
    Owns& answers = is_immediate ? asker.at_once : asker.later;
    return add_once(answers, own);
  }
  const Telling wish{now, is_immediate ? now : now + asker.moment,
                     is_immediate ? base::Duration{} : kAggregation, asker.from};
  tell(own, wish, asker.is_probing ? kBetweenDefences : kBetweenTellings);
}

// Section 7.2: the known answers that did not fit into the query.
void LinkResponder::forget_known(const Message& query, const net::Endpoint& from) {
  for (Own& own : owns_) {
    if (!is_known(own.record, query)) continue;
    if (own.telling && own.telling->asker == from) own.telling.reset();
    for (Reply& reply : replies_) {
      if (reply.to == from) std::erase(reply.answers, &own);
    }
  }
}

// Section 7.2: and more of them are to come.
void LinkResponder::wait_for_rest(const net::Endpoint& from) {
  const base::Instant until = timers_.now() + 400ms + base::Duration(random_.below(100'000));
  const auto put_off = [until](auto& answer) {
    answer.due = std::max(answer.due, std::min(until, answer.asked + kLongestWait));
  };
  for (Own& own : owns_) {
    if (own.telling && own.telling->asker == from) put_off(*own.telling);
  }
  for (Reply& reply : replies_) {
    if (reply.to == from) put_off(reply);
  }
}

// Section 6.7: an ordinary resolver, which knows nothing of multicast DNS. At once, as it may ask
// for one thing only and goes by the first answer.
void LinkResponder::answer_legacy(const Message& query, const net::Endpoint& to) {
  Owns answers;
  Outgoing response(Outgoing::Kind::legacy, query.id);
  for (const Question& question : query.questions) {
    response.add(question);
    for (Own* own : answers_to(question)) add_once(answers, *own);
  }
  if (answers.empty()) return;
  const bool fits = std::all_of(answers.begin(), answers.end(), [&](const Own* own) {
    return response.add(Section::answer, for_legacy(own->record));
  });
  if (!fits) response.mark_truncated();
  for (const Own* own : fits ? additionals_of(answers) : Owns{}) {
    response.add(Section::additional, for_legacy(own->record));
  }
  user_.send_to(link_, to, response.octets());
}

}  // namespace mdns
