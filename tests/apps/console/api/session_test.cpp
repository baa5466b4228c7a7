// Signing in, the first steps, users.
#include "apps/console/api/first_visit_code.h"
#include "tests/apps/console/api/page.h"

namespace console {
namespace {

class SessionTest : public ApiTest {
 protected:
  int sign_in(Client& client, const std::string& password) {
    return status(client, "POST", "/api/v1/session", {{"password", password}});
  }
};

TEST_F(SessionTest, GivesACookieThatScriptsAndOtherPagesDoNotGet) {
  administrator();
  Client page;
  const json body = {{"password", "correct horse"}};
  std::string cookie = field(ask(page, "POST", "/api/v1/session", body.dump()), "Set-Cookie");
  EXPECT_NE(cookie.find("; HttpOnly; SameSite=Strict; Path=/"), std::string::npos) << cookie;
  EXPECT_EQ(cookie.find("Secure"), std::string::npos);
  EXPECT_EQ(page.cookie.size(), 52u);
  page.secure = true;
  cookie = field(ask(page, "POST", "/api/v1/session", body.dump()), "Set-Cookie");
  EXPECT_NE(cookie.find("; Secure"), std::string::npos) << cookie;
}

TEST_F(SessionTest, EndsWhenItWasIdleForTwelveHours) {
  Client admin = administrator();
  pass(std::chrono::hours(12));
  EXPECT_EQ(status(admin, "GET", "/api/v1/session"), 200);
  EXPECT_EQ(body_["name"], "admin");
  EXPECT_EQ(body_["role"], "administrator");
  pass(std::chrono::hours(12));
  EXPECT_EQ(status(admin, "GET", "/api/v1/session"), 200) << "it was used meanwhile";
  pass(std::chrono::hours(12) + std::chrono::seconds(1));
  EXPECT_EQ(status(admin, "GET", "/api/v1/session"), 401);
}

TEST_F(SessionTest, EndsWithSigningOut) {
  Client admin = administrator();
  const std::string cookie = admin.cookie;
  EXPECT_EQ(status(admin, "DELETE", "/api/v1/session"), 204);
  admin.cookie = cookie;
  EXPECT_EQ(status(admin, "GET", "/api/v1/session"), 401);
}

TEST_F(SessionTest, KeepsTwoHundredAtMostAndDropsTheOneIdleLongest) {
  Client first = administrator();
  pass(std::chrono::seconds(1));
  Client second;
  ASSERT_EQ(sign_in(second, "correct horse"), 200);
  for (int i = 0; i < 199; ++i) {
    pass(std::chrono::milliseconds(1));
    Client other;
    ASSERT_EQ(sign_in(other, "correct horse"), 200);
  }
  EXPECT_EQ(status(first, "GET", "/api/v1/session"), 401);
  EXPECT_EQ(status(second, "GET", "/api/v1/session"), 200);
}

TEST_F(SessionTest, SlowsDownWhoeverGuessesAndNobodyElse) {
  administrator();
  Client thief;
  thief.address = "2001:db8:1:2::3";
  for (int i = 0; i < 5; ++i) EXPECT_EQ(sign_in(thief, "guess no 1"), 401);
  for (const int seconds : {1, 2, 4, 8, 16, 32, 60, 60}) {
    EXPECT_EQ(sign_in(thief, "correct horse"), 429) << "even a right one waits";
    EXPECT_EQ(body_["retry_after"], seconds);
    const json body = {{"password", "guess no 2"}};
    EXPECT_EQ(field(ask(thief, "POST", "/api/v1/session", body.dump()), "Retry-After"),
              std::to_string(seconds));
    pass(std::chrono::seconds(seconds));
    EXPECT_EQ(sign_in(thief, "guess no 2"), 401);
  }
  thief.address = "2001:db8:1:2:ffff::4";
  EXPECT_EQ(sign_in(thief, "correct horse"), 429) << "the same subscriber";
  Client neighbour;
  neighbour.address = "2001:db8:1:3::3";
  EXPECT_EQ(sign_in(neighbour, "correct horse"), 200);
  pass(std::chrono::seconds(60));
  EXPECT_EQ(sign_in(thief, "correct horse"), 200);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(sign_in(thief, "guess"), 401) << "all is forgiven";
  pass(std::chrono::minutes(16));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(sign_in(thief, "guess"), 401) << "all is forgotten";
}

TEST_F(SessionTest, AStrangeNameIsNoDifferentFromAWrongPassword) {
  administrator();
  Client client;
  const json body = {{"name", "nobody"}, {"password", "none"}};
  EXPECT_EQ(status(client, "POST", "/api/v1/session", body), 401);
  const json stranger = body_;
  EXPECT_EQ(sign_in(client, "wrong"), 401);
  EXPECT_EQ(body_, stranger);
}

TEST_F(SessionTest, TakesTheFirstStepsOneByOneAndAgain) {
  Client page;
  page.fields["Accept-Language"] = "fr;q=0.9, zh-Hans-CN;q=0.8, en;q=0.7";
  EXPECT_EQ(status(page, "GET", "/api/v1/setup"), 200);
  EXPECT_EQ(body_, json({{"step", "password"},
                         {"code_required", false},
                         {"language", "zh"},
                         {"people", json::array()}}));
  EXPECT_EQ(status(page, "PUT", "/api/v1/setup", {{"done", true}}), 422);
  EXPECT_EQ(faulty(), "password");
  EXPECT_EQ(status(page, "PUT", "/api/v1/setup", {{"password", "correct horse"}}), 200);
  EXPECT_EQ(body_["setup"]["step"], "people");
  EXPECT_EQ(body_["session"]["name"], "admin");
  page.csrf = body_["session"]["csrf"];
  const json people = {
      {"people",
       {{{"name", "Alice"}}, {{"name", "Bob"}, {"number", "102"}}, {{"name", "\"Carol\", <b>"}}}}};
  for (int time = 0; time < 2; ++time) {
    EXPECT_EQ(status(page, "PUT", "/api/v1/setup", people), 200) << body_;
    EXPECT_EQ(body_["setup"]["step"], "phones");
    ASSERT_EQ(body_["setup"]["people"].size(), 3u) << body_;
    EXPECT_EQ(body_["setup"]["people"][0],
              json({{"number", "101"}, {"name", "Alice"}, {"registered", false}}));
    EXPECT_EQ(body_["setup"]["people"][1]["name"], "Bob");
    EXPECT_EQ(body_["setup"]["people"][2]["number"], "103");
    EXPECT_EQ(body_["setup"]["people"][2]["name"], "\"Carol\", <b>");
  }
  Client stranger;
  EXPECT_EQ(status(stranger, "GET", "/api/v1/setup"), 200);
  EXPECT_EQ(body_["people"], json::array());
  EXPECT_EQ(status(stranger, "PUT", "/api/v1/setup", {{"done", true}}), 401);
  office_.phones = {"101", "102"};
  EXPECT_EQ(status(stranger, "GET", "/api/v1/setup"), 200);
  EXPECT_EQ(body_["step"], "done");
  office_.phones.clear();
  EXPECT_EQ(status(stranger, "GET", "/api/v1/setup"), 200);
  EXPECT_EQ(body_["step"], "done") << "whatever becomes of the phones";
}

TEST_F(SessionTest, TakesTheFirstStepsAllAtOnce) {
  Client page;
  const json steps = {{"password", "correct horse"},
                      {"language", "zh"},
                      {"people", {{{"name", "Alice"}}}},
                      {"done", true}};
  for (int time = 0; time < 2; ++time) {
    EXPECT_EQ(status(page, "PUT", "/api/v1/setup", steps), 200) << body_;
    EXPECT_EQ(body_["setup"]["step"], "done");
    EXPECT_EQ(body_["setup"]["people"].size(), 1u);
  }
  EXPECT_EQ(body_["session"]["language"], "zh");
  Client stranger;
  EXPECT_EQ(status(stranger, "GET", "/api/v1/setup"), 200);
  EXPECT_EQ(body_["language"], "zh");
}

TEST_F(SessionTest, OnceSetTheWordIsNeededForFurtherSteps) {
  administrator();
  Client thief;
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(status(thief, "PUT", "/api/v1/setup", {{"password", "taken over"}}), 401);
  }
  EXPECT_EQ(status(thief, "PUT", "/api/v1/setup", {{"password", "taken over"}}), 429);
  EXPECT_TRUE(thief.cookie.empty());
}

// A box whose console shows a code.
class FirstVisitTest : public ApiTest {
 protected:
  ApiOptions with_code() {
    ApiOptions with = options();
    with.first_visit_code = "ACDE-3467";
    with.on_claimed = [this] { ++claimed_; };
    return with;
  }
  int claimed_ = 0;
};

TEST_F(FirstVisitTest, NeedsTheCodeForTheFirstPasswordAndForNothingElse) {
  api_.emplace(gate_, with_code());
  Client page;
  EXPECT_EQ(status(page, "GET", "/api/v1/setup"), 200);
  EXPECT_EQ(body_["code_required"], true);
  EXPECT_EQ(status(page, "PUT", "/api/v1/setup", {{"password", "correct horse"}}), 422);
  EXPECT_EQ(faulty(), "code");
  json steps = {{"password", "correct horse"}, {"code", "ACDE-3466"}};
  EXPECT_EQ(status(page, "PUT", "/api/v1/setup", steps), 403);
  EXPECT_EQ(faulty(), "code");
  EXPECT_EQ(claimed_, 0);
  steps["code"] = "acde 3467";  // as people type
  EXPECT_EQ(status(page, "PUT", "/api/v1/setup", steps), 200) << body_;
  EXPECT_EQ(body_["setup"]["code_required"], false);
  EXPECT_EQ(claimed_, 1);
  page.csrf = body_["session"]["csrf"];
  EXPECT_EQ(status(page, "PUT", "/api/v1/setup", {{"done", true}}), 200);
  Client another;
  EXPECT_EQ(status(another, "PUT", "/api/v1/setup", steps), 200) << "the password is his word now";
}

TEST_F(FirstVisitTest, SlowsDownWhoGuessesTheCode) {
  api_.emplace(gate_, with_code());
  Client thief;
  json steps = {{"password", "taken over"}, {"code", "AAAA-AAAA"}};
  for (int i = 0; i < SignInBrake::kFree; ++i) {
    EXPECT_EQ(status(thief, "PUT", "/api/v1/setup", steps), 403);
  }
  steps["code"] = "ACDE-3467";
  EXPECT_EQ(status(thief, "PUT", "/api/v1/setup", steps), 429);
  Client owner;
  owner.address = "192.0.2.2";
  EXPECT_EQ(status(owner, "PUT", "/api/v1/setup", steps), 200);
}

TEST_F(FirstVisitTest, NeedsTheCodeToRestoreABackup) {
  Client admin = administrator();
  EXPECT_EQ(status(admin, "GET", "/api/v1/backup"), 200);
  const json backup = body_;
  forget_everybody();
  api_.emplace(gate_, with_code());
  Client page;
  EXPECT_EQ(status(page, "PUT", "/api/v1/backup", backup), 403);
  EXPECT_EQ(faulty(), "code");
  page.fields["X-Jackfield-Code"] = "ACDE-3467";
  EXPECT_EQ(status(page, "PUT", "/api/v1/backup", backup), 200) << body_;
  EXPECT_EQ(claimed_, 1);
}

TEST(FirstVisitCode, IsMadeOfCharactersThatAreNotMistaken) {
  base::SeededRandom random(7);
  for (int i = 0; i < 1000; ++i) {
    const std::string code = make_first_visit_code(random);
    EXPECT_TRUE(is_first_visit_code(code)) << code;
    EXPECT_EQ(code.find_first_of("01258BILOSUZ"), std::string::npos) << code;
    EXPECT_TRUE(is_same_code(code, base::to_lower(code)));
    EXPECT_FALSE(is_same_code(code, code.substr(1)));
  }
  EXPECT_FALSE(is_same_code("ACDE-3467", ""));
  for (const char* text : {"", "ACDE3467", "ACDE-346", "ACDE-346O", "acde-3467"}) {
    EXPECT_FALSE(is_first_visit_code(text)) << text;
  }
}

TEST_F(SessionTest, NamesAllFaultsOfTheFirstSteps) {
  Client page;
  const json steps = {{"password", "short"},
                      {"language", "fr"},
                      {"colour", 1},
                      {"people",
                       {{{"name", 1}, {"number", "1 2"}},
                        {{"number", "101"}, {"name", ""}},
                        {{"number", "101"}, {"name", ""}, {"x", ""}}}},
                      {"done", "yes"}};
  EXPECT_EQ(status(page, "PUT", "/api/v1/setup", steps), 422);
  EXPECT_EQ(faulty(),
            "password language done colour people[0].name people[0].number people[2].number "
            "people[2].x");
  EXPECT_EQ(status(page, "GET", "/api/v1/setup"), 200);
  EXPECT_EQ(body_["step"], "password") << "nothing was done";
}

TEST_F(SessionTest, ChangesOnesOwnPasswordOnlyWithThePresentOne) {
  Client admin = administrator();
  Client elsewhere = signed_in("admin", "correct horse");
  EXPECT_EQ(status(admin, "PATCH", "/api/v1/users/admin", {{"password", "battery staple"}}), 422);
  EXPECT_EQ(faulty(), "current_password");
  const json change = {{"password", "battery staple"}, {"current_password", "correct horse"}};
  EXPECT_EQ(status(admin, "PATCH", "/api/v1/users/admin", change), 200);
  EXPECT_EQ(status(admin, "GET", "/api/v1/session"), 200);
  EXPECT_EQ(status(elsewhere, "GET", "/api/v1/session"), 401) << "other sessions end";
  EXPECT_EQ(sign_in(elsewhere, "correct horse"), 401);
  EXPECT_EQ(sign_in(elsewhere, "battery staple"), 200);
}

TEST_F(SessionTest, AUserWhoseExtensionIsGoneStillChangesHisPassword) {
  Client admin = administrator();
  add_extension(admin, "101");
  const json user = {
      {"name", "alice"}, {"role", "user"}, {"extension", "101"}, {"password", "battery staple"}};
  ASSERT_EQ(status(admin, "POST", "/api/v1/users", user), 201);
  ASSERT_EQ(status(admin, "DELETE", "/api/v1/extensions/101"), 204);
  Client alice = signed_in("alice", "battery staple");
  const json change = {{"password", "correct horse"}, {"current_password", "battery staple"}};
  EXPECT_EQ(status(alice, "PATCH", "/api/v1/users/alice", change), 200) << body_;
  EXPECT_EQ(body_["extension"], "101");
}

TEST_F(SessionTest, ABoxIsFreshOnlyWhenItIsKnownThatNobodyGovernsIt) {
  EXPECT_FALSE(api_->is_fresh()) << "nothing is known yet";
  EXPECT_TRUE(api_->prepare());
  EXPECT_TRUE(api_->is_fresh());
  administrator();
  EXPECT_FALSE(api_->is_fresh());
}

TEST_F(SessionTest, APasswordThatWasChangedBesideThePageCountsAtOnce) {
  Client admin = administrator();
  Client other = signed_in("admin", "correct horse");
  const std::string hash = base::to_hex("battery staple");
  const Command change{"user.set_password", {{"name", "admin"}, {"hash", hash}}};
  ASSERT_EQ(gate_.execute(change).kind, Outcome::Kind::done);
  EXPECT_EQ(office_.applied.back().changed_users, std::vector<std::string>{"admin"});
  api_->forget({"admin"});
  EXPECT_EQ(status(admin, "GET", "/api/v1/session"), 401) << "sessions end";
  EXPECT_EQ(status(other, "GET", "/api/v1/session"), 401);
  Client again;
  EXPECT_EQ(sign_in(again, "correct horse"), 401);
  EXPECT_EQ(sign_in(again, "battery staple"), 200);
}

TEST_F(SessionTest, APasswordThatIsChangedWhileItIsLookedAtOpensNothing) {
  administrator();
  ApiOptions slow = options();
  Api* page = nullptr;
  slow.verify = [&](std::string_view hash, std::string_view password) {
    const std::string other = base::to_hex("battery staple");
    gate_.execute({"user.set_password", {{"name", "admin"}, {"hash", other}}});
    page->forget({"admin"});
    return hash == base::to_hex(password);
  };
  Api api(gate_, std::move(slow));
  page = &api;
  web::Request request;
  request.method = "POST";
  request.path = "/api/v1/session";
  request.fields = {{"Content-Type", "application/json"}, {"Host", "pbx.example"}};
  request.body = R"({"password":"correct horse"})";
  const web::Response answer = api.answer(request);
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(field(answer, "Set-Cookie"), "");
}

TEST_F(SessionTest, WhoIsChangedBesideThePageAloneSignsInAnew) {
  Client admin = administrator();
  const json user = {{"name", "bob"}, {"role", "operator"}, {"password", "battery staple"}};
  ASSERT_EQ(status(admin, "POST", "/api/v1/users", user), 201);
  Client bob = signed_in("bob", "battery staple");
  ASSERT_EQ(gate_.execute({"user.remove", {{"name", "bob"}}}).kind, Outcome::Kind::done);
  api_->forget({"bob"});
  EXPECT_EQ(status(bob, "GET", "/api/v1/session"), 401);
  EXPECT_EQ(status(admin, "GET", "/api/v1/users"), 200);
  EXPECT_EQ(body_["users"].size(), 1u);
  EXPECT_EQ(gate_.execute({"user.remove", {{"name", "admin"}}}).kind, Outcome::Kind::conflict);
}

TEST_F(SessionTest, TheLastAdministratorStays) {
  Client admin = administrator();
  EXPECT_EQ(status(admin, "DELETE", "/api/v1/users/admin"), 409);
  EXPECT_EQ(status(admin, "PATCH", "/api/v1/users/admin", {{"role", "operator"}}), 422);
  EXPECT_EQ(faulty(), "role");
  const json other = {{"name", "eve"}, {"role", "administrator"}, {"password", "battery staple"}};
  EXPECT_EQ(status(admin, "POST", "/api/v1/users", other), 201);
  EXPECT_EQ(status(admin, "POST", "/api/v1/users", other), 409);
  EXPECT_EQ(status(admin, "DELETE", "/api/v1/users/admin"), 204);
  EXPECT_EQ(status(admin, "GET", "/api/v1/session"), 401);
}

TEST_F(SessionTest, NamesAllFaultsOfAUser) {
  Client admin = administrator();
  const json user = {{"name", "Eve!"}, {"role", "user"}, {"password", "short"}, {"language", 1}};
  EXPECT_EQ(status(admin, "POST", "/api/v1/users", user), 422);
  EXPECT_EQ(faulty(), "name password language extension");
}

TEST_F(SessionTest, SpeaksChineseToWhomeverAsksForIt) {
  Client page;
  page.fields["Accept-Language"] = "zh-CN";
  EXPECT_EQ(status(page, "GET", "/api/v1/session"), 401);
  EXPECT_EQ(body_["detail"], "请先登录");
}

}  // namespace
}  // namespace console
