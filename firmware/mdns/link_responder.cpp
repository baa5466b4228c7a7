#include "firmware/mdns/link_responder.h"

#include <algorithm>
#include <utility>

#include "firmware/mdns/own_records.h"

namespace mdns {

using namespace std::chrono_literals;

namespace {

constexpr base::Duration kBetweenProbes = 250ms;      // section 8.1
constexpr base::Duration kBetweenAnnouncements = 1s;  // section 8.3
constexpr int kProbes = 3;
constexpr int kAnnouncements = 2;

}  // namespace

LinkResponder::LinkResponder(base::TimerQueue& timers, base::Random& random, LinkUser& user)
    : timers_(timers), random_(random), user_(user), step_(timers, this), telling_(timers, this) {}

void LinkResponder::publish(const net::Link& link, std::vector<Record> records,
                            base::Duration delay) {
  for (const Own& own : owns_) {
    if (own.record.type == type::ptr && is_reverse(own.record.name)) {
      former_host_ = own.record.content;
    }
  }
  adopt(link, std::move(records));
  enter(State::probing, delay);
}

// Section 8.4: what changed is announced anew, without probing, as long as the names are ours.
void LinkResponder::update(const net::Link& link, std::vector<Record> records,
                           base::Duration delay) {
  const bool has_new_name = std::any_of(records.begin(), records.end(), [&](const Record& record) {
    return record.is_unique && !is_reverse(record.name) && !claims(record.name);
  });
  if (has_new_name) return publish(link, std::move(records), delay);
  std::erase_if(records, [&](const Record& record) { return has_yielded(record.name); });
  adopt(link, std::move(records));
  arm_telling();
  if (state_ == State::announcing || state_ == State::settled) enter(State::announcing, {});
}

void LinkResponder::withdraw() {
  take_back({});
  state_ = State::silent;
  step_.disarm();
  telling_.disarm();
  replies_.clear();
  owns_.clear();
}

// Who waits for a reply asks again; what stays keeps its pause.
void LinkResponder::adopt(const net::Link& link, std::vector<Record> records) {
  take_back(records);
  link_ = link;
  replies_.clear();
  std::vector<Own> owns;
  for (Record& record : records) {
    const auto known = std::find_if(owns_.begin(), owns_.end(),
                                    [&](const Own& own) { return is_same(own.record, record); });
    owns.push_back(known == owns_.end() ? Own{std::move(record)} : std::move(*known));
  }
  owns_ = std::move(owns);
}

// Not what comes in another form: that flushes the old from all caches (section 8.4), and with a
// goodbye the rest of its set would go, too.
void LinkResponder::take_back(const std::vector<Record>& kept) {
  Owns gone;
  for (Own& own : owns_) {
    const bool stays = std::any_of(kept.begin(), kept.end(), [&](const Record& record) {
      return is_same(record, own.record) ||
             (record.is_unique && is_of_same_set(record, own.record));
    });
    if (!stays && own.told) gone.push_back(&own);
  }
  send_goodbye(gone);
}

bool LinkResponder::has(const Record& record) const {
  return std::any_of(owns_.begin(), owns_.end(),
                     [&](const Own& own) { return is_same(own.record, record); });
}

// Who probes answers nothing, not even what was asked before.
void LinkResponder::enter(State state, base::Duration delay) {
  state_ = state;
  sent_ = 0;
  step_.arm(delay);
  if (state != State::probing) return;
  replies_.clear();
  for (Own& own : owns_) own.telling.reset();
  telling_.disarm();
}

void LinkResponder::on_step() {
  if (state_ == State::probing && sent_ == kProbes) enter(State::announcing, {});
  if (state_ == State::probing) {
    probe();
    if (sent_ == 0 || sent_ == kProbes - 1) ask_for_reverse();
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

// What was told a moment ago waits for its pause.
void LinkResponder::announce() {
  const base::Instant now = timers_.now();
  Owns all;
  for (Own& own : owns_) {
    if (own.record.type == type::nsec) continue;
    if (own.told && now - *own.told < kBetweenTellings) {
      tell(own, {now, now}, kBetweenTellings);
      continue;
    }
    all.push_back(&own);
    own.told = now;
    own.telling.reset();
  }
  arm_telling();
  send(all, {});
}

}  // namespace mdns
