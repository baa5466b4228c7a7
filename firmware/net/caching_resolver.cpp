#include "firmware/net/caching_resolver.h"

#include <algorithm>
#include <string>
#include <utility>

#include "firmware/base/ascii.h"

namespace net {

namespace {

// An answer that was known: told by a timer, for no answer comes from inside the call.
template <class T>
class KnownAnswer : public Query {
 public:
  KnownAnswer(base::TimerQueue& timers, Result<T> result, Resolver::Answer<T> answer)
      : result_(std::move(result)), answer_(std::move(answer)), deliver_(timers, this) {
    deliver_.arm(base::Duration::zero());
  }

 private:
  void deliver() {
    const auto answer = std::move(answer_);
    const auto result = std::move(result_);
    answer(result);  // may destroy this query
  }

  Result<T> result_;
  Resolver::Answer<T> answer_;
  base::MemberTimer<&KnownAnswer::deliver> deliver_;
};

}  // namespace

CachingResolver::CachingResolver(Resolver& asked, base::TimerQueue& timers,
                                 CachingResolverSettings settings)
    : asked_(asked),
      timers_(timers),
      settings_(settings),
      v4_(settings.max_entries),
      v6_(settings.max_entries),
      srv_(settings.max_entries),
      naptr_(settings.max_entries) {}

template <class T>
base::Duration CachingResolver::lifetime(const Result<T>& result) const {
  if (result) return std::clamp(result->ttl, std::chrono::seconds(0), settings_.longest);
  const bool tells_of_the_name =
      result.error() == Error::not_found || result.error() == Error::server_failed;
  return tells_of_the_name ? settings_.failure : std::chrono::seconds(0);
}

template <class T, class Ask>
std::unique_ptr<Query> CachingResolver::look_up(AnswerCache<T>& cache, std::string_view name,
                                                Answer<T> answer, const Ask& ask) {
  std::string key = base::to_lower(name);
  if (const Result<T>* known = cache.find(key, timers_.now())) {
    return std::make_unique<KnownAnswer<T>>(timers_, *known, std::move(answer));
  }
  return ask([this, &cache, key = std::move(key), answer = std::move(answer)](Result<T> result) {
    if (const base::Duration life = lifetime(result); life > base::Duration::zero()) {
      cache.put(key, result, timers_.now() + life);
    }
    const auto tell = answer;  // the call may destroy the query, and this function with it
    tell(std::move(result));
  });
}

std::unique_ptr<Query> CachingResolver::addresses(std::string_view name, Family family,
                                                  Answer<AddressRecords> answer) {
  return look_up(family == Family::v6 ? v6_ : v4_, name, std::move(answer), [&](auto remember) {
    return asked_.addresses(name, family, std::move(remember));
  });
}

std::unique_ptr<Query> CachingResolver::srv(std::string_view name, Answer<SrvRecords> answer) {
  return look_up(srv_, name, std::move(answer),
                 [&](auto remember) { return asked_.srv(name, std::move(remember)); });
}

std::unique_ptr<Query> CachingResolver::naptr(std::string_view name, Answer<NaptrRecords> answer) {
  return look_up(naptr_, name, std::move(answer),
                 [&](auto remember) { return asked_.naptr(name, std::move(remember)); });
}

}  // namespace net
