// Names to records by asking the name servers, over c-ares, whose only home this folder is. Hosts
// the machine names itself (/etc/hosts) are found, search domains are not tried. Owned by the
// program, on the loop's thread; goes before its loop.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "firmware/base/instant.h"
#include "firmware/net/asio/event_loop.h"
#include "firmware/net/resolver.h"

namespace net {

class AresChannel;

class AresResolver : public Resolver {
 public:
  static constexpr std::size_t kMaxQuestions = 256;  // under way; beyond: Error::overloaded

  // Without `servers`, the system's, read again when they may have changed.
  explicit AresResolver(EventLoop& loop, std::vector<Endpoint> servers = {});
  ~AresResolver() override;  // what is still under way is answered Error::cancelled

  std::unique_ptr<Query> addresses(std::string_view name, Family family,
                                   Answer<AddressRecords> answer) override;
  std::unique_ptr<Query> srv(std::string_view name, Answer<SrvRecords> answer) override;
  std::unique_ptr<Query> naptr(std::string_view name, Answer<NaptrRecords> answer) override;

 private:
  template <class T, class Ask>
  std::unique_ptr<Query> ask(std::string_view name, Answer<T> answer, const Ask& ask);
  void refresh_channel();

  EventLoop& loop_;
  const std::vector<Endpoint> servers_;
  std::size_t questions_ = 0;  // under way
  base::Instant channel_since_;
  std::unique_ptr<AresChannel> channel_;
};

}  // namespace net
