// When a LinkResponder says what it has to say, and what goes with it (RFC 6762 sections 6, 6.4 and
// 10; RFC 6763 section 12).
#include <algorithm>
#include <utility>

#include "firmware/mdns/link_responder.h"

namespace mdns {

using Section = Outgoing::Section;

namespace {

constexpr std::size_t kMaxReplies = 32;  // that wait; who comes then hears it with all

}  // namespace

void LinkResponder::add_once(Owns& list, Own& own) {
  if (std::find(list.begin(), list.end(), &own) == list.end()) list.push_back(&own);
}

// `pause` after it was told the last time, at the earliest.
void LinkResponder::tell(Own& own, const Telling& wish, base::Duration pause) {
  Telling telling = wish;
  if (own.told) telling.due = std::max(telling.due, *own.told + pause);
  if (own.telling) {
    telling.asked = std::min(telling.asked, own.telling->asked);
    telling.due = std::min(telling.due, own.telling->due);
    telling.slack = std::min(telling.slack, own.telling->slack);
    if (own.telling->asker != wish.asker) telling.asker = {};
  }
  own.telling = telling;
}

void LinkResponder::reply_later(const Reply& reply) {
  const auto known = std::find_if(replies_.begin(), replies_.end(),
                                  [&](const Reply& other) { return other.to == reply.to; });
  if (known != replies_.end()) {
    for (Own* own : reply.answers) add_once(known->answers, *own);
    return;
  }
  if (replies_.size() < kMaxReplies) return replies_.push_back(reply);
  for (Own* own : reply.answers) tell(*own, {reply.asked, reply.due}, kBetweenTellings);
}

// When all is due that can go together: as late as the most urgent allows (section 6.4).
std::optional<base::Instant> LinkResponder::next_telling() const {
  std::optional<base::Instant> latest, last;
  for (const Own& own : owns_) {
    if (!own.telling) continue;
    const base::Instant limit = own.telling->due + own.telling->slack;
    if (!latest || limit < *latest) latest = limit;
  }
  for (const Own& own : owns_) {
    if (!own.telling || own.telling->due > *latest) continue;
    if (!last || *last < own.telling->due) last = own.telling->due;
  }
  return last;
}

void LinkResponder::arm_telling() {
  std::optional<base::Instant> first = next_telling();
  for (const Reply& reply : replies_) {
    if (!first || reply.due < *first) first = reply.due;
  }
  if (!first) return telling_.disarm();
  telling_.arm_at(*first);
}

void LinkResponder::tell_due() {
  const base::Instant now = timers_.now();
  const auto next = next_telling();
  Owns answers;
  for (Own& own : owns_) {
    if (next && *next <= now && own.telling && own.telling->due <= now) answers.push_back(&own);
  }
  Owns additionals = additionals_of(answers);
  std::erase_if(additionals,
                [now](const Own* own) { return own->told && now - *own->told < kBetweenTellings; });
  for (const Owns& list : {answers, additionals}) {
    for (Own* own : list) {
      own->told = now;
      own->telling.reset();
    }
  }
  send(answers, additionals);
  reply_due();
  arm_telling();
}

// What all have heard meanwhile, he has heard, too.
void LinkResponder::reply_due() {
  const base::Instant now = timers_.now();
  for (Reply& reply : replies_) {
    if (reply.due > now) continue;
    std::erase_if(reply.answers,
                  [&](const Own* own) { return own->told && *own->told > reply.asked; });
    if (!reply.answers.empty()) send(reply.answers, additionals_of(reply.answers), &reply.to);
  }
  std::erase_if(replies_, [now](const Reply& reply) { return reply.due <= now; });
}

// What who gets this will ask next (RFC 6763 section 12).
LinkResponder::Owns LinkResponder::additionals_of(const Owns& answers) {
  Owns additionals;
  for (const Own* answer : answers) {
    for (Own& own : owns_) {
      if (!own.record.is_unique || !goes_with(answer->record, own.record)) continue;
      if (std::find(answers.begin(), answers.end(), &own) == answers.end()) {
        add_once(additionals, own);
      }
    }
  }
  return additionals;
}

// The addresses' name is that of the first of our records. One address never goes without the rest
// (RFC 6762 section 6.2).
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

void LinkResponder::send(const Owns& answers, const Owns& additionals, const net::Endpoint* to) {
  const auto say = [&](const Outgoing& response) {
    if (to != nullptr) return user_.send_to(link_, *to, response.octets());
    user_.send_to_all(link_, response.octets());
  };
  Outgoing response(Outgoing::Kind::response);
  for (const Own* own : answers) {
    if (response.add(Section::answer, own->record)) continue;
    say(response);
    response = Outgoing(Outgoing::Kind::response);
    response.add(Section::answer, own->record);
  }
  for (const Own* own : additionals) response.add(Section::additional, own->record);
  if (!response.is_empty()) say(response);
}

// What has become somebody else's goes without the bit that flushes the rest, his, too.
void LinkResponder::send_goodbye(const Owns& gone) {
  std::vector<Own> last;
  for (const Own* own : gone) {
    last.push_back({own->record});
    last.back().record.ttl = 0;
    if (state_ == State::probing) last.back().record.is_unique = false;
  }
  Owns words;
  for (Own& own : last) words.push_back(&own);
  send(words, {});
}

}  // namespace mdns
