// How a LinkResponder answers (RFC 6762 sections 5.4, 6 and 7).
#include <algorithm>
#include <utility>

#include "firmware/mdns/link_responder.h"

namespace mdns {

using namespace std::chrono_literals;
using Section = Outgoing::Section;

namespace {

constexpr base::Duration kBetweenTellings = 1s;     // section 6.2: of one record
constexpr base::Duration kBetweenDefences = 250ms;  // likewise, towards who probes
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

template <class T>
bool contains(const std::vector<T>& list, const T& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

bool is_group(const net::IpAddress& address) {
  const unsigned first = address.octets()[0];
  return address.is_v4() ? first >= 224 && first < 240 : first == 0xff;
}

Record for_legacy(Record record) {
  record.is_unique = false;
  record.ttl = std::min(record.ttl, kLongestForLegacy);
  return record;
}

}  // namespace

struct LinkResponder::Asker {
  net::Endpoint from;
  bool is_probing = false;  // claims a name
  bool by_unicast = false;  // is to be answered so
  base::Duration shared{};  // until what others may answer, too, is told
  base::Duration unique{};  // the same for what we alone know
};

void LinkResponder::on_query(const Message& query, const net::Arrival& arrival) {
  if (state_ == State::silent) return;
  if (state_ == State::probing) return meet_probe(query);
  const bool is_near = net::is_on_link(link_, arrival.from.address);
  if (arrival.from.port != kPort) {
    if (is_near) answer_legacy(query, arrival.from);
    return;
  }
  forget_known(query, arrival.from);
  Asker asker = asker_of(query, arrival.from);
  Owns unicast;
  for (const Question& question : query.questions) {
    asker.by_unicast = is_near && (question.wants_unicast || !is_group(arrival.to));
    for (Own* own : answers_to(question)) {
      if (!is_known(own->record, query)) consider(*own, asker, unicast);
    }
  }
  tell_due();
  if (unicast.empty()) return;
  Outgoing response(Outgoing::Kind::response);
  for (const Own* own : unicast) response.add(Section::answer, own->record);
  for (const Own* own : additionals_of(unicast)) response.add(Section::additional, own->record);
  user_.send_to(link_, arrival.from, response.octets());
}

// Nobody else answers for what is unique, so at once; shared records come with a delay (section 6),
// and all of them when more known answers are to follow (section 7.2).
LinkResponder::Asker LinkResponder::asker_of(const Message& query, const net::Endpoint& from) {
  Asker asker{from, !query.authorities.empty()};
  const base::Duration chance(random_.below(100'000));
  asker.shared = query.is_truncated ? 400ms + chance : 20ms + chance;
  if (query.is_truncated) asker.unique = asker.shared;
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
// (section 5.4); but who claims a name hears of it without delay.
void LinkResponder::consider(Own& own, const Asker& asker, Owns& unicast) const {
  if (contains(unicast, &own)) return;
  const base::Duration lately = std::chrono::seconds(own.record.ttl / 4);
  const bool is_fresh = own.told && timers_.now() - *own.told < lately;
  if (asker.by_unicast && (asker.is_probing || is_fresh)) return unicast.push_back(&own);
  tell_soon(own, asker);
}

void LinkResponder::tell_soon(Own& own, const Asker& asker) const {
  base::Instant due = timers_.now() + (own.record.is_unique ? asker.unique : asker.shared);
  const base::Duration pause = asker.is_probing ? kBetweenDefences : kBetweenTellings;
  if (own.told) due = std::max(due, *own.told + pause);
  if (!own.due) {
    own.due = due;
    own.asker = asker.from;
    return;
  }
  own.due = std::min(*own.due, due);
  if (own.asker != asker.from) own.asker = {};
}

// Section 7.2: the known answers that did not fit into the query.
void LinkResponder::forget_known(const Message& query, const net::Endpoint& from) {
  for (Own& own : owns_) {
    if (own.due && own.asker == from && is_known(own.record, query)) own.due.reset();
  }
}

// Section 6.7: an ordinary resolver, which knows nothing of multicast DNS.
void LinkResponder::answer_legacy(const Message& query, const net::Endpoint& to) {
  Owns answers;
  Outgoing response(Outgoing::Kind::response, query.id);
  for (const Question& question : query.questions) {
    response.add(question);
    for (Own* own : answers_to(question)) {
      if (!contains(answers, own)) answers.push_back(own);
    }
  }
  if (answers.empty()) return;
  for (const Own* own : answers) response.add(Section::answer, for_legacy(own->record));
  for (const Own* own : additionals_of(answers)) {
    response.add(Section::additional, for_legacy(own->record));
  }
  user_.send_to(link_, to, response.octets());
}

void LinkResponder::tell_due() {
  const base::Instant now = timers_.now();
  Owns answers;
  for (Own& own : owns_) {
    if (own.due && *own.due <= now) answers.push_back(&own);
  }
  Owns additionals = additionals_of(answers);
  std::erase_if(additionals,
                [now](const Own* own) { return own->told && now - *own->told < kBetweenTellings; });
  for (const Owns& list : {answers, additionals}) {
    for (Own* own : list) {
      own->told = now;
      own->due.reset();
    }
  }
  send_to_all(answers, additionals);
  arm_telling();
}

void LinkResponder::arm_telling() {
  std::optional<base::Instant> first;
  for (const Own& own : owns_) {
    if (own.due && (!first || *own.due < *first)) first = own.due;
  }
  if (!first) return telling_.disarm();
  telling_.arm_at(*first);
}

// What who gets this will ask next (RFC 6763 section 12).
LinkResponder::Owns LinkResponder::additionals_of(const Owns& answers) {
  Owns additionals;
  for (const Own* answer : answers) {
    for (Own& own : owns_) {
      if (!own.record.is_unique || !goes_with(answer->record, own.record)) continue;
      if (!contains(answers, &own) && !contains(additionals, &own)) additionals.push_back(&own);
    }
  }
  return additionals;
}

// The addresses' name is that of the first of our records.
bool LinkResponder::goes_with(const Record& answer, const Record& record) const {
  const bool is_of_host = record.name == owns_.front().record.name;
  switch (answer.type) {
    case type::ptr: {
      const bool leads_to_ours = std::any_of(owns_.begin(), owns_.end(), [&](const Own& own) {
        return own.record.type == type::srv && pointer_to(own.record.name) == answer.content;
      });
      const bool is_target = pointer_to(record.name) == answer.content;
      return leads_to_ours && (is_of_host || (is_target && record.type != type::nsec));
    }
    case type::srv:
    case type::a:
    case type::aaaa:
      return is_of_host;
    default:
      return false;
  }
}

void LinkResponder::send_to_all(const Owns& answers, const Owns& additionals, bool is_goodbye) {
  Outgoing response(Outgoing::Kind::response);
  for (const Own* own : answers) {
    Record record = own->record;
    if (is_goodbye) record.ttl = 0;
    if (response.add(Section::answer, record)) continue;
    user_.send_to_all(link_, response.octets());
    response = Outgoing(Outgoing::Kind::response);
    response.add(Section::answer, record);
  }
  for (const Own* own : additionals) response.add(Section::additional, own->record);
  if (!response.is_empty()) user_.send_to_all(link_, response.octets());
}

}  // namespace mdns
