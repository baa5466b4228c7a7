#include "tests/sim/resolver.h"

#include <optional>

#include "firmware/base/ascii.h"
#include "firmware/base/assert.h"

namespace sim {

namespace {

std::string key_of(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return base::to_lower(name);
}

template <class Record>
std::vector<Record> records_in(const std::map<std::string, std::vector<Record>>& table,
                               std::string_view name) {
  const auto found = table.find(key_of(name));
  return found == table.end() ? std::vector<Record>() : found->second;
}

}  // namespace

class SimResolver::Pending : public net::Query {
 public:
  Pending(std::set<std::uint64_t>& pending, std::uint64_t id) : pending_(pending), id_(id) {
    pending_.insert(id_);
  }
  ~Pending() override { pending_.erase(id_); }

 private:
  std::set<std::uint64_t>& pending_;
  std::uint64_t id_;
};

void SimResolver::add_address(std::string_view name, std::string_view address) {
  const auto parsed = net::IpAddress::parse(address);
  ASSERT(parsed);
  addresses_[key_of(name)].push_back(*parsed);
  failing_.erase(key_of(name));
}

void SimResolver::add_srv(std::string_view name, net::SrvRecord record) {
  srv_[key_of(name)].push_back(std::move(record));
  failing_.erase(key_of(name));
}

void SimResolver::add_naptr(std::string_view name, net::NaptrRecord record) {
  naptr_[key_of(name)].push_back(std::move(record));
  failing_.erase(key_of(name));
}

void SimResolver::set_failing(std::string_view name, net::Error error) {
  failing_[key_of(name)] = error;
}

void SimResolver::remove(std::string_view name) {
  addresses_.erase(key_of(name));
  srv_.erase(key_of(name));
  naptr_.erase(key_of(name));
  failing_.erase(key_of(name));
}

std::vector<net::IpAddress> SimResolver::addresses_of(std::string_view name) const {
  return records_in(addresses_, name);
}

std::vector<net::SrvRecord> SimResolver::srv_of(std::string_view name) const {
  return records_in(srv_, name);
}

template <class Records>
std::unique_ptr<net::Query> SimResolver::ask(std::string_view name, Answer<Records> answer,
                                             Records records, bool found) {
  ++questions_;
  std::optional<net::Error> error;
  const auto failing = failing_.find(key_of(name));
  if (failing != failing_.end()) {
    error = failing->second;
  } else if (!found) {
    error = net::Error::not_found;
  }
  const std::uint64_t id = next_id_++;
  events_.post(delay_, [this, id, answer = std::move(answer), records = std::move(records), error] {
    if (pending_.erase(id) == 0) return;
    if (error) {
      answer(*error);
    } else {
      answer(records);
    }
  });
  return std::make_unique<Pending>(pending_, id);
}

std::unique_ptr<net::Query> SimResolver::addresses(std::string_view name, Family family,
                                                   Answer<net::AddressRecords> answer) {
  net::AddressRecords records{{}, ttl_};
  for (const net::IpAddress& address : addresses_of(name)) {
    if (address.is_v4() == (family == Family::v4)) records.addresses.push_back(address);
  }
  const bool found = !records.addresses.empty();
  return ask(name, std::move(answer), std::move(records), found);
}

std::unique_ptr<net::Query> SimResolver::srv(std::string_view name,
                                             Answer<net::SrvRecords> answer) {
  net::SrvRecords records{srv_of(name), ttl_};
  const bool found = !records.records.empty();
  return ask(name, std::move(answer), std::move(records), found);
}

std::unique_ptr<net::Query> SimResolver::naptr(std::string_view name,
                                               Answer<net::NaptrRecords> answer) {
  net::NaptrRecords records{records_in(naptr_, name), ttl_};
  const bool found = !records.records.empty();
  return ask(name, std::move(answer), std::move(records), found);
}

}  // namespace sim
