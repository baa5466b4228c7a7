// What every core asks of a request before it looks at its meaning (RFC 3261 sections 8.2 and
// 16.3), and the answers that need no further thought. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "firmware/sip/message/message.h"
#include "firmware/sip/transaction/server_transaction.h"

namespace sip {

// An answer that refuses: `headers` holds whole lines with their CRLF.
struct Refusal {
  int status;
  std::string reason;  // "" for the standard phrase
  std::string headers;
};

// Extensions (option tags) that we support as a user agent server and registrar.
inline constexpr std::string_view kSupported = "path, outbound";
inline constexpr std::string_view kAllowed =
    "INVITE, ACK, BYE, CANCEL, OPTIONS, REGISTER, UPDATE, PRACK, INFO, MESSAGE, REFER, SUBSCRIBE, "
    "NOTIFY, PUBLISH";

// Section 8.2.2.3: option tags in Require that we do not support: 420. Not for CANCEL and ACK.
// `also`: what the core supports beside.
std::optional<Refusal> check_require(const Message& request,
                                     std::span<const std::string_view> also = {});

// Section 16.3 step 5: any option tag in Proxy-Require is one too many: 420.
std::optional<Refusal> check_proxy_require(const Message& request);

// Section 16.3 step 3: Max-Forwards 0: 483.
std::optional<Refusal> check_max_forwards(const Message& request);

// Section 11.2: what we can do, to an OPTIONS for ourselves.
void answer_options(ServerTransaction& transaction);

void refuse(ServerTransaction& transaction, const Refusal& refusal);

}  // namespace sip
