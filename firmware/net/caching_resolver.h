// A Resolver that remembers what another one answered: as long as the TTL says (RFC 1035 section
// 3.2.1) but not for ever, and for a moment that a name does not exist or its server failed (RFC
// 2308). Passive; signalling thread. Owned by the program, after the resolver it asks.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

#include "firmware/base/timer_queue.h"
#include "firmware/net/answer_cache.h"
#include "firmware/net/resolver.h"

namespace net {

struct CachingResolverSettings {
  std::size_t max_entries = 1024;  // of each kind of record; the oldest goes first
  std::chrono::seconds longest = std::chrono::hours(1);
  std::chrono::seconds failure = std::chrono::seconds(10);
};

class CachingResolver : public Resolver {
 public:
  CachingResolver(Resolver& asked, base::TimerQueue& timers, CachingResolverSettings settings = {});

  std::unique_ptr<Query> addresses(std::string_view name, Family family,
                                   Answer<AddressRecords> answer) override;
  std::unique_ptr<Query> srv(std::string_view name, Answer<SrvRecords> answer) override;
  std::unique_ptr<Query> naptr(std::string_view name, Answer<NaptrRecords> answer) override;

 private:
  template <class T, class Ask>
  std::unique_ptr<Query> look_up(AnswerCache<T>& cache, std::string_view name, Answer<T> answer,
                                 const Ask& ask);
  template <class T>
  base::Duration lifetime(const Result<T>& result) const;

  Resolver& asked_;
  base::TimerQueue& timers_;
  const CachingResolverSettings settings_;
  AnswerCache<AddressRecords> v4_;
  AnswerCache<AddressRecords> v6_;
  AnswerCache<SrvRecords> srv_;
  AnswerCache<NaptrRecords> naptr_;
};

}  // namespace net
