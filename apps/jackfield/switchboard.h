// Switchboard: the whole office, wired: transport, transactions, registrar, proxy, reception,
// dialplan, call log. Passive: a network, a timer queue, clocks and stores are handed in, so the
// same object runs on the board and in the simulated world. Signalling thread only.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/hold/sounds.h"
#include "apps/jackfield/authenticator.h"
#include "apps/jackfield/conversations.h"
#include "apps/jackfield/dialplan.h"
#include "apps/jackfield/house_rules.h"
#include "apps/jackfield/live_office.h"
#include "apps/jackfield/media_history.h"
#include "apps/jackfield/nameplate.h"
#include "apps/jackfield/reception.h"
#include "apps/jackfield/settings.h"
#include "apps/jackfield/test_line.h"
#include "apps/jackfield/timekeeper.h"
#include "apps/recording/studio.h"
#include "apps/records/call_history.h"
#include "apps/records/call_log.h"
#include "apps/sound/shelf.h"
#include "firmware/base/log.h"
#include "firmware/base/random.h"
#include "firmware/base/timer_queue.h"
#include "firmware/directory/directory.h"
#include "firmware/location/location_service.h"
#include "firmware/net/network.h"
#include "firmware/net/resolver.h"
#include "firmware/proxy/proxy.h"
#include "firmware/registrar/registrar.h"
#include "firmware/sip/transaction/transaction_layer.h"
#include "firmware/sip/transport/server_location.h"
#include "firmware/sip/transport/transport_layer.h"

namespace jackfield {

struct Configuration {
  sip::TransportSettings transport;
  sip::TransactionSettings transactions;
  proxy::BranchSettings branch;
  proxy::CallTable::Settings calls;
  Settings settings;
  std::vector<std::string> domains;  // ours, beside those of the settings
  std::vector<Rule> rules = first_rules();
  std::string data_folder;            // recordings go there
  std::vector<mdns::Service> page{};  // where browsers reach the page
  base::Duration longest_recording = std::chrono::hours(4);
  std::vector<net::Endpoint> pages;  // where the page is; the self-test opens it
};

// The world outside; all outlive the switchboard.
struct Surroundings {
  net::Network& network;
  net::Resolver& resolver;
  base::TimerQueue& timers;
  const base::WallClock& clock;
  base::Random& random;
  base::Log& log;
  location::BindingStore& bindings;
  records::RecordStore& records;
  media::OrderTaker& media;
  recording::Studio::FreeOctets free_octets{};  // of the data folder's disk; without it, none
  Timekeeper::Shift shift_clock{};              // without it, the clock is left as it is
  std::function<bool()> reset_to_factory{};     // without it, nothing is erased
};

class Switchboard final : public LiveOffice, private sip::TransportObserver {
 public:
  Switchboard(const Surroundings& surroundings, const Configuration& configuration);
  ~Switchboard() override;

  // Opens every socket, or none.
  net::Result<void> open();

  directory::Directory& directory() { return directory_; }
  location::LocationService& location() { return location_; }

  void set_watcher(OfficeWatcher& watcher);

  // From the media engine.
  void on_media(const media::Event& event) {
    media_history_.on_media(event);
    calls_.on_media(event);
  }

  // What is under way, for limits and leak tests.
  struct Load {
    std::size_t client_transactions;
    std::size_t server_transactions;
    std::size_t response_contexts;
    std::size_t calls;
    std::size_t connections;
    std::size_t dialogs;
    std::size_t ports;  // pairs in use
    std::size_t call_media;
  };
  Load load() const;

  OfficeStatus status() const override;
  std::vector<std::uint16_t> listening_ports() const override;
  std::vector<Registration> registrations() const override;
  std::vector<LiveCall> calls() const override;
  std::vector<conference::OpenRoom> open_rooms() const override { return rooms_.open(); }
  records::CallHistory::Found find_call(std::string_view id) const override;
  Explanation explain(std::string_view number, std::string_view from) const override;
  void apply(Changes changes) override;
  void set_trace(std::function<void(const TracedMessage&)> sink) override;
  bool reset_to_factory() override { return world_.reset_to_factory && world_.reset_to_factory(); }
  std::optional<TestAccess> begin_self_test() override;
  void end_self_test(std::string_view fault) override;

 private:
  void on_traffic(bool inbound, const sip::Flow& flow, std::string_view octets) override;
  void adopt(const Settings& settings);
  void choose_music();

  const Surroundings world_;
  const std::vector<std::string> domains_;
  Settings settings_;  // with domains_ among its own
  const base::WallTime started_;
  const std::vector<net::Endpoint> pages_;
  const std::vector<mdns::Service> page_services_;
  records::CallHistory history_;
  MediaHistory media_history_{history_};
  sip::TransportLayer transport_;
  TestLine test_line_;
  UntestedBindings bindings_;
  UntestedRecords records_;
  sip::TransactionLayer transactions_;
  sip::ServerLocator locator_;
  directory::Directory directory_;
  location::LocationService location_;
  registrar::Registrar registrar_;
  records::CallLog call_log_;
  proxy::Proxy proxy_;
  Authenticator authenticator_;
  Dialplan dialplan_;
  media::RtpPorts ports_;
  sip::DialogTable dialogs_;
  HouseRules rules_;
  call::Calls calls_;
  const call::Floors call_floors_;
  conference::Rooms rooms_;
  Timekeeper timekeeper_;
  Nameplate nameplate_;
  recording::Studio studio_;
  sound::Shelf sounds_;
  b2bua::Hold hold_{hold::music()};
  Conversations conversations_;
  Reception reception_;
  std::function<void(const TracedMessage&)> trace_;
  OfficeWatcher* watcher_ = nullptr;
};

}  // namespace jackfield
