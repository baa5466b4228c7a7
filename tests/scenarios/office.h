// Office: the switchboard in the simulated world, with the stores it survives on. The only file
// here that knows how a switchboard is made.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "apps/jackfield/switchboard.h"
#include "tests/scenarios/local_media.h"
#include "tests/scenarios/stores.h"
#include "tests/sim/phone.h"
#include "tests/sim/world.h"

namespace scenarios {

inline constexpr char kDataFolder[] = "/data";
inline constexpr char kPassword[] = "correct horse battery staple";

struct OfficeOptions {
  std::string address = "10.0.0.1";
  std::string domain = "office.example";
  std::vector<sip::InterfaceSettings> interfaces{};  // none: `address`, port 5060
  bool rewrites_record_route = false;
  bool follows_redirects = false;
  bool authenticates_calls = true;
  bool asks_for_sha256 = false;      // and for MD5 second
  bool opens_other_domains = false;  // to its extensions
  bool lets_strangers_in = false;    // to its extensions
  bool owns_calls = false;           // between extensions; else they pass its proxy
  base::Duration longest_recording = std::chrono::hours(4);
  bool tells_held = false;  // by a re-INVITE
  std::vector<std::string> time_servers{};
  std::vector<mdns::Service> page{};
  std::string record_key = "*1";
  media::RecordingFormat recordings = media::RecordingFormat::ogg_opus;
  base::Duration longest_call = std::chrono::hours(12);
};

class Office {
 public:
  explicit Office(sim::World& world, OfficeOptions options = {});
  ~Office();

  void opens_account(std::string number);
  // What becomes of calls to it, from now on: `change` says so in its account.
  void changes_account(const std::string& number,
                       const std::function<void(directory::Account&)>& change);
  // From now on.
  void changes_settings(const std::function<void(jackfield::Settings&)>& change);
  // A phone of ours, with its account; its server is this office.
  sim::Phone phone(std::string_view number, std::string_view address,
                   sim::PhoneOptions options = {});
  // A phone that registers and is answered before the story begins.
  void registers(sim::Phone& phone);

  void loses_power();
  void restarts();  // with what is on the disk
  void is_torn_down();

  jackfield::Switchboard& switchboard() { return *switchboard_; }
  Disk& disk() { return disk_; }
  MemoryBindings& bindings() { return bindings_; }
  MemoryRecords& records() { return records_; }
  const LocalMedia& media() const { return *media_; }
  void has_free_octets(std::uint64_t octets) { free_octets_ = octets; }  // on its disk
  sim::World& world() { return world_; }
  const OfficeOptions& options() const { return options_; }

  // The last call on record, and how its reason begins; the story fails when it is not so.
  void recorded(records::Disposition disposition, std::string_view reason,
                sim::Where where = sim::Where::here());
  // The parties are gone: after 64*T1 + 5 s nothing of their calls may be left.
  void has_nothing_left(sim::Where where = sim::Where::here());

 private:
  void open();
  jackfield::Settings settings() const;
  std::vector<jackfield::Rule> rules() const;

  sim::World& world_;
  const OfficeOptions options_;
  std::map<std::string, directory::Account> accounts_;
  Disk disk_{world_};
  MemoryBindings bindings_{disk_};
  MemoryRecords records_{disk_};
  std::uint64_t free_octets_ = std::uint64_t{1} << 40;
  std::unique_ptr<LocalMedia> media_;
  std::unique_ptr<jackfield::Switchboard> switchboard_;
};

}  // namespace scenarios
