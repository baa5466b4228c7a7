// The dialplan: the visible policy that turns a request into a Route. Pure: rules in, Route out.
//
// Rules are tried in order of position; the first that matches and can be carried out decides.
// When none does, the request is rejected. Signalling thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace jackfield {

struct Rule {
  enum class Caller : std::uint8_t { anyone, extension, stranger };
  // extension: the switchboard calls the phones of that number and couples the two calls; proxy:
  // to the same phones, but the call passes through; foreign: on to the URI's own domain (RFC
  // 3263); app: into the app that `argument` names, with what follows the name; redirect: 302 to
  // `argument`; reject: status and reason of `argument`.
  enum class Action : std::uint8_t { extension, proxy, foreign, app, redirect, reject };

  int position = 0;  // unique; lower is tried first
  std::string name;  // in plain words, for explain
  Caller caller = Caller::anyone;
  std::string user = "*";        // glob over the user part: * any run, ? one character, \\* a star
  std::string domain = "local";  // "local", "foreign", or a glob over the host
  Action action = Action::reject;
  std::string argument;  // redirect: a URI, {user} and {domain} are replaced; reject: "403 Why"
};

// What the dialplan is asked.
struct RouteRequest {
  std::string_view caller;  // the authenticated extension; "" for a stranger
  std::string_view user;    // of the Request-URI, unescaped
  std::string_view domain;  // of the Request-URI
  bool local_domain = false;
};

struct Reject {
  int status;
  std::string reason;
};
struct Redirect {
  std::string uri;
};
struct RingExtension {
  std::string number;
};
struct ProxyToExtension {
  std::string number;  // the address-of-record
};
struct ProxyToDomain {};  // the Request-URI as it is
struct EnterApp {
  std::string app;       // of kApps
  std::string argument;  // for the app
  std::string number;    // as it was dialled
};
using Route =
    std::variant<Reject, Redirect, RingExtension, ProxyToExtension, ProxyToDomain, EnterApp>;

// One rule as it was considered, in order, and why it did or did not decide.
struct Considered {
  int position;
  std::string name;
  bool decided;
  std::string why;
};

struct Decision {
  Route route;
  std::vector<Considered> considered;  // empty unless asked for
};

class Dialplan {
 public:
  // Tells whether a number is an extension.
  using Exists = std::function<bool(std::string_view number)>;

  explicit Dialplan(std::vector<Rule> rules);
  void replace(std::vector<Rule> rules);
  const std::vector<Rule>& rules() const { return rules_; }

  Decision route(const RouteRequest& request, const Exists& exists, bool explain) const;

 private:
  std::vector<Rule> rules_;
};

// What a new store starts with: extensions may call each other, the echo test, a tone to measure
// with, and a conference room; nothing else is open.
std::vector<Rule> first_rules();

}  // namespace jackfield
