// The commands that show calls: those that have been, those that are, and one with its ladder.
#include <nlohmann/json.hpp>

#include "apps/jackfield/administration_commands.h"
#include "apps/records/call_records_csv.h"
#include "apps/records/call_records_table.h"
#include "firmware/base/ascii.h"
#include "firmware/sip/message/glance.h"

namespace jackfield {

namespace {

using nlohmann::json;
using records::CallHistory;
using records::to_string;

constexpr std::uint64_t kDefaultCalls = 100;
constexpr std::uint64_t kMaxCalls = 10'000;  // as many as one answer holds

// Text of phones may be no UTF-8; it is shown as well as it can be.
std::string text_of_result(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json time_or_null(const std::optional<base::WallTime>& time) {
  return time ? json(to_string(*time)) : json();
}

json shown(const records::CallRecord& record) {
  return {{"id", record.id},
          {"caller", record.caller},
          {"callee", record.callee},
          {"begin", to_string(record.begin)},
          {"answer", time_or_null(record.answer)},
          {"end", time_or_null(record.end)},
          {"disposition", to_string(record.disposition)},
          {"status", record.status},
          {"reason", record.reason},
          {"call_id", record.call_id},
          {"transfers", record.transfers}};
}

json shown(const LiveCall& call) {
  return {{"id", call.id},
          {"caller", call.caller},
          {"callee", call.callee},
          {"begin", to_string(call.begin)},
          {"answer", time_or_null(call.answer)},
          {"call_id", call.call_id}};
}

double milliseconds(base::Duration duration) {
  return static_cast<double>(duration.count()) / 1000;
}

json shown(const records::MediaFacts& facts) {
  json remote;
  if (facts.remote) {
    remote = {{"lost_percent", facts.remote->lost_percent},
              {"jitter_ms", milliseconds(facts.remote->jitter)}};
  }
  return {{"promised", facts.promised},
          {"real", facts.real},
          {"codec", facts.codec},
          {"received", facts.received},
          {"lost", facts.lost},
          {"late", facts.late},
          {"jitter_ms", milliseconds(facts.jitter)},
          {"sent", facts.sent},
          {"remote", std::move(remote)},
          {"round_trip_ms", facts.round_trip ? json(milliseconds(*facts.round_trip)) : json()}};
}

json shown(const records::KeptMessage& message, const records::KeptCall& call) {
  const sip::Glance seen = sip::glance(message.text);
  const std::string_view start = seen.start_line;
  json made = {{"at", to_string(message.at)},
               {"after_ms", (message.at - call.record.begin).count()},
               {"sent", message.sent},
               {"leg", message.leg},
               {"flow", call.legs[message.leg].flows[message.flow]},
               {"method", seen.method()},
               {"status", json()},
               {"reason", json()},
               {"times", message.times},
               {"whole", message.whole},
               {"text", message.text}};
  if (seen.is_response()) {
    const std::size_t status = start.find(' ') + 1;
    made["status"] = base::parse_unsigned(start.substr(status, 3)).value_or(0);
    made["reason"] = base::trim(start.substr(std::min(status + 3, start.size())));
  }
  return made;
}

json shown(const records::KeptCall& call) {
  json made = shown(call.record);
  json& legs = made["legs"] = json::array();
  for (const records::KeptLeg& leg : call.legs) {
    legs.push_back({{"name", leg.name},
                    {"call_id", leg.call_id},
                    {"flows", leg.flows},
                    {"media", leg.media ? shown(*leg.media) : json()}});
  }
  json& messages = made["messages"] = json::array();
  for (const records::KeptMessage& message : call.messages) {
    messages.push_back(shown(message, call));
  }
  made["missed"] = call.missed;
  json& notes = made["notes"] = json::array();
  for (const records::KeptNote& note : call.notes) {
    notes.push_back({{"at", to_string(note.at)},
                     {"after_ms", (note.at - call.record.begin).count()},
                     {"text", note.text}});
  }
  return made;
}

Outcome ambiguous(const Request& request) {
  return Outcome::error(ExitCode::invalid, {"Several calls' IDs begin with {}: type more of it",
                                            {std::string(request.get("id"))}});
}

}  // namespace

std::string to_json(const LiveCall& call) {
  return text_of_result(shown(call));
}

Outcome list_live_calls(const LiveOffice& office, const Request&) {
  json list = json::array();
  for (const LiveCall& call : office.calls()) list.push_back(shown(call));
  return Outcome::success(text_of_result({{"calls", std::move(list)}}));
}

Outcome list_call_records(Desk& desk, const Request& request) {
  const auto limit = request.has("limit") ? base::parse_unsigned(request.get("limit"), kMaxCalls)
                                          : std::optional(kDefaultCalls);
  if (!limit || *limit == 0) {
    return Outcome::invalid(
        {{"The number of calls to show is from 1 to {}", {std::to_string(kMaxCalls)}, "limit"}});
  }
  const auto newest =
      records::CallRecordsTable::newest(desk.database, static_cast<std::size_t>(*limit));
  if (!newest) return store_failure(newest.error());
  if (request.get("format") == "csv") {
    return Outcome::success(text_of_result({{"csv", records::to_csv(*newest)}}));
  }
  json list = json::array();
  for (const records::CallRecord& record : *newest) list.push_back(shown(record));
  return Outcome::success(text_of_result({{"calls", std::move(list)}}));
}

std::optional<Outcome> show_call(const LiveOffice& office, const Request& request) {
  const CallHistory::Found found = office.find_call(request.get("id"));
  if (found.ambiguous) return ambiguous(request);
  if (!found.call) return std::nullopt;
  return Outcome::success(text_of_result(shown(*found.call)));
}

Outcome show_lost_call(Desk& desk, const Request& request) {
  const std::string id(request.get("id"));
  const auto matching = records::CallRecordsTable::matching(desk.database, id);
  if (!matching) return store_failure(matching.error());
  if (matching->empty() || id.size() < CallHistory::kShortestId) {
    return Outcome::error(
        ExitCode::not_found,
        {"There is no call {}: jackfield calls lists them; {} characters of an ID will do",
         {id, std::to_string(CallHistory::kShortestId)}});
  }
  if (matching->size() > 1) return ambiguous(request);
  if (!desk.serving) {
    return Outcome::error(
        ExitCode::not_running,
        {"No switchboard is running here: the ladders of its calls went with it", {}});
  }
  return Outcome::error(ExitCode::not_found,
                        {"The ladder of call {} is no longer kept: those of the last {} calls are, "
                         "until the switchboard stops",
                         {id, std::to_string(CallHistory::kMaxCalls)}});
}

}  // namespace jackfield
