#include "firmware/mdns/responder.h"

#include <algorithm>
#include <utility>

namespace mdns {

using namespace std::chrono_literals;

namespace {

const net::Endpoint kGroupV4{net::IpAddress::v4(0xe00000fb), kPort};  // 224.0.0.251
const net::Endpoint kGroupV6 = *net::Endpoint::parse("[ff02::fb]:5353");

constexpr base::Duration kSettling = 1s;    // of a link: addresses come one after the other
constexpr std::size_t kMaxUpdates = 10;     // within a minute (section 8.4)
constexpr std::size_t kManyConflicts = 15;  // within 10 seconds (section 8.1)
constexpr base::Duration kConflictSpan = 10s;
constexpr base::Duration kAfterManyConflicts = 5s;
constexpr base::Duration kLongSearch = 1min;  // for a name (section 9)

bool has(const net::Link& link, bool v4) {
  return std::any_of(link.addresses.begin(), link.addresses.end(),
                     [v4](const net::LinkAddress& own) { return own.address.is_v4() == v4; });
}

std::string label_of(const std::string& wanted, unsigned attempt) {
  if (attempt == 1) return wanted;
  const std::string suffix = "-" + std::to_string(attempt);
  return wanted.substr(0, kMaxLabel - suffix.size()) + suffix;
}

}  // namespace

Responder::Responder(const Surroundings& surroundings, ResponderUser& user)
    : around_(surroundings),
      user_(user),
      settle_(surroundings.timers, this),
      rename_(surroundings.timers, this) {}

Responder::~Responder() {
  close();
}

void Responder::adopt(const Settings& settings) {
  if (settings == settings_) return;
  settings_ = settings;
  attempt_ = 1;
  searching_.reset();
  label_ = settings.label;
  rename_.disarm();
  if (label_.empty()) return close();
  if (!watch_) return open();
  publish_all();
  look();
}

void Responder::open() {
  v4_ = bind(kGroupV4);
  v6_ = bind(kGroupV6);
  if (!v4_ && !v6_) return;
  auto watch = around_.network.watch_links([this] { on_links_changed(); });
  if (!watch) {
    around_.log.warning("mdns", "cannot see the network's links",
                        {{"why", std::string(to_string(watch.error()))}});
    return close();
  }
  watch_ = std::move(*watch);
  look();
}

std::unique_ptr<net::MulticastSocket> Responder::bind(const net::Endpoint& group) {
  auto socket = around_.network.bind_multicast(group, *this);
  if (socket) return std::move(*socket);
  around_.log.info("mdns", "not announced",
                   {{"group", to_string(group)}, {"why", std::string(to_string(socket.error()))}});
  return nullptr;
}

void Responder::close() {
  for (const auto& link : links_) link->withdraw();
  links_.clear();
  settle_.disarm();
  rename_.disarm();
  watch_.reset();
  v4_.reset();
  v6_.reset();
}

Responder::Links::iterator Responder::find(unsigned link) {
  return std::find_if(links_.begin(), links_.end(),
                      [link](const auto& known) { return known->link().index == link; });
}

// What has gone, if only for a moment, is another link when it comes back: its cable may be in
// another socket (section 8).
void Responder::on_links_changed() {
  drop_gone(watch_->links());
  if (settle_.armed()) return;
  base::Instant when = around_.timers.now() + kSettling;
  if (updates_.size() == kMaxUpdates) when = std::max(when, updates_.front() + 1min);
  settle_.arm_at(when);
}

void Responder::look() {
  const std::vector<net::Link> links = watch_->links();
  bool is_news = drop_gone(links);
  for (const net::Link& link : links) {
    if (links_.size() == kMaxLinks && find(link.index) == links_.end()) continue;
    is_news = greet(link) || is_news;
  }
  if (!is_news) return;
  if (updates_.size() == kMaxUpdates) updates_.pop_front();
  updates_.push_back(around_.timers.now());
}

bool Responder::drop_gone(const std::vector<net::Link>& links) {
  return 0 < std::erase_if(links_, [&](const auto& known) {
           const bool stays = std::any_of(links.begin(), links.end(), [&](const net::Link& link) {
             return link.index == known->link().index;
           });
           if (stays) return false;
           if (v4_) v4_->leave(known->link().index);
           if (v6_) v6_->leave(known->link().index);
           return true;
         });
}

// Whether anything is new.
bool Responder::greet(const net::Link& link) {
  const auto known = find(link.index);
  if (known != links_.end() && (*known)->link() == link) return false;
  std::vector<Record> records = own_records(label_, settings_.services, link);
  if (records.empty()) {
    if (known == links_.end()) return false;
    (*known)->withdraw();
    links_.erase(known);
    return true;
  }
  join(link);
  if (known != links_.end()) {
    (*known)->update(link, std::move(records), delay());
    return true;
  }
  LinkUser& user = *this;
  links_.push_back(std::make_unique<LinkResponder>(around_.timers, around_.random, user));
  links_.back()->publish(link, std::move(records), delay());
  return true;
}

// Again and again: what is joined already says so, and a link that has got its first address of a
// family can be joined only now.
void Responder::join(const net::Link& link) {
  const bool is_new = find(link.index) == links_.end();
  for (const bool v4 : {true, false}) {
    net::MulticastSocket* socket = v4 ? v4_.get() : v6_.get();
    if (socket == nullptr || !has(link, v4)) continue;
    const auto joined = socket->join(link.index);
    if (joined || !is_new) continue;
    around_.log.warning("mdns", "cannot join the group",
                        {{"link", link.name}, {"why", std::string(to_string(joined.error()))}});
  }
}

void Responder::publish_all() {
  std::erase_if(links_, [&](const auto& link) {
    std::vector<Record> records = own_records(label_, settings_.services, link->link());
    if (records.empty()) {
      link->withdraw();
      return true;
    }
    link->publish(link->link(), std::move(records), delay());
    return false;
  });
}

// Section 8.1: so that boxes which are switched on together do not probe together; and a pause
// where names seem to be taken for ever.
base::Duration Responder::delay() {
  if (is_slow_) return kAfterManyConflicts;
  return base::Duration(around_.random.below(250'000));
}

void Responder::on_conflict() {
  if (rename_.armed()) return;
  count_conflict();
  rename_.arm({});
}

base::Duration Responder::on_contest() {
  count_conflict();
  return delay();
}

void Responder::count_conflict() {
  if (conflicts_.size() == kManyConflicts) conflicts_.pop_front();
  conflicts_.push_back(around_.timers.now());
  const base::Duration span = conflicts_.back() - conflicts_.front();
  if (conflicts_.size() == kManyConflicts && span <= kConflictSpan) is_slow_ = true;
}

void Responder::take_next_label() {
  const std::string taken = std::exchange(label_, label_of(settings_.label, ++attempt_));
  around_.log.warning("mdns", "another has this name",
                      {{"name", taken + ".local"}, {"now", label_ + ".local"}});
  complain();
  publish_all();
  user_.on_other_label(label_);
}

// Section 9: once in each search, when it takes long.
void Responder::complain() {
  const base::Instant now = around_.timers.now();
  if (!searching_) searching_ = now;
  if (now - *searching_ < kLongSearch) return;
  around_.log.error("mdns", "no name is free", {{"wanted", settings_.label + ".local"}});
  searching_ = base::Instant::max();
}

void Responder::on_settled(const net::Link& link) {
  is_slow_ = false;
  searching_.reset();
  around_.log.info("mdns", "announced", {{"name", label_ + ".local"}, {"link", link.name}});
}

// Section 11: what comes to the group can come from the link alone; what comes to us, from
// anywhere.
void Responder::on_datagram(std::string_view octets, const net::Arrival& arrival) {
  const auto link = find(arrival.link);
  if (link == links_.end()) return;
  const bool to_group = arrival.to == kGroupV4.address || arrival.to == kGroupV6.address;
  if (!to_group && !net::is_on_link((*link)->link(), arrival.from.address)) return;
  const auto message = parse(octets);
  if (!message) return;
  if (!message->is_response) return (*link)->on_query(*message, arrival);
  if (arrival.from.port == kPort) (*link)->on_response(*message, arrival);
}

void Responder::send_to_all(const net::Link& link, std::string_view octets) {
  if (v4_ && has(link, true)) v4_->send(link.index, kGroupV4, octets);
  if (v6_ && has(link, false)) v6_->send(link.index, kGroupV6, octets);
}

void Responder::send_to(const net::Link& link, const net::Endpoint& to, std::string_view octets) {
  net::MulticastSocket* socket = to.address.is_v4() ? v4_.get() : v6_.get();
  if (socket != nullptr) socket->send(link.index, to, octets);
}

bool Responder::is_ours(const Record& record) const {
  return std::any_of(links_.begin(), links_.end(),
                     [&](const auto& link) { return link->has(record); });
}

}  // namespace mdns
