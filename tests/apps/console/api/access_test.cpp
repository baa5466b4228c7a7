// Who may ask what.
#include <fstream>
#include <set>

#include "tests/apps/console/api/page.h"

namespace console {
namespace {

// "GET /setup" of every operation in openapi.yaml, and of those that ask nobody to sign in. A line
// of two blanks and a slash is a path, one of four a method, one of six a member of the operation.
struct Described {
  std::set<std::string> all, open;
};

Described described() {
  Described found;
  std::ifstream file(JACKFIELD_OPENAPI);
  std::string line, path, operation;
  bool in_paths = false;
  while (std::getline(file, line)) {
    if (!line.empty() && line[0] != ' ') in_paths = line == "paths:";
    if (!in_paths) continue;
    const std::size_t begin = line.find_first_not_of(' ');
    const std::string word = line.substr(std::min(begin, line.size()));
    if (begin == 2 && word.starts_with('/')) path = "/api/v1" + word.substr(0, word.size() - 1);
    for (const char* method : {"get", "post", "put", "patch", "delete"}) {
      if (begin != 4 || word != std::string(method) + ":") continue;
      operation = method;
      for (char& c : operation) c = static_cast<char>(c - 'a' + 'A');
      operation += ' ' + path;
      found.all.insert(operation);
    }
    const bool open = word == "security: []" || word.starts_with("security: [{},");
    if (begin == 6 && open) found.open.insert(operation);
  }
  return found;
}

std::string filled(std::string pattern) {
  while (pattern.find('{') != std::string::npos) {
    pattern.replace(pattern.find('{'), pattern.find('}') - pattern.find('{') + 1, "101");
  }
  return pattern;
}

class AccessTest : public ApiTest {};

TEST_F(AccessTest, EveryRouteIsDescribedAndEveryDescribedOneIsServed) {
  std::set<std::string> served = {"GET /api/v1/events"};  // by the Server itself
  for (const auto& route : api_->router().routes()) {
    if (route.pattern.starts_with("/api/")) served.insert(route.method + ' ' + route.pattern);
  }
  EXPECT_GE(served.size(), 40u);
  EXPECT_EQ(served, described().all);
}

TEST_F(AccessTest, AsksEverybodyToSignInButWhereTheDescriptionOpensADoor) {
  administrator();
  const Described found = described();
  ASSERT_FALSE(found.open.empty());
  Client stranger;
  for (const auto& route : api_->router().routes()) {
    const std::string operation = route.method + ' ' + route.pattern;
    if (!found.all.contains(operation) || found.open.contains(operation)) continue;
    EXPECT_EQ(status(stranger, route.method, filled(route.pattern), json::object()), 401)
        << operation;
  }
  for (const std::string& operation : found.open) {
    const std::string path = operation.substr(operation.find(' ') + 1);
    const int answer = status(stranger, operation.substr(0, operation.find(' ')), path, {{"x", 1}});
    // To restore a backup is open to a box without a password only.
    EXPECT_EQ(answer == 401, path == "/api/v1/backup") << operation;
  }
}

TEST_F(AccessTest, TellsWhatIsNotThereFromWhatIsNotDone) {
  Client stranger;
  EXPECT_EQ(status(stranger, "GET", "/api/v1/nothing"), 404);
  const web::Response response = ask(stranger, "DELETE", "/api/v1/setup");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(field(response, "Allow"), "GET, PUT");
  EXPECT_EQ(field(response, "Content-Type"), "application/problem+json");
  EXPECT_EQ(body_["status"], 405);
}

TEST_F(AccessTest, EveryAnswerIsSecured) {
  Client stranger;
  for (const char* path : {"/api/v1/setup", "/api/v1/users", "/nowhere", "/healthz"}) {
    const web::Response response = ask(stranger, "GET", path);
    EXPECT_EQ(field(response, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(field(response, "Cache-Control"), "no-store");
    EXPECT_NE(field(response, "Content-Security-Policy").find("default-src 'none'"),
              std::string::npos);
    EXPECT_EQ(field(response, "Referrer-Policy"), "no-referrer");
    EXPECT_EQ(field(response, "Cross-Origin-Resource-Policy"), "same-origin");
  }
}

TEST_F(AccessTest, ChangesNothingWithoutTheSessionsCsrfToken) {
  Client admin = administrator();
  const std::string right = admin.csrf;
  for (const std::string& wrong : {std::string(), std::string("guess"), right + "x"}) {
    admin.csrf = wrong;
    EXPECT_EQ(status(admin, "POST", "/api/v1/extensions", {{"number", "101"}}), 403);
  }
  EXPECT_EQ(status(admin, "GET", "/api/v1/extensions"), 200) << "reading needs none";
  admin.csrf = right;
  EXPECT_EQ(status(admin, "POST", "/api/v1/extensions", {{"number", "101"}}), 201);
}

TEST_F(AccessTest, RefusesRequestsOfAnotherOrigin) {
  Client admin = administrator();
  for (const char* origin : {"http://evil.example", "null", "https://pbx.example:8080",
                             "http://pbx.example", "http://pbx.example:8080.evil.example"}) {
    admin.fields["Origin"] = origin;
    EXPECT_EQ(status(admin, "POST", "/api/v1/extensions", {{"number", "101"}}), 403) << origin;
    EXPECT_EQ(status(admin, "POST", "/api/v1/session", {{"password", "correct horse"}}), 403);
  }
  admin.fields["Origin"] = "http://pbx.example:8080";
  EXPECT_EQ(status(admin, "POST", "/api/v1/extensions", {{"number", "101"}}), 201);
  admin.secure = true;
  EXPECT_EQ(status(admin, "POST", "/api/v1/extensions", {{"number", "102"}}), 403);
  admin.fields["Origin"] = "https://pbx.example:8080";
  EXPECT_EQ(status(admin, "POST", "/api/v1/extensions", {{"number", "102"}}), 201);
}

TEST_F(AccessTest, OperatorsCareForPeopleAndRulesNotForTheBox) {
  Client admin = administrator();
  const json user = {{"name", "olga"}, {"role", "operator"}, {"password", "battery staple"}};
  ASSERT_EQ(status(admin, "POST", "/api/v1/users", user), 201) << body_;
  Client olga = signed_in("olga", "battery staple");
  EXPECT_EQ(status(olga, "POST", "/api/v1/extensions", {{"number", "101"}}), 201);
  EXPECT_EQ(status(olga, "GET", "/api/v1/rules"), 200);
  for (const char* path :
       {"users", "tokens", "settings", "log", "certificate", "backup", "recordings"}) {
    EXPECT_EQ(status(olga, "GET", std::string("/api/v1/") + path), 403) << path;
  }
  EXPECT_EQ(status(olga, "PUT", "/api/v1/backup", json::object()), 403);
  EXPECT_EQ(status(olga, "PATCH", "/api/v1/users/admin", {{"password", "taken over"}}), 403);
  EXPECT_EQ(status(olga, "PATCH", "/api/v1/users/olga", {{"role", "administrator"}}), 403);
}

TEST_F(AccessTest, AUserSeesAndChangesHimselfAlone) {
  Client admin = administrator();
  add_extension(admin, "101", "Alice");
  add_extension(admin, "102", "Bob");
  office_.phones = {"101", "102"};
  office_.live.resize(2);
  office_.live[0].caller = "101";
  office_.live[0].callee = "sip:x@example.com";
  office_.live[1].caller = "102";
  const json user = {
      {"name", "alice"}, {"role", "user"}, {"extension", "101"}, {"password", "battery staple"}};
  ASSERT_EQ(status(admin, "POST", "/api/v1/users", user), 201) << body_;
  Client alice = signed_in("alice", "battery staple");
  EXPECT_EQ(status(alice, "GET", "/api/v1/extensions"), 200);
  ASSERT_EQ(body_["extensions"].size(), 1u);
  EXPECT_EQ(body_["extensions"][0]["number"], "101");
  EXPECT_EQ(status(alice, "GET", "/api/v1/registrations"), 200);
  EXPECT_EQ(body_["registrations"].size(), 1u);
  EXPECT_EQ(status(alice, "GET", "/api/v1/calls/live"), 200);
  EXPECT_EQ(body_["calls"].size(), 1u);
  EXPECT_EQ(status(alice, "GET", "/api/v1/calls"), 200);
  EXPECT_EQ(status(alice, "GET", "/api/v1/extensions/102"), 403);
  EXPECT_EQ(status(alice, "PATCH", "/api/v1/extensions/102", {{"busy_to", "101"}}), 403);
  EXPECT_EQ(status(alice, "PATCH", "/api/v1/extensions/101", {{"name", "Eve"}}), 403);
  EXPECT_EQ(status(alice, "PATCH", "/api/v1/extensions/101", {{"renew_password", true}}), 403);
  EXPECT_EQ(status(alice, "PATCH", "/api/v1/extensions/101", {{"busy_to", "102"}}), 200);
  EXPECT_EQ(body_["busy_to"], "102");
  for (const char* path : {"rules", "users", "explain?number=1", "recordings", "calls/abcd"}) {
    EXPECT_EQ(status(alice, "GET", std::string("/api/v1/") + path), 403) << path;
  }
  EXPECT_EQ(status(alice, "POST", "/api/v1/extensions", {{"number", "103"}}), 403);
}

TEST_F(AccessTest, ATokenDoesWhatItsScopesSayAndNeedsNoCsrf) {
  Client admin = administrator();
  Client reader = with_scopes(admin, {"read"});
  Client writer = with_scopes(admin, {"people"});
  EXPECT_EQ(status(reader, "GET", "/api/v1/extensions"), 200);
  EXPECT_EQ(status(reader, "GET", "/api/v1/settings"), 200);
  EXPECT_EQ(status(reader, "GET", "/api/v1/backup"), 403);
  EXPECT_EQ(status(reader, "GET", "/api/v1/recordings"), 403);
  EXPECT_EQ(status(reader, "POST", "/api/v1/extensions", {{"number", "101"}}), 403);
  EXPECT_EQ(status(writer, "POST", "/api/v1/extensions", {{"number", "101"}}), 201);
  EXPECT_EQ(status(writer, "POST", "/api/v1/rules", json::object()), 403);
  Client all = with_scopes(admin, {"read", "people", "rules", "calls", "recordings", "system"});
  EXPECT_EQ(status(all, "POST", "/api/v1/tokens", {{"name", "x"}, {"scopes", {"read"}}}), 403);
  EXPECT_EQ(status(all, "DELETE", "/api/v1/users/admin"), 403);
  Client liar;
  liar.token = "jf_0000";
  EXPECT_EQ(status(liar, "GET", "/api/v1/extensions"), 401);
}

TEST_F(AccessTest, AWithdrawnTokenIsWorthNothingAndItsUseIsShown) {
  Client admin = administrator();
  Client program = with_scopes(admin, {"read"});
  const std::string id = body_["id"];
  EXPECT_EQ(body_["last_used"], json());
  EXPECT_EQ(status(program, "GET", "/api/v1/status"), 200);
  EXPECT_EQ(status(admin, "GET", "/api/v1/tokens"), 200);
  EXPECT_EQ(body_["tokens"][0]["last_used"], "2026-01-31T00:00:00Z");
  EXPECT_FALSE(body_["tokens"][0].contains("secret"));
  EXPECT_EQ(status(admin, "DELETE", "/api/v1/tokens/" + id), 204);
  EXPECT_EQ(status(admin, "DELETE", "/api/v1/tokens/" + id), 404);
  EXPECT_EQ(status(program, "GET", "/api/v1/status"), 401);
}

TEST_F(AccessTest, OnlyOperatorsOfThisPageMayWatchEvents) {
  Client admin = administrator();
  web::Request request;
  request.method = "GET";
  request.path = "/api/v1/events";
  request.fields = {{"Host", "pbx.example"}};
  ASSERT_TRUE(api_->may_watch(request));
  EXPECT_EQ(api_->may_watch(request)->status, 401);
  request.fields.push_back({"Cookie", "jackfield=" + admin.cookie});
  EXPECT_FALSE(api_->may_watch(request));
  request.fields.push_back({"Origin", "http://evil.example"});
  ASSERT_TRUE(api_->may_watch(request));
  EXPECT_EQ(api_->may_watch(request)->status, 403);
  request.fields.back().value = "http://pbx.example";
  EXPECT_FALSE(api_->may_watch(request));
}

}  // namespace
}  // namespace console
