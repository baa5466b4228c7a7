#include "firmware/sip/dialog/session_timer.h"

#include <algorithm>

#include "firmware/base/ascii.h"
#include "firmware/sip/message/fields.h"

namespace sip {

namespace {

// A day: what a peer asks for beyond is as good as none, and must not overflow.
constexpr std::chrono::seconds kLongest{86400};

// Delta-seconds in front of parameters; nothing when malformed.
std::optional<std::chrono::seconds> delta_seconds(std::string_view value) {
  const auto seconds = base::parse_unsigned(base::trim(value.substr(0, value.find(';'))),
                                            std::numeric_limits<std::uint32_t>::max());
  if (!seconds) return std::nullopt;
  return std::min(std::chrono::seconds(*seconds), kLongest);
}

Refresher refresher_of(std::string_view value) {
  const std::size_t params = value.find(';');
  if (params == std::string_view::npos) return Refresher::unsaid;
  const auto refresher = Params(value.substr(params)).find("refresher");
  if (!refresher) return Refresher::unsaid;
  if (base::iequals(*refresher, "uac")) return Refresher::uac;
  return base::iequals(*refresher, "uas") ? Refresher::uas : Refresher::unsaid;
}

std::string line(std::string_view name, std::chrono::seconds seconds, std::string_view rest = {}) {
  std::string text(name);
  text.append(": ").append(std::to_string(seconds.count())).append(rest).append("\r\n");
  return text;
}

}  // namespace

SessionExpires session_expires(const Message& message) {
  SessionExpires said;
  if (const auto value = message.first(HeaderId::session_expires)) {
    said.interval = delta_seconds(*value);
    said.refresher = refresher_of(*value);
  }
  if (const auto value = message.first(HeaderId::min_se)) {
    said.min_se = std::max(said.min_se, delta_seconds(*value).value_or(said.min_se));
  }
  said.supported = contains_token(message, HeaderId::supported, "timer") ||
                   contains_token(message, HeaderId::require, "timer");
  return said;
}

bool is_too_short(const SessionExpires& asked, const SessionTimerSettings& settings) {
  return asked.supported && asked.interval && *asked.interval < settings.min_se;
}

SessionTerms terms_as_server(const SessionExpires& asked, const SessionTimerSettings& settings) {
  if (!asked.interval && !settings.wanted) return {};
  SessionTerms terms;
  // Never longer than was asked for, never shorter than anybody on the way takes.
  terms.interval = std::max({settings.interval, asked.min_se, settings.min_se});
  if (asked.interval) terms.interval = std::min(terms.interval, *asked.interval);
  terms.interval = std::max(terms.interval, std::chrono::seconds(90));
  terms.we_refresh = !(asked.supported && asked.refresher == Refresher::uac);
  return terms;
}

SessionTerms terms_as_client(const SessionExpires& answered) {
  if (!answered.interval || answered.interval->count() == 0) return {};
  // Without a word about it, the duty is with whoever asked.
  return {*answered.interval, answered.refresher != Refresher::uas};
}

std::string request_lines(const SessionTerms& terms, const SessionTimerSettings& settings) {
  if (!terms.active() && !settings.wanted) return {};
  const auto interval =
      std::max(terms.active() ? terms.interval : settings.interval, settings.min_se);
  std::string_view refresher;
  if (terms.active()) refresher = terms.we_refresh ? ";refresher=uac" : ";refresher=uas";
  return line("Session-Expires", interval, refresher) + line("Min-SE", settings.min_se);
}

std::string response_lines(const SessionTerms& terms) {
  if (!terms.active()) return {};
  if (terms.we_refresh) return line("Session-Expires", terms.interval, ";refresher=uas");
  return "Require: timer\r\n" + line("Session-Expires", terms.interval, ";refresher=uac");
}

std::string refusal_lines(const SessionTimerSettings& settings) {
  return line("Min-SE", settings.min_se);
}

bool raise(SessionTimerSettings& settings, const Message& refusal) {
  const auto min_se = session_expires(refusal).min_se;
  if (min_se <= settings.min_se && min_se <= settings.interval) return false;
  settings.min_se = std::max(settings.min_se, min_se);
  settings.interval = std::max(settings.interval, settings.min_se);
  return true;
}

void SessionTimer::start(const SessionTerms& terms) {
  stop();
  terms_ = terms;
  if (!terms.active()) return;
  const base::Duration interval = terms.interval;
  if (terms.we_refresh) refresh_.arm(interval / 2);
  expiry_.arm(interval - std::min<base::Duration>(std::chrono::seconds(32), interval / 3));
}

void SessionTimer::stop() {
  refresh_.disarm();
  expiry_.disarm();
}

void SessionTimer::refresh_failed() {
  if (expiry_.armed()) refresh_.arm(base::Duration(terms_.interval) / 10);
}

}  // namespace sip
