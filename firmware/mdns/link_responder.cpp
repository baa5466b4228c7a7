#include "firmware/mdns/link_responder.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

namespace mdns {

using namespace std::chrono_literals;
using Section = Outgoing::Section;

namespace {

constexpr base::Duration kBetweenProbes = 250ms;      // section 8.1
constexpr base::Duration kBetweenAnnouncements = 1s;  // section 8.3
constexpr base::Duration kAfterLosing = 1s;           // section 8.2
constexpr int kProbes = 3;
constexpr int kAnnouncements = 2;

using Rank = std::tuple<std::uint16_t, std::uint16_t, std::string_view>;

// As section 8.2 orders records: class, type, then the octets of RDATA as unsigned numbers, which
// is how std::string_view compares.
Rank rank_of(const Record& record) {
  return {record.class_code, record.type, record.content};
}

}  // namespace

LinkResponder::LinkResponder(base::TimerQueue& timers, base::Random& random, LinkUser& user)
    : timers_(timers), random_(random), user_(user), step_(timers, this), telling_(timers, this) {}

void LinkResponder::publish(const net::Link& link, std::vector<Record> records,
                            base::Duration delay) {
  take_back(records);
  link_ = link;
  owns_.clear();
  for (Record& record : records) owns_.push_back({std::move(record)});
  arm_telling();
  enter(State::probing, delay);
}

// Section 8.4: what changed is announced anew, without probing, as long as the names are ours.
void LinkResponder::update(const net::Link& link, std::vector<Record> records) {
  const bool has_new_name = std::any_of(records.begin(), records.end(), [&](const Record& record) {
    return record.is_unique && !is_named(record.name);
  });
  if (has_new_name) return publish(link, std::move(records), {});
  take_back(records);
  link_ = link;
  std::vector<Own> owns;
  for (Record& record : records) {
    const auto known = std::find_if(owns_.begin(), owns_.end(),
                                    [&](const Own& own) { return is_same(own.record, record); });
    owns.push_back(known == owns_.end() ? Own{std::move(record)} : std::move(*known));
  }
  owns_ = std::move(owns);
  arm_telling();
  if (state_ == State::announcing || state_ == State::settled) enter(State::announcing, {});
}

void LinkResponder::withdraw() {
  take_back({});
  state_ = State::silent;
  step_.disarm();
  telling_.disarm();
  owns_.clear();
}

void LinkResponder::take_back(const std::vector<Record>& kept) {
  Owns gone;
  for (Own& own : owns_) {
    const bool stays = std::any_of(kept.begin(), kept.end(), [&](const Record& record) {
      return is_same(record, own.record);
    });
    if (!stays && own.told) gone.push_back(&own);
  }
  send_to_all(gone, {}, true);
}

bool LinkResponder::has(const Record& record) const {
  return std::any_of(owns_.begin(), owns_.end(),
                     [&](const Own& own) { return is_same(own.record, record); });
}

void LinkResponder::enter(State state, base::Duration delay) {
  state_ = state;
  sent_ = 0;
  step_.arm(delay);
}

void LinkResponder::on_step() {
  if (state_ == State::probing && sent_ == kProbes) enter(State::announcing, {});
  if (state_ == State::probing) {
    probe();
    ++sent_;
    step_.arm(kBetweenProbes);
    return;
  }
  announce();
  if (++sent_ < kAnnouncements) return step_.arm(kBetweenAnnouncements);
  step_.disarm();
  state_ = State::settled;
  user_.on_settled(link_);
}

// Only the first wants its answer by unicast: where several responders share a host, that may
// reach the wrong one.
void LinkResponder::probe() {
  Outgoing query(Outgoing::Kind::query);
  for (const Name& name : unique_names()) {
    query.add(Question{name, type::any, kInternet, sent_ == 0});
  }
  for (const Own& own : owns_) {
    if (!own.record.is_unique || own.record.type == type::nsec) continue;
    Record tentative = own.record;
    tentative.is_unique = false;  // section 10.2: of no record in a query
    query.add(Section::authority, tentative);
  }
  user_.send_to_all(link_, query.octets());
}

void LinkResponder::announce() {
  Owns all;
  for (Own& own : owns_) {
    if (own.record.type == type::nsec) continue;
    all.push_back(&own);
    own.told = timers_.now();
    own.due.reset();
  }
  arm_telling();
  send_to_all(all, {});
}

bool LinkResponder::is_named(const Name& name) const {
  return std::any_of(owns_.begin(), owns_.end(), [&](const Own& own) {
    return own.record.is_unique && own.record.name == name;
  });
}

std::vector<Name> LinkResponder::unique_names() const {
  std::vector<Name> names;
  for (const Own& own : owns_) {
    const Record& record = own.record;
    if (!record.is_unique || std::find(names.begin(), names.end(), record.name) != names.end()) {
      continue;
    }
    names.push_back(record.name);
  }
  return names;
}

// Somebody else claims a name at the same moment: the later in order has it (section 8.2).
void LinkResponder::meet_probe(const Message& query) {
  for (const Question& question : query.questions) {
    if (!is_named(question.name) || !loses_to(query, question.name)) continue;
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

// While probing, whatever has our name is somebody else's; later, only what contradicts us.
bool LinkResponder::is_conflict(const Record& record) const {
  if (record.ttl == 0 || record.type == type::nsec || record.class_code != kInternet) return false;
  if (!is_named(record.name) || user_.is_ours(record)) return false;
  if (state_ == State::probing) return true;
  return std::any_of(owns_.begin(), owns_.end(), [&](const Own& own) {
    return own.record.is_unique && is_of_same_set(own.record, record);
  });
}

void LinkResponder::on_response(const Message& response) {
  if (state_ == State::silent) return;
  for (const auto* section : {&response.answers, &response.additionals}) {
    for (const Record& record : *section) {
      if (!is_conflict(record)) {
        refresh(record);
        continue;
      }
      if (state_ != State::probing) return enter(State::probing, {});
      step_.disarm();
      return user_.on_conflict();
    }
  }
}

// Section 6.6: somebody says what is ours, but not for long, as a process does that ends where
// another has begun.
void LinkResponder::refresh(const Record& heard) {
  if (state_ == State::probing) return;
  for (Own& own : owns_) {
    if (!is_same(own.record, heard) || heard.ttl >= own.record.ttl / 2 || own.due) continue;
    own.due = std::max(timers_.now(), own.told.value_or(base::Instant{}) + 1s);
    own.asker = {};
  }
  arm_telling();
}

}  // namespace mdns
