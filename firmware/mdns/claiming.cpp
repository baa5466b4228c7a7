// How a LinkResponder claims its names and meets others on the link (RFC 6762 sections 6.6, 7.4, 8
// and 9).
#include <algorithm>
#include <string_view>
#include <tuple>

#include "firmware/mdns/link_responder.h"
#include "firmware/mdns/own_records.h"

namespace mdns {

using namespace std::chrono_literals;
using Section = Outgoing::Section;

namespace {

constexpr base::Duration kAfterLosing = 1s;  // section 8.2
constexpr base::Duration kFlushed = 1s;      // what is older goes with a cache-flush (section 10.2)

using Rank = std::tuple<std::uint16_t, std::uint16_t, std::string_view>;

// As section 8.2 orders records: class, type, then the octets of RDATA as unsigned numbers, which
// is how std::string_view compares.
Rank rank_of(const Record& record) {
  return {record.class_code, record.type, record.content};
}

bool is_of(const net::Link& link, const net::IpAddress& address) {
  return std::any_of(link.addresses.begin(), link.addresses.end(),
                     [&](const net::LinkAddress& own) { return own.address == address; });
}

}  // namespace

// Only the first wants its answer by unicast: where several responders share a host, that may
// reach the wrong one (section 15.1). What others ask at the same time makes none of the three
// superfluous (section 7.3): it is by its own records that a probe claims.
void LinkResponder::probe() {
  Outgoing query(Outgoing::Kind::query);
  for (const Name& name : claimed_names()) {
    query.add(Question{name, type::any, kInternet, sent_ == 0});
  }
  for (const Own& own : owns_) {
    if (!own.record.is_unique || own.record.type == type::nsec) continue;
    if (is_reverse(own.record.name)) continue;
    Record tentative = own.record;
    tentative.is_unique = false;  // section 10.2: of no record in a query
    query.add(Section::authority, tentative);
  }
  user_.send_to_all(link_, query.octets());
}

// Another responder of this host may have a name for the same address, and would take an
// announcement of ours for an attack on its own. All hear the answer, so it reaches us, too. Twice,
// with the first probe and the last: who has just announced it does not repeat it at once.
void LinkResponder::ask_for_reverse() {
  Outgoing query(Outgoing::Kind::query);
  for (const Own& own : owns_) {
    if (own.record.type != type::ptr || !is_reverse(own.record.name)) continue;
    query.add(Question{own.record.name, type::ptr, kInternet, false});
  }
  if (!query.is_empty()) user_.send_to_all(link_, query.octets());
}

bool LinkResponder::claims(const Name& name) const {
  return !is_reverse(name) && std::any_of(owns_.begin(), owns_.end(), [&](const Own& own) {
    return own.record.is_unique && own.record.name == name;
  });
}

std::vector<Name> LinkResponder::claimed_names() const {
  std::vector<Name> names;
  for (const Own& own : owns_) {
    const Name& name = own.record.name;
    if (!own.record.is_unique || is_reverse(name)) continue;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

// Somebody else claims a name at the same moment: the later in order has it (section 8.2).
void LinkResponder::meet_probe(const Message& query) {
  for (const Question& question : query.questions) {
    if (!claims(question.name) || !loses_to(query, question.name)) continue;
    return enter(State::probing, kAfterLosing);
  }
}

bool LinkResponder::loses_to(const Message& query, const Name& name) const {
  std::vector<Rank> theirs, ours;
  bool is_other = false;
  for (const Record& record : query.authorities) {
    if (!(record.name == name)) continue;
    theirs.push_back(rank_of(record));
    is_other = is_other || !user_.is_ours(record);
  }
  if (!is_other) return false;  // nobody, or ourselves, perhaps by another link
  for (const Own& own : owns_) {
    const Record& record = own.record;
    if (record.is_unique && record.type != type::nsec && record.name == name) {
      ours.push_back(rank_of(record));
    }
  }
  std::sort(theirs.begin(), theirs.end());
  std::sort(ours.begin(), ours.end());
  return ours < theirs;
}

// While probing, whatever has our name is somebody else's, but what came before we asked may be old
// (section 8.1); later, only what contradicts us.
bool LinkResponder::is_conflict(const Record& record) const {
  if (record.ttl == 0 || record.class_code != kInternet) return false;
  if (!claims(record.name) || user_.is_ours(record)) return false;
  if (state_ == State::probing) return sent_ > 0;
  return record.type != type::nsec && std::any_of(owns_.begin(), owns_.end(), [&](const Own& own) {
           return own.record.is_unique && is_of_same_set(own.record, record);
         });
}

void LinkResponder::meet_conflict() {
  if (state_ != State::probing) return enter(State::probing, user_.on_contest());
  step_.disarm();
  user_.on_conflict();
}

// What came to us alone can but answer a probe: all the rest is said to all (section 6).
void LinkResponder::on_response(const Message& response, const net::Arrival& arrival) {
  const bool is_to_all = net::is_multicast(arrival.to);
  if (state_ == State::silent || (!is_to_all && state_ != State::probing)) return;
  for (const auto* section : {&response.answers, &response.authorities, &response.additionals}) {
    for (const Record& record : *section) {
      if (is_conflict(record)) return meet_conflict();
      const bool may_be_old = state_ == State::probing && sent_ == 0;
      if (!may_be_old || record.content != former_host_) yield_reverse(record);
      if (state_ == State::probing) continue;
      if (!is_of(link_, arrival.from.address)) leave_out_said(record);
      refresh(record);
    }
  }
  arm_telling();
}

// To who has another name for an address of ours, or is about to: without a word, as a goodbye
// would flush what he says.
void LinkResponder::yield_reverse(const Record& heard) {
  if (heard.ttl == 0 || heard.type == type::nsec || !is_reverse(heard.name)) return;
  const bool is_contested = std::any_of(owns_.begin(), owns_.end(), [&](const Own& own) {
    return is_of_same_set(own.record, heard) && !is_same(own.record, heard);
  });
  if (!is_contested || user_.is_ours(heard)) return;
  replies_.clear();
  std::erase_if(owns_, [&](const Own& own) { return own.record.name == heard.name; });
}

// An address that was here before, and has no name of ours any more.
bool LinkResponder::has_yielded(const Name& reverse) const {
  const bool was_here =
      std::any_of(link_.addresses.begin(), link_.addresses.end(),
                  [&](const auto& own) { return reverse_name(own.address) == reverse; });
  return was_here && std::none_of(owns_.begin(), owns_.end(),
                                  [&](const Own& own) { return own.record.name == reverse; });
}

// Section 7.4: another has said to all what we were about to say.
void LinkResponder::leave_out_said(const Record& heard) {
  for (Own& own : owns_) {
    if (heard.ttl < own.record.ttl || !is_same(own.record, heard)) continue;
    for (Reply& reply : replies_) std::erase(reply.answers, &own);
    if (!own.telling) continue;
    own.told = timers_.now();
    own.telling.reset();
  }
}

// Section 6.6: somebody says what is ours, but not for long, as a process does that ends where
// another has begun. Section 14: or we say by another link of the same network what flushes that
// which we have said here; within a second it does not, or each link would answer the other.
void LinkResponder::refresh(const Record& heard) {
  const base::Instant now = timers_.now();
  for (Own& own : owns_) {
    const bool is_fading = is_same(own.record, heard) && heard.ttl < own.record.ttl / 2;
    const bool is_flushed = heard.is_unique && heard.type != type::nsec &&
                            is_of_same_set(own.record, heard) && !is_same(own.record, heard) &&
                            own.told && now - *own.told >= kFlushed && !has(heard) &&
                            user_.is_ours(heard);
    if (is_fading || is_flushed) tell(own, {now, now}, kFlushed);
  }
}

}  // namespace mdns
