// The simulated name service: a table, asked by the product through net::Resolver and by phones
// directly. Answers come after a delay, never from inside the question.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/net/resolver.h"
#include "tests/sim/events.h"

namespace sim {

class SimResolver : public net::Resolver {
 public:
  explicit SimResolver(Events& events) : events_(events) {}

  // The table. Several records of a name: call again.
  void add_address(std::string_view name, std::string_view address);  // A or AAAA
  void add_srv(std::string_view name, net::SrvRecord record);
  void add_naptr(std::string_view name, net::NaptrRecord record);
  // Every question about `name` fails so, until the next add.
  void set_failing(std::string_view name, net::Error error);
  void remove(std::string_view name);
  void set_delay(base::Duration delay) { delay_ = delay; }
  void set_ttl(std::chrono::seconds ttl) { ttl_ = ttl; }

  // What a phone's own stub resolver would say, at once.
  std::vector<net::IpAddress> addresses_of(std::string_view name) const;
  std::vector<net::SrvRecord> srv_of(std::string_view name) const;

  std::size_t questions() const { return questions_; }  // asked so far through net::Resolver

  std::unique_ptr<net::Query> addresses(std::string_view name, Family family,
                                        Answer<net::AddressRecords> answer) override;
  std::unique_ptr<net::Query> srv(std::string_view name, Answer<net::SrvRecords> answer) override;
  std::unique_ptr<net::Query> naptr(std::string_view name,
                                    Answer<net::NaptrRecords> answer) override;

 private:
  class Pending;
  template <class Records>
  std::unique_ptr<net::Query> ask(std::string_view name, Answer<Records> answer, Records records,
                                  bool found);

  Events& events_;
  base::Duration delay_ = std::chrono::milliseconds(5);
  std::chrono::seconds ttl_{300};
  std::map<std::string, std::vector<net::IpAddress>> addresses_;
  std::map<std::string, std::vector<net::SrvRecord>> srv_;
  std::map<std::string, std::vector<net::NaptrRecord>> naptr_;
  std::map<std::string, net::Error> failing_;
  std::set<std::uint64_t> pending_;
  std::uint64_t next_id_ = 0;
  std::size_t questions_ = 0;
};

}  // namespace sim
