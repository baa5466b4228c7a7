#include "apps/jackfield/nameplate.h"

#include <utility>

namespace jackfield {

Nameplate::Nameplate(const mdns::Surroundings& surroundings, std::vector<mdns::Service> page,
                     Named named)
    : named_(std::move(named)), services_(std::move(page)), responder_(surroundings, *this) {}

void Nameplate::adopt(const std::string& host_name, bool announce) {
  const bool is_renamed = std::exchange(host_name_, host_name) != host_name;
  announce_ = announce;
  put_up();
  if (is_renamed) named_(host_name);
}

void Nameplate::open(const std::vector<net::Endpoint>& sip) {
  for (const net::Endpoint& local : sip) {
    services_.push_back({"_sip", "_udp", local});
    services_.push_back({"_sip", "_tcp", local});
  }
  is_open_ = true;
  put_up();
}

void Nameplate::put_up() {
  if (!is_open_ || !announce_) return responder_.adopt({});
  responder_.adopt({host_name_, services_});
}

}  // namespace jackfield
