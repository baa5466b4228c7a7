// What the door and the server behind it say themselves when a request goes no further: a problem
// document (RFC 9457). Pure.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>

namespace web {

// How a request is answered that goes no further. `why` is a literal without quotation marks.
struct Refusal {
  int status = 400;
  std::string_view why = "Bad request";
};

// What people meet; all else is said to programs that do not speak HTTP as it should be.
inline constexpr std::string_view kLongBody = "This is longer than may be sent here";
inline constexpr std::string_view kManyBodies = "Others are sending large files: try again soon";
inline constexpr std::string_view kManyWatchers = "Too many are watching already";
inline constexpr std::string_view kManyConnections = "Too many connections: try again soon";
inline constexpr std::string_view kNoTls = "There is no TLS here";
inline constexpr std::string_view kNoAnswer = "The server does not answer";
inline constexpr std::string_view kSlow = "This was sent too slowly";
inline constexpr std::string_view kOnlyWebSocket = "Events are told over a WebSocket only";
inline constexpr std::string_view kNoSipYet = "SIP over WebSocket is not spoken yet";  // RFC 7118
inline constexpr std::array kSaidToPeople = {
    kLongBody, kManyBodies, kManyWatchers,  kManyConnections, kNoTls,
    kNoAnswer, kSlow,       kOnlyWebSocket, kNoSipYet};

// The same sentence for somebody whose request has this Accept-Language; where there is no such
// function, everybody is told in English. Any thread.
using Translate = std::function<std::string(std::string_view why, std::string_view accepted)>;

// application/problem+json.
std::string problem_document(const Refusal& refusal, const Translate& translate,
                             std::string_view accepted);

}  // namespace web
