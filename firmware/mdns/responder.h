// Responder: says on every link what this box is called and what it offers there (multicast DNS,
// RFC 6762; DNS-SD, RFC 6763). One name on all links; when it is somebody else's on one of them,
// the next is taken: NAME-2, NAME-3. Links that come, go or change are noticed. Passive; owned by
// the program; signalling thread only. Destruction says goodbye.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "firmware/base/log.h"
#include "firmware/base/random.h"
#include "firmware/base/timer_queue.h"
#include "firmware/mdns/link_responder.h"
#include "firmware/mdns/own_records.h"
#include "firmware/net/network.h"

namespace mdns {

struct Settings {
  std::string label;  // of the host's name; "": nothing is said
  std::vector<Service> services;
  friend bool operator==(const Settings&, const Settings&) = default;
};

// What a responder works with; all outlive it.
struct Surroundings {
  net::Network& network;
  base::TimerQueue& timers;
  base::Random& random;
  base::Log& log;
};

class ResponderUser {
 public:
  virtual ~ResponderUser() = default;
  // The name that was asked for is somebody else's; this one is tried now.
  virtual void on_other_label(const std::string& label) = 0;
};

class Responder final : private LinkUser, private net::MulticastUser {
 public:
  static constexpr std::size_t kMaxLinks = 16;

  Responder(const Surroundings& surroundings, ResponderUser& user);
  ~Responder() override;

  // From now on. What was said before is taken back, if it is no longer so.
  void adopt(const Settings& settings);

  const std::string& label() const { return label_; }  // as it is now

 private:
  using Links = std::vector<std::unique_ptr<LinkResponder>>;

  void open();
  void close();
  std::unique_ptr<net::MulticastSocket> bind(const net::Endpoint& group);
  void on_links_changed();
  void look();
  bool drop_gone(const std::vector<net::Link>& links);
  bool greet(const net::Link& link);
  void join(const net::Link& link);
  void publish_all();
  void count_conflict();
  void take_next_label();
  void complain();
  base::Duration delay();
  Links::iterator find(unsigned link);

  void on_datagram(std::string_view octets, const net::Arrival& arrival) override;
  void send_to_all(const net::Link& link, std::string_view octets) override;
  void send_to(const net::Link& link, const net::Endpoint& to, std::string_view octets) override;
  bool is_ours(const Record& record) const override;
  void on_conflict() override;
  base::Duration on_contest() override;
  void on_settled(const net::Link& link) override;

  const Surroundings around_;
  ResponderUser& user_;
  Settings settings_;
  std::string label_;
  unsigned attempt_ = 1;
  std::deque<base::Instant> conflicts_;  // the latest
  bool is_slow_ = false;                 // after many of them, until a name is ours
  // Since when there is none of ours to be found; until it is said, or there is one.
  std::optional<base::Instant> searching_;
  std::deque<base::Instant> updates_;  // when links had changed, the latest
  std::unique_ptr<net::LinkWatch> watch_;
  std::unique_ptr<net::MulticastSocket> v4_, v6_;
  Links links_;
  base::MemberTimer<&Responder::look> settle_;
  base::MemberTimer<&Responder::take_next_label> rename_;
};

}  // namespace mdns
