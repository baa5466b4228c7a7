#include "firmware/net/asio/ares_resolver.h"

#include <arpa/nameser.h>

#include <optional>
#include <string>
#include <utility>

#include "firmware/net/asio/ares_channel.h"
#include "firmware/net/asio/ares_records.h"
#include "firmware/net/asio/reactor.h"

namespace net {

namespace {

constexpr base::Duration kConfigurationLifetime = std::chrono::seconds(30);
constexpr std::size_t kMaxName = 255;  // RFC 1035 section 2.3.4

template <class T>
class AresQuery;

// What c-ares carries about: it answers each question exactly once, and cannot be told to forget
// one, so this outlives a query that was cancelled.
template <class T>
struct Question {
  std::size_t& questions;
  AresQuery<T>* query;
};

template <class T>
class AresQuery : public Query {
 public:
  AresQuery(base::TimerQueue& timers, Resolver::Answer<T> answer)
      : answer_(std::move(answer)), deliver_(timers, this) {}
  ~AresQuery() override {
    if (question_) question_->query = nullptr;
  }

  Question<T>* make_question(std::size_t& questions) {
    ++questions;
    return question_ = new Question<T>{questions, this};
  }

  // c-ares answers from inside the call when it can. The user hears of it later.
  void settle(Result<T> result) {
    question_ = nullptr;
    result_.emplace(std::move(result));
    deliver_.arm(base::Duration::zero());
  }

 private:
  void deliver() {
    const auto answer = std::move(answer_);
    const auto result = std::move(*result_);
    answer(result);  // may destroy this query
  }

  Resolver::Answer<T> answer_;
  Question<T>* question_ = nullptr;
  std::optional<Result<T>> result_;
  base::MemberTimer<&AresQuery::deliver> deliver_;
};

template <class T>
void conclude(void* argument, Result<T> result) {
  const std::unique_ptr<Question<T>> question(static_cast<Question<T>*>(argument));
  --question->questions;
  if (question->query) question->query->settle(std::move(result));
}

void on_addresses(void* argument, int status, int, ares_addrinfo* found) {
  conclude(argument, address_records(status, found));
  ares_freeaddrinfo(found);
}

void on_srv(void* argument, int status, int, unsigned char* octets, int size) {
  conclude(argument, srv_records(status, octets, size));
}

void on_naptr(void* argument, int status, int, unsigned char* octets, int size) {
  conclude(argument, naptr_records(status, octets, size));
}

}  // namespace

AresResolver::AresResolver(EventLoop& loop, std::vector<Endpoint> servers)
    : loop_(loop), servers_(std::move(servers)) {}

AresResolver::~AresResolver() = default;

// A board may ask its first question before DHCP told it of a name server: c-ares reads the
// configuration only once, so it begins anew now and then.
void AresResolver::refresh_channel() {
  const base::Instant now = loop_.reactor().timers().now();
  if (questions_ == 0 && now - channel_since_ > kConfigurationLifetime) channel_.reset();
  if (channel_) return;
  channel_ = std::make_unique<AresChannel>(loop_.reactor(), servers_);
  channel_since_ = now;
}

template <class T, class Ask>
std::unique_ptr<Query> AresResolver::ask(std::string_view name, Answer<T> answer, const Ask& ask) {
  auto query = std::make_unique<AresQuery<T>>(loop_.reactor().timers(), std::move(answer));
  refresh_channel();
  if (name.empty() || name.size() > kMaxName || name.find('\0') != std::string_view::npos) {
    query->settle(Error::not_found);
  } else if (questions_ >= kMaxQuestions) {
    query->settle(Error::overloaded);
  } else if (!channel_->works()) {
    query->settle(Error::server_failed);
  } else {
    ask(channel_->get(), std::string(name).c_str(), query->make_question(questions_));
    channel_->attend();
  }
  return query;
}

std::unique_ptr<Query> AresResolver::addresses(std::string_view name, Family family,
                                               Answer<AddressRecords> answer) {
  return ask(name, std::move(answer), [family](ares_channel channel, const char* host, void* arg) {
    ares_addrinfo_hints hints{};
    hints.ai_flags = ARES_AI_NOSORT;
    hints.ai_family = family == Family::v6 ? AF_INET6 : AF_INET;
    ares_getaddrinfo(channel, host, nullptr, &hints, on_addresses, arg);
  });
}

std::unique_ptr<Query> AresResolver::srv(std::string_view name, Answer<SrvRecords> answer) {
  return ask(name, std::move(answer), [](ares_channel channel, const char* host, void* arg) {
    ares_query(channel, host, ns_c_in, ns_t_srv, on_srv, arg);
  });
}

std::unique_ptr<Query> AresResolver::naptr(std::string_view name, Answer<NaptrRecords> answer) {
  return ask(name, std::move(answer), [](ares_channel channel, const char* host, void* arg) {
    ares_query(channel, host, ns_c_in, ns_t_naptr, on_naptr, arg);
  });
}

}  // namespace net
