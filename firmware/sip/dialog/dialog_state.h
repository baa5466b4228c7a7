// What describes a dialog (RFC 3261 section 12), as values: they can be copied, saved and picked up
// again. The functions are pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/sip/message/fields.h"
#include "firmware/sip/transport/flow.h"

namespace sip {

// Section 12: what names a dialog at one of its ends. A tag is "" where an RFC 2543 peer gave none.
struct DialogId {
  std::string call_id;
  std::string local_tag;
  std::string remote_tag;

  friend bool operator==(const DialogId&, const DialogId&) = default;
};

// One end of a dialog, as From and To name it.
struct Party {
  std::string display_name;  // without quotes, escapes kept; "": none
  std::string uri;

  friend bool operator==(const Party&, const Party&) = default;
};

// "Alice" <sip:alice@a.example>;tag=x
std::string to_string(const Party& party, std::string_view tag);

struct DialogState {
  enum class Phase : std::uint8_t { early, confirmed, terminated };

  DialogId id;
  Phase phase = Phase::early;
  std::uint32_t local_cseq = 0;              // of our last request; 0: none yet
  std::optional<std::uint32_t> remote_cseq;  // of the peer's last request
  Party local;
  Party remote;
  std::string remote_target;           // where the peer is reached
  std::vector<std::string> route_set;  // the proxies on the way there, the nearest first
  bool secure = false;
  bool owns_call_id = false;  // we made it: decides how long to wait after a glare (section 14.1)
  Flow flow;                  // by which the peer's last message came

  // What a peer can make us remember.
  static constexpr std::size_t kMaxRoutes = 32;
  static constexpr std::size_t kMaxField = 1024;  // octets of an identifier, a URI, a name

  friend bool operator==(const DialogState&, const DialogState&) = default;
};

// Section 12.1.1: from a request that our response makes a dialog of.
Result<DialogState> dialog_of_server(const Message& request, std::string_view local_tag,
                                     const Flow& flow);

// Section 12.1.2: from our request and a response with a To tag (or without, from an RFC 2543
// peer). Early or confirmed by its status.
Result<DialogState> dialog_of_client(const Message& request, const Message& response,
                                     const Flow& flow);

// Section 12.2.1.1: where the next request of the dialog goes.
struct RequestHead {
  std::string request_uri;
  std::vector<std::string> routes;  // values of Route
  std::string next_hop;             // the URI that is looked up (section 8.1.2)
};
RequestHead request_head(const DialogState& state);

// The same for any route set, by the rules of section 12.2.1.1.
RequestHead request_head(const std::string& target, const std::vector<std::string>& route_set);

// Section 12.2.2: false for a request out of order (500).
bool is_in_order(const DialogState& state, const Message& request);
// Its number is the peer's last one from now on.
void note_cseq(DialogState& state, const Message& request);

// Sections 12.2.1.2 and 12.2.2: the Contact of a target refresh takes the remote target's place.
void refresh_target(DialogState& state, const Message& message);

// Section 13.2.2.4: a 2xx confirms an early dialog and says the route set and target anew.
Result<void> confirm(DialogState& state, const Message& request, const Message& response);

}  // namespace sip
