// Session timers (RFC 4028): who refreshes the session, how often, and when it counts as dead. The
// negotiation is pure; SessionTimer holds the two timers. Owned by a Dialog; signalling thread.
//
//   |<------------------ interval ------------------->|
//   |        refresh due (half)     expiry (we end it) |
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "firmware/base/timer_queue.h"
#include "firmware/sip/message/message.h"

namespace sip {

struct SessionTimerSettings {
  bool wanted = true;                   // ask for one, and add one to what the peer accepts
  std::chrono::seconds interval{1800};  // section 4: the recommended default
  std::chrono::seconds min_se{90};      // the shortest we take; section 5: not below 90 s
};

// Who refreshes, relative to one request.
enum class Refresher : std::uint8_t { unsaid, uac, uas };

// What a message says of its session's interval (sections 4 and 5).
struct SessionExpires {
  std::optional<std::chrono::seconds> interval;
  Refresher refresher = Refresher::unsaid;
  std::chrono::seconds min_se{90};
  bool supported = false;  // "timer" in Supported
};
SessionExpires session_expires(const Message& message);

// What was agreed.
struct SessionTerms {
  std::chrono::seconds interval{0};  // 0: no session timer
  bool we_refresh = false;

  bool active() const { return interval.count() > 0; }
  friend bool operator==(const SessionTerms&, const SessionTerms&) = default;
};

// Section 9: shorter than we take, and the peer understands a 422.
bool is_too_short(const SessionExpires& asked, const SessionTimerSettings& settings);

// Section 9: what we answer to a request.
SessionTerms terms_as_server(const SessionExpires& asked, const SessionTimerSettings& settings);
// Section 7.2: what the answer to our request means.
SessionTerms terms_as_client(const SessionExpires& answered);

// The header lines: of a first request or a refresh (section 7.1, 7.4), of a 2xx (section 9), of a
// 422 (section 6).
std::string request_lines(const SessionTerms& terms, const SessionTimerSettings& settings);
std::string response_lines(const SessionTerms& terms);
std::string refusal_lines(const SessionTimerSettings& settings);

// A 422 came (section 7.3): asks for at least as much from now on. False when it names nothing new.
bool raise(SessionTimerSettings& settings, const Message& refusal);

class SessionTimerUser {
 public:
  virtual ~SessionTimerUser() = default;
  virtual void on_refresh_due() = 0;
  virtual void on_session_expired() = 0;  // section 10
};

class SessionTimer {
 public:
  SessionTimer(base::TimerQueue& timers, SessionTimerUser& user)
      : user_(user), refresh_(timers, this), expiry_(timers, this) {}

  void start(const SessionTerms& terms);  // from now on; inactive terms stop it
  void stop();
  void refresh_failed();  // section 10: tries again before the session expires

  const SessionTerms& terms() const { return terms_; }

 private:
  void on_refresh() { user_.on_refresh_due(); }
  void on_expiry() { user_.on_session_expired(); }

  SessionTimerUser& user_;
  SessionTerms terms_;
  base::MemberTimer<&SessionTimer::on_refresh> refresh_;
  base::MemberTimer<&SessionTimer::on_expiry> expiry_;
};

}  // namespace sip
