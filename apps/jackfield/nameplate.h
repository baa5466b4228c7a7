// Nameplate: what the office is called on the local network, NAME.local, and what it offers there
// (multicast DNS and DNS-SD): a browser finds the page, and what looks for SIP servers finds this
// one. The settings host_name and announce. Owned by Switchboard; signalling thread only.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "firmware/mdns/responder.h"

namespace jackfield {

class Nameplate final : private mdns::ResponderUser {
 public:
  // The office is called so from now on, as far as it depends on us.
  using Named = std::function<void(const std::string& label)>;

  Nameplate(const mdns::Surroundings& surroundings, std::vector<mdns::Service> page, Named named);

  void adopt(const std::string& host_name, bool announce);
  // Phones reach us here: from now on there is something to announce.
  void open(const std::vector<net::Endpoint>& sip);

 private:
  void put_up();
  void on_other_label(const std::string& label) override { named_(label); }

  const Named named_;
  std::vector<mdns::Service> services_;
  std::string host_name_;
  bool is_open_ = false;
  bool announce_ = false;
  mdns::Responder responder_;
};

}  // namespace jackfield
