// Desk: what every resource of the API works with, and how it joins: a resource is a file with a
// function that serves its routes. Desk lets nobody through to a route but those whom access.h
// admits. Owned by Api; any thread, as everything in it has its own lock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "apps/console/api/access.h"
#include "apps/console/api/fields.h"
#include "apps/console/api/gate.h"
#include "apps/console/api/options.h"
#include "apps/console/api/passwords.h"
#include "apps/console/api/problem.h"
#include "apps/console/api/roll.h"
#include "apps/console/api/secrets.h"
#include "apps/console/api/sessions.h"
#include "apps/console/api/sign_in_brake.h"
#include "apps/console/api/tickets.h"
#include "firmware/web/router.h"

namespace console {

// Who asks.
struct Caller {
  enum class By : std::uint8_t { nothing, session, token };
  By by = By::nothing;
  std::string name;        // of the user or the token
  Role role = Role::user;  // of a token, administrator: its scopes are its bounds
  std::string extension;
  std::string csrf;
  Language language = Language::english;
  Scopes scopes;

  bool is_known() const { return by != By::nothing; }
  bool is_administrator() const { return is_known() && role == Role::administrator; }
  // Sees and changes but himself.
  bool is_confined() const { return role == Role::user; }
  bool may_see(std::string_view number) const { return !is_confined() || number == extension; }
};

// One request on its way through a resource.
struct Visit {
  const web::Request& request;
  const web::Parts& parts;
  Caller caller;
  Language language = Language::english;

  web::Response refuse(int status, const Sentence& sentence,
                       const std::vector<std::string>& values = {}) const {
    return problem(status, language, fault("", sentence, values));
  }
};

struct Desk {
  static constexpr std::string_view kCookie = "jackfield";

  Desk(Gate& to_switchboard, ApiOptions with);

  Gate& gate;
  ApiOptions options;
  Secrets secrets;
  Sessions sessions;
  SignInBrake brake;
  Passwords passwords;
  Roll roll;
  Tickets tickets;
  std::mutex converting;  // a file into a sound: one at a time
  const base::Instant began;

  // Every route is in access.h.
  using Answer = web::Response (*)(Desk&, const Visit&);
  void serve(web::Router& router, std::string_view method, std::string_view pattern, Answer answer);

  // Who asks, if he may; else how he is refused.
  std::variant<Caller, web::Response> admit(const web::Request& request, const Access& access);

  // A session for this user: into the cookie of the response.
  Caller open_session(const User& user, const web::Request& request, web::Response& response);

  // Nobody governs the box, and whoever wants to must know the code.
  bool needs_code() const { return !options.first_visit_code.empty() && roll.is_fresh(); }

  // Looks at what was typed for it, under the brake. Nothing: it is right, or none is needed.
  std::optional<web::Response> prove_code(std::string_view typed, const Visit& visit);

  // Who is signed in shows that he knows his present password: a session left open is not enough.
  std::optional<web::Response> prove_current(const std::optional<std::string>& password,
                                             const Visit& visit);

  // Looks at the password under the brake. Nothing: it is right.
  std::optional<web::Response> prove(const std::string* hash, std::string_view password,
                                     const Visit& visit);

 private:
  Caller caller_of(const web::Request& request);
};

// Of a page of another origin, by what the browser says.
bool is_foreign(const web::Request& request);

// The language that is asked for, else the caller's.
Language language_for(const web::Request& request, const Caller& caller);

// The body as an object, or how it is refused.
struct Body {
  static constexpr std::size_t kLongest = 256 << 10;
  std::optional<Fields> fields{};
  std::optional<web::Response> refused{};
};
Body read_body(const Visit& visit, std::size_t longest = Body::kLongest);

// The field If-Match becomes the command's argument `expected`.
void expect(Command& command, const Visit& visit);

// What came of a command: its JSON or a problem.
web::Response answer_of(const Outcome& outcome, Language language);

// A fault of the command's argument `from` is one of the body's field `to`.
void rename_field(Outcome& outcome, std::string_view from, std::string_view to);

// The address by which the client reached us, without a port: of the field Host, if that is one.
std::optional<std::string> host_of(const web::Request& request);

// Session, as the API shows it.
std::string shown_session(const Caller& caller);

// How many phones of each number are there; null: `failed` says why not.
using Phones = std::map<std::string, std::uint64_t, std::less<>>;
std::optional<Phones> phones_there(Gate& gate, Outcome& failed);

// The answer to a path that nobody serves, or not so.
web::Response no_route(const web::Request& request, const std::string& allowed);

}  // namespace console
