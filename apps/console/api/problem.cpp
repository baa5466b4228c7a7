#include "apps/console/api/problem.h"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace console {

namespace {

using nlohmann::json;

const std::string& words_of(const Fault& fault, Language language) {
  return language == Language::chinese ? fault.chinese : fault.english;
}

json document_of(int status, Language language, const Fault& detail,
                 std::span<const Fault> faults) {
  json document = {{"title", web::reason_of(status)},
                   {"status", status},
                   {"detail", words_of(detail, language)}};
  if (faults.empty()) return document;
  json& errors = document["errors"] = json::array();
  for (const Fault& fault : faults) {
    json error = {{"detail", words_of(fault, language)}};
    if (!fault.field.empty()) error["field"] = fault.field;
    errors.push_back(std::move(error));
  }
  return document;
}

web::Response response_of(int status, Language language, const json& document) {
  web::Response response{status, {}, {}};
  response.body = document.dump(-1, ' ', false, json::error_handler_t::replace);
  response.set("Content-Type", "application/problem+json");
  response.set("Content-Language", std::string(to_string(language)));
  return response;
}

int status_of(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::done:
      return 200;
    case Outcome::Kind::invalid:
      return 422;
    case Outcome::Kind::not_found:
      return 404;
    case Outcome::Kind::conflict:
      return 409;
    case Outcome::Kind::changed:
      return 412;
    case Outcome::Kind::unavailable:
      return 503;
  }
  return 500;
}

const Sentence& sentence_of(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::invalid:
      return say::kFaulty;
    case Outcome::Kind::conflict:
      return say::kThereAlready;
    case Outcome::Kind::changed:
      return say::kChanged;
    case Outcome::Kind::unavailable:
      return say::kBusy;
    case Outcome::Kind::done:
    case Outcome::Kind::not_found:
      break;
  }
  return say::kFailed;
}

}  // namespace

web::Response problem(int status, Language language, const Fault& detail,
                      std::span<const Fault> faults) {
  return response_of(status, language, document_of(status, language, detail, faults));
}

web::Response problem(int status, Language language, const Sentence& detail) {
  return problem(status, language, fault("", detail));
}

web::Response refusal(Language language, std::span<const Fault> faults) {
  return problem(422, language, fault("", say::kFaulty), faults);
}

web::Response wait_first(Language language, int seconds) {
  const Fault detail = fault("", say::kTooManyTries, {std::to_string(seconds)});
  json document = document_of(429, language, detail, {});
  document["retry_after"] = seconds;
  web::Response response = response_of(429, language, document);
  response.set("Retry-After", std::to_string(seconds));
  return response;
}

web::Response problem(const Outcome& outcome, Language language) {
  const bool alone = outcome.faults.size() == 1 && outcome.kind != Outcome::Kind::invalid;
  const Fault detail = alone ? outcome.faults.front() : fault("", sentence_of(outcome.kind));
  // What is said whole by the detail is not said again.
  const bool whole = alone && outcome.faults.front().field.empty();
  return problem(status_of(outcome.kind), language, detail,
                 whole ? std::span<const Fault>() : outcome.faults);
}

std::string time_text(base::WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

}  // namespace console
