// What is asked of the switchboard through the API.
#include <filesystem>
#include <fstream>

#include "apps/console/api/door_words.h"
#include "firmware/web/problem.h"
#include "tests/apps/console/api/page.h"

namespace console {
namespace {

class ResourcesTest : public ApiTest {
 protected:
  Client admin_ = administrator();
};

TEST_F(ResourcesTest, AddsShowsChangesAndRemovesAnExtension) {
  EXPECT_EQ(status(admin_, "POST", "/api/v1/extensions",
                   {{"number", "101"}, {"name", "Alice"}, {"limit", 2}}),
            201);
  EXPECT_EQ(body_["password"].get<std::string>().size(), 16u);
  body_.erase("password");
  EXPECT_EQ(body_, json({{"number", "101"},
                         {"name", "Alice"},
                         {"busy_to", ""},
                         {"no_answer_to", ""},
                         {"ring_seconds", 180},
                         {"limit", 2},
                         {"registered", 0}}));
  office_.phones = {"101", "101"};
  EXPECT_EQ(status(admin_, "GET", "/api/v1/extensions/101"), 200);
  EXPECT_EQ(body_["registered"], 2);
  EXPECT_FALSE(body_.contains("password"));
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/extensions/101", {{"name", "Zoë"}}), 200);
  EXPECT_EQ(body_["name"], "Zoë");
  EXPECT_FALSE(body_.contains("password"));
  EXPECT_EQ(office_.applied.back().put_accounts.front().name, "Zoë") << "in force";
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/extensions/101", {{"renew_password", true}}), 200);
  EXPECT_TRUE(body_.contains("password"));
  EXPECT_EQ(status(admin_, "POST", "/api/v1/extensions", {{"number", "101"}}), 409);
  EXPECT_EQ(status(admin_, "DELETE", "/api/v1/extensions/101"), 204);
  EXPECT_EQ(status(admin_, "GET", "/api/v1/extensions/101"), 404);
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/extensions/101", json::object()), 404);
}

TEST_F(ResourcesTest, NamesAllFaultsAtOnceInTheWordsOfTheReader) {
  const json values = {{"number", "1 2"},   {"name", std::string(65, 'x')},
                       {"password", "x"},   {"busy_to", "a b"},
                       {"ring_seconds", 2}, {"limit", 3}};
  EXPECT_EQ(status(admin_, "POST", "/api/v1/extensions", values), 422);
  EXPECT_EQ(faulty(), "number name password busy_to ring_seconds");
  const json types = {{"name", 1}, {"limit", "x"}, {"ring_seconds", -1}, {"color", "red"}};
  EXPECT_EQ(status(admin_, "POST", "/api/v1/extensions", types), 422);
  EXPECT_EQ(faulty(), "number name ring_seconds limit color");
  admin_.fields["Accept-Language"] = "zh";
  EXPECT_EQ(status(admin_, "POST", "/api/v1/extensions", {{"number", "1 2"}}), 422);
  EXPECT_EQ(body_["errors"][0]["detail"],
            "“1 2”不是有效的分机号：请使用 1 到 32 个字母、数字或 . _ + * # -");
}

TEST_F(ResourcesTest, RefusesBodiesThatAreNoJsonObject) {
  EXPECT_EQ(ask(admin_, "POST", "/api/v1/extensions", "{").status, 400);
  EXPECT_EQ(ask(admin_, "POST", "/api/v1/extensions", "[]").status, 400);
  const std::string deep = "{\"a\":" + std::string(50'000, '[') + std::string(50'000, ']') + '}';
  EXPECT_EQ(ask(admin_, "POST", "/api/v1/extensions", deep).status, 400);
  EXPECT_EQ(ask(admin_, "POST", "/api/v1/extensions", std::string(300'000, ' ')).status, 413);
  admin_.fields["Content-Type"] = "text/plain";
  EXPECT_EQ(ask(admin_, "POST", "/api/v1/extensions", "{\"number\":\"101\"}").status, 415);
}

TEST_F(ResourcesTest, OfTwoEditorsTheSecondLooksAgain) {
  add_extension(admin_, "101", "Alice");
  const std::string seen = field(ask(admin_, "GET", "/api/v1/extensions/101"), "ETag");
  EXPECT_EQ(seen.size(), 34u);
  Client first = admin_;
  Client second = admin_;
  first.fields["If-Match"] = second.fields["If-Match"] = seen;
  EXPECT_EQ(status(first, "PATCH", "/api/v1/extensions/101", {{"name", "Zoë"}}), 200);
  EXPECT_EQ(status(second, "PATCH", "/api/v1/extensions/101", {{"name", "Eve"}}), 412);
  EXPECT_EQ(status(second, "DELETE", "/api/v1/extensions/101"), 412);
  second.fields["If-Match"] =
      "\"other\", " + field(ask(admin_, "GET", "/api/v1/extensions/101"), "ETag");
  const json change = {{"name", "Eve"}, {"renew_password", true}};
  const web::Response changed = ask(second, "PATCH", "/api/v1/extensions/101", change.dump());
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(field(changed, "ETag"), field(ask(admin_, "GET", "/api/v1/extensions/101"), "ETag"));
}

TEST_F(ResourcesTest, ShowsRulesAndSettingsWithTagsToo) {
  admin_.fields["If-Match"] = "\"old\"";
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/settings", {{"min_expires", "70"}}), 412);
  admin_.fields["If-Match"] = field(ask(admin_, "GET", "/api/v1/settings"), "ETag");
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/settings", {{"min_expires", "70"}}), 200);
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/settings", {{"min_expires", "80"}}), 412);
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/rules/100", {{"name", "x"}}), 412);
  EXPECT_EQ(status(admin_, "DELETE", "/api/v1/rules/100"), 412);
  admin_.fields["If-Match"] = field(ask(admin_, "GET", "/api/v1/rules/100"), "ETag");
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/rules/100", {{"name", "x"}}), 200) << body_;
}

TEST_F(ResourcesTest, SetsSettingsAllOrNoneOfThem) {
  const json wrong = {{"min_expires", "60"}, {"digests", "MD4"}, {"color", "red"}};
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/settings", wrong), 422);
  EXPECT_EQ(faulty(), "color digests");
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/settings", {{"expected", "x"}}), 422);
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/settings", {{"min_expires", 60}}), 422);
  EXPECT_EQ(faulty(), "min_expires");
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/settings", {{"realm", "other"}}), 422);
  EXPECT_EQ(faulty(), "realm");
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/settings", {{"rtp_ports", "8000-8999"}}), 422);
  EXPECT_EQ(faulty(), "rtp_ports");  // 8443 is where the page is
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/settings", {{"rtp_ports", "16384-32767"}}), 200);
  // Only together do they go together.
  const json right = {{"min_expires", "8000"}, {"max_expires", "9000"}};
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/settings", right), 200) << body_;
  admin_.fields["Accept-Language"] = "zh";
  EXPECT_EQ(status(admin_, "GET", "/api/v1/settings"), 200);
  for (const json& setting : body_["settings"]) {
    if (setting["key"] != "max_expires") continue;
    EXPECT_EQ(setting["value"], "9000");
    EXPECT_EQ(setting["meaning"], "最长注册时间（秒）");
  }
}

TEST_F(ResourcesTest, AddsChangesMovesAndRemovesARule) {
  const json rule = {
      {"position", 7}, {"name", "Echo"}, {"user", "*77"}, {"action", "app"}, {"argument", "echo"}};
  EXPECT_EQ(status(admin_, "POST", "/api/v1/rules", rule), 201) << body_;
  EXPECT_EQ(status(admin_, "POST", "/api/v1/rules", rule), 409);
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/rules/7", {{"position", 100}}), 409) << "taken";
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/rules/7", {{"position", 8}, {"name", "E"}}), 200);
  EXPECT_EQ(body_["position"], 8);
  EXPECT_EQ(body_["argument"], "echo");
  EXPECT_EQ(status(admin_, "GET", "/api/v1/rules/7"), 404);
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/rules/8",
                   {{"action", "fly"}, {"caller", "me"}, {"name", ""}}),
            422);
  EXPECT_EQ(faulty(), "caller action name argument");
  EXPECT_EQ(office_.applied.back().rules->front().position, 8) << "in force";
  EXPECT_EQ(status(admin_, "DELETE", "/api/v1/rules/8"), 204);
  EXPECT_EQ(status(admin_, "DELETE", "/api/v1/rules/8"), 404);
  EXPECT_EQ(status(admin_, "GET", "/api/v1/explain?number=5"), 200);
  EXPECT_EQ(body_["number"], "5");
  EXPECT_EQ(status(admin_, "GET", "/api/v1/explain"), 422);
}

TEST_F(ResourcesTest, PutsAllRulesIntoAnotherOrderAtOnce) {
  const auto order = [this](Client& client, const json& positions) {
    const int answer = status(client, "PUT", "/api/v1/rules/order", {{"positions", positions}});
    std::string users;
    if (answer != 200) return std::to_string(answer);
    for (const json& rule : body_["rules"]) {
      users += std::to_string(rule["position"].get<int>()) + rule["user"].get<std::string>() + ' ';
    }
    return users;
  };
  EXPECT_EQ(order(admin_, {100, 220, 200, 210}), "100* 200\\*60 210\\*43 220\\*44 ");
  EXPECT_EQ(office_.applied.back().rules->at(1).user, "\\*60") << "in force";
  for (const json& positions :
       {json({100, 200, 210}), json({100, 200, 210, 210}), json({100, 200, 210, 230}),
        json({100, 200, 210, 220, 220}), json::array(), json({"100", 200, 210, 220}), json(1)}) {
    EXPECT_EQ(order(admin_, positions), "422") << positions;
    EXPECT_EQ(faulty(), "positions");
  }
  EXPECT_EQ(status(admin_, "PUT", "/api/v1/rules/order", json::object()), 422);
  EXPECT_EQ(faulty(), "positions");
  Client second = admin_;
  second.fields["If-Match"] = field(ask(admin_, "GET", "/api/v1/rules"), "ETag");
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/rules/100", {{"name", "x"}}), 200);
  EXPECT_EQ(order(second, {220, 210, 200, 100}), "412") << "not what was seen";
  second.fields["If-Match"] = field(ask(admin_, "GET", "/api/v1/rules"), "ETag");
  EXPECT_EQ(order(second, {220, 210, 200, 100}), "100\\*44 200\\*43 210\\*60 220* ");
}

TEST_F(ResourcesTest, ARoomIsARuleAndARuleARoom) {
  EXPECT_EQ(status(admin_, "GET", "/api/v1/rooms"), 200);
  EXPECT_EQ(body_["rooms"], json::array({{{"number", "*60"},
                                          {"name", "conference room"},
                                          {"pin", ""},
                                          {"position", 220},
                                          {"inside", json::array()}}}));
  const json room = {{"number", "*61"}, {"name", "Monday"}, {"pin", "4711"}};
  EXPECT_EQ(status(admin_, "POST", "/api/v1/rooms", room), 201) << body_;
  EXPECT_EQ(office_.applied.back().rules->back().name, "Monday") << "in force";
  EXPECT_EQ(status(admin_, "GET", "/api/v1/rules/230"), 200);
  EXPECT_EQ(body_["user"], "\\*61");
  EXPECT_EQ(body_["argument"], "conference 4711");
  EXPECT_EQ(body_["caller"], "extension");
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/rules/230", {{"argument", "conference"}}), 200);
  office_.rooms = {{"*61", {"101", ""}}};
  EXPECT_EQ(status(admin_, "GET", "/api/v1/rooms/*61"), 200);
  EXPECT_EQ(body_["pin"], "");
  EXPECT_EQ(body_["inside"], json({"101", ""}));
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/rooms/*61", {{"number", "800"}, {"pin", "1"}}), 200)
      << body_;
  EXPECT_EQ(body_["inside"], json::array()) << "they are in the room they dialled";
  EXPECT_EQ(body_["position"], 230);
  EXPECT_EQ(status(admin_, "GET", "/api/v1/rooms/*61"), 404);
  EXPECT_EQ(status(admin_, "DELETE", "/api/v1/rooms/800"), 204);
  EXPECT_EQ(status(admin_, "GET", "/api/v1/rules/230"), 404);
  EXPECT_EQ(status(admin_, "DELETE", "/api/v1/rooms/800"), 404);
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/rooms/800", json::object()), 404);
}

TEST_F(ResourcesTest, OnlyARuleForOneNumberOfOursIsARoom) {
  const auto rule = [&](const char* user, const char* domain, const char* argument) {
    const json made = {{"name", "r"},
                       {"user", user},
                       {"domain", domain},
                       {"action", "app"},
                       {"argument", argument}};
    EXPECT_EQ(status(admin_, "POST", "/api/v1/rules", made), 201) << body_;
  };
  rule("6?", "local", "conference");
  rule("7*", "local", "conference");
  rule("80", "example.com", "conference");
  rule("81", "local", "echo");
  rule("82", "local", "conference 5");
  rule("82", "local", "conference 6");
  EXPECT_EQ(status(admin_, "GET", "/api/v1/rooms"), 200);
  ASSERT_EQ(body_["rooms"].size(), 2u) << body_;
  EXPECT_EQ(body_["rooms"][1]["number"], "82");
  EXPECT_EQ(body_["rooms"][1]["pin"], "5") << "the first rule decides";
}

TEST_F(ResourcesTest, ARoomNobodyCouldReachIsRefused) {
  add_extension(admin_, "101", "Alice");
  const auto refused = [&](const char* number) {
    EXPECT_EQ(status(admin_, "POST", "/api/v1/rooms", {{"number", number}, {"name", "r"}}), 409);
    EXPECT_EQ(faulty(), "number");
    return body_["detail"].get<std::string>();
  };
  EXPECT_EQ(refused("101"), "101 is the number of an extension: choose another for the room");
  EXPECT_EQ(refused("*60"), "There is a conference room *60 already");
  const json doors = {
      {"name", "Doors"}, {"user", "7??"}, {"action", "reject"}, {"argument", "403 Closed"}};
  ASSERT_EQ(status(admin_, "POST", "/api/v1/rules", doors), 201);
  EXPECT_EQ(refused("712"),
            "Rule 230, \"Doors\", takes calls to 712 before the room could: choose another number, "
            "or move that rule further down");
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/rooms/*60", {{"number", "712"}}), 200)
      << "its rule stands further up";
  EXPECT_EQ(
      status(admin_, "POST", "/api/v1/rooms", {{"number", "1 2"}, {"name", ""}, {"pin", "12a"}}),
      422);
  EXPECT_EQ(faulty(), "number name pin");
  EXPECT_EQ(status(admin_, "POST", "/api/v1/rooms", {{"color", "red"}}), 422);
  EXPECT_EQ(faulty(), "number name color");
}

TEST_F(ResourcesTest, OfTwoWhoChangeARoomTheSecondLooksAgain) {
  admin_.fields["If-Match"] = field(ask(admin_, "GET", "/api/v1/rooms/*60"), "ETag");
  office_.rooms = {{"*60", {"101"}}};
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/rooms/*60", {{"pin", "1"}}), 200) << body_;
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/rooms/*60", {{"pin", "2"}}), 412);
  EXPECT_EQ(status(admin_, "DELETE", "/api/v1/rooms/*60"), 412);
}

TEST_F(ResourcesTest, TellsOfEveryAppAndItsOptionInTheWordsOfTheReader) {
  EXPECT_EQ(status(admin_, "GET", "/api/v1/apps"), 200);
  std::string names;
  for (const json& app : body_["apps"]) {
    names += app["name"].get<std::string>() + ' ';
    if (app["name"] == "conference") {
      EXPECT_EQ(app["option"]["name"], "pin");
    }
    if (app["name"] == "echo") {
      EXPECT_EQ(app["option"], json());
    }
  }
  EXPECT_TRUE(names.starts_with("echo milliwatt conference ")) << names;
  admin_.fields["Accept-Language"] = "zh";
  EXPECT_EQ(status(admin_, "GET", "/api/v1/apps"), 200);
  EXPECT_EQ(body_["apps"][0]["title"], "回声测试");
}

TEST_F(ResourcesTest, WhatIsExplainedAndRefusedIsSaidInChinese) {
  admin_.fields["Accept-Language"] = "zh";
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/settings", {{"min_expires", "soon"}}), 422);
  EXPECT_EQ(body_["errors"][0]["detail"], "设置 min_expires 的取值为：1 到 86400 的数");
  EXPECT_EQ(in_language(web::kLongBody, "zh"), "内容超出此处允许的长度");
  for (const std::string_view why : web::kSaidToPeople) {
    EXPECT_NE(in_language(why, "zh-CN,en;q=0.5"), why);
    EXPECT_EQ(in_language(why, "en"), why);
  }
}

TEST_F(ResourcesTest, HtmlInNamesIsTextInJson) {
  const std::string name = "<script>alert(\"1\")</script>&";
  EXPECT_EQ(status(admin_, "POST", "/api/v1/extensions", {{"number", "101"}, {"name", name}}), 201);
  const web::Response response = ask(admin_, "GET", "/api/v1/extensions");
  EXPECT_EQ(body_["extensions"][0]["name"], name);
  EXPECT_EQ(field(response, "Content-Type"), "application/json");
  EXPECT_EQ(field(response, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(status(admin_, "POST", "/api/v1/extensions/101/connection"), 200) << body_;
  Client phone;
  const std::string url = body_["provisioning_url"];
  const std::string xml = ask(phone, "GET", url.substr(url.find("/provisioning"))).body;
  EXPECT_EQ(xml.find("<script>"), std::string::npos);
  EXPECT_NE(xml.find("&lt;script&gt;"), std::string::npos);
}

TEST_F(ResourcesTest, AConnectionIsTheSameForAQuarterOfAnHour) {
  add_extension(admin_, "101", "Alice");
  EXPECT_EQ(status(admin_, "POST", "/api/v1/extensions/101/connection"), 200) << body_;
  const json connection = body_;
  EXPECT_EQ(connection["server"], "pbx.example:5062");
  EXPECT_EQ(connection["domain"], "pbx.example");
  EXPECT_EQ(connection["transport"], "udp");
  EXPECT_EQ(connection["expires_at"], "2026-01-31T00:15:00Z");
  EXPECT_EQ(status(admin_, "POST", "/api/v1/extensions/101/connection"), 200);
  EXPECT_EQ(body_, connection);
  pass(std::chrono::minutes(15));
  EXPECT_EQ(status(admin_, "POST", "/api/v1/extensions/101/connection"), 200);
  EXPECT_NE(body_["password"], connection["password"]);
  office_.phones = {"101"};
  pass(std::chrono::minutes(15));
  EXPECT_EQ(status(admin_, "POST", "/api/v1/extensions/101/connection"), 409);
  EXPECT_EQ(status(admin_, "POST", "/api/v1/extensions/101/connection", {{"renew", true}}), 200);
  EXPECT_EQ(status(admin_, "POST", "/api/v1/extensions/102/connection"), 404);
  admin_.fields["Host"] = "evil\"><b>";
  EXPECT_EQ(status(admin_, "POST", "/api/v1/extensions/101/connection"), 400);
}

TEST_F(ResourcesTest, APhoneThatIsSwitchedOffKeepsItsPasswordUnlessAsked) {
  add_extension(admin_, "101", "Alice");
  const std::string path = "/api/v1/extensions/101/connection";
  const auto phone_comes_and_goes = [this] {
    ASSERT_TRUE(store_.database.execute("INSERT OR IGNORE INTO once_bound VALUES ('101', 0, '')"));
  };
  phone_comes_and_goes();
  EXPECT_EQ(status(admin_, "POST", path), 409);
  EXPECT_NE(body_["detail"].get<std::string>().find("is away now"), std::string::npos) << body_;
  EXPECT_EQ(status(admin_, "POST", path, {{"renew", true}}), 200);
  pass(std::chrono::minutes(15));
  EXPECT_EQ(status(admin_, "POST", path), 200) << "no phone has the password of now";
  pass(std::chrono::minutes(15));
  phone_comes_and_goes();
  EXPECT_EQ(status(admin_, "POST", path), 409);
  EXPECT_EQ(status(admin_, "PATCH", "/api/v1/extensions/101", {{"renew_password", true}}), 200);
  EXPECT_EQ(status(admin_, "POST", path), 200);
}

TEST_F(ResourcesTest, ALinkForAPhoneIsGoodOnceAndNotForLong) {
  add_extension(admin_, "101", "Alice");
  ASSERT_EQ(status(admin_, "PATCH", "/api/v1/settings", {{"domains", "a.example,b.example"}}), 200);
  Client phone;
  const auto fresh = [&](const char* member) {
    EXPECT_EQ(status(admin_, "POST", "/api/v1/extensions/101/connection", {{"renew", true}}), 200);
    const std::string url = body_[member];
    EXPECT_TRUE(url.starts_with("http://pbx.example:8080/provisioning/")) << url;
    return url.substr(url.find("/provisioning"));
  };
  std::string path = fresh("provisioning_url");
  const std::string password = body_["password"];
  EXPECT_EQ(ask(phone, "HEAD", path).status, 200) << "looking spends nothing";
  const web::Response xml = ask(phone, "GET", path);
  EXPECT_EQ(xml.status, 200);
  EXPECT_EQ(field(xml, "Content-Type"), "application/xml; charset=utf-8");
  EXPECT_NE(xml.body.find("<entry name=\"passwd\" overwrite=\"true\">" + password + "</entry>"),
            std::string::npos)
      << xml.body;
  EXPECT_NE(xml.body.find("&lt;sip:101@a.example&gt;"), std::string::npos);
  EXPECT_NE(xml.body.find("&lt;sip:pbx.example:5062;transport=udp&gt;"), std::string::npos);
  EXPECT_EQ(ask(phone, "GET", path).status, 404);
  path = fresh("microsip_url");
  EXPECT_NE(ask(phone, "GET", path).body.find("[Account1]\r\n"), std::string::npos);
  EXPECT_EQ(ask(phone, "GET", path).status, 404);
  path = fresh("provisioning_url");
  pass(std::chrono::minutes(15));
  EXPECT_EQ(ask(phone, "GET", path).status, 404);
  path = fresh("provisioning_url");
  ASSERT_EQ(status(admin_, "PATCH", "/api/v1/extensions/101", {{"renew_password", true}}), 200);
  EXPECT_EQ(ask(phone, "GET", path).status, 404) << "its password is another";
  EXPECT_EQ(ask(phone, "GET", "/provisioning/linphone/guess.xml").status, 404);
}

TEST_F(ResourcesTest, ABackupBringsAllBack) {
  add_extension(admin_, "101", "Alice");
  const json user = {
      {"name", "alice"}, {"role", "user"}, {"extension", "101"}, {"password", "battery staple"}};
  ASSERT_EQ(status(admin_, "POST", "/api/v1/users", user), 201);
  Client program = with_scopes(admin_, {"read"});
  const std::string backup = ask(admin_, "GET", "/api/v1/backup").body;
  EXPECT_EQ(body_["format"], "jackfield backup");
  ASSERT_EQ(status(admin_, "DELETE", "/api/v1/extensions/101"), 204);
  ASSERT_EQ(status(admin_, "DELETE", "/api/v1/users/alice"), 204);
  Client stranger;
  EXPECT_EQ(ask(stranger, "PUT", "/api/v1/backup", backup).status, 401);
  EXPECT_EQ(ask(admin_, "PUT", "/api/v1/backup", backup).status, 200) << body_;
  EXPECT_EQ(body_["extensions"], 1);
  EXPECT_EQ(body_["users"], 2);
  EXPECT_EQ(status(admin_, "GET", "/api/v1/session"), 401) << "all sign in again";
  Client alice = signed_in("alice", "battery staple");
  EXPECT_EQ(status(alice, "GET", "/api/v1/extensions/101"), 200);
  EXPECT_EQ(status(program, "GET", "/api/v1/status"), 200);
  Client again = signed_in("admin", "correct horse");
  EXPECT_EQ(ask(again, "GET", "/api/v1/backup").body, backup);
}

TEST_F(ResourcesTest, ADamagedBackupIsRefusedWithAllItsFaultsAndChangesNothing) {
  add_extension(admin_, "101", "Alice");
  json backup = json::parse(ask(admin_, "GET", "/api/v1/backup").body);
  backup["configuration"]["extensions"][0]["number"] = "1 2";
  backup["configuration"]["rules"][0]["action"] = "fly";
  backup["users"][0]["role"] = "king";
  backup["tokens"].push_back({{"id", "x"}});
  EXPECT_EQ(status(admin_, "PUT", "/api/v1/backup", backup), 422);
  EXPECT_EQ(faulty(),
            "configuration.extensions[0].number configuration.rules[0].action users[0].role "
            "tokens[0].scopes tokens[0].name tokens[0].digest tokens[0] users");
  EXPECT_EQ(ask(admin_, "PUT", "/api/v1/backup", "{}").status, 422);
  EXPECT_EQ(status(admin_, "GET", "/api/v1/extensions/101"), 200);
}

TEST_F(ResourcesTest, ABackupOpensABoxWithoutAPassword) {
  const std::string backup = ask(admin_, "GET", "/api/v1/backup").body;
  ASSERT_TRUE(store_.database.execute("DELETE FROM console_users"));
  Api fresh(gate_, options());
  web::Request request;
  request.method = "PUT";
  request.path = "/api/v1/backup";
  request.fields = {{"Content-Type", "application/json"}, {"Host", "pbx.example"}};
  request.body = backup;
  EXPECT_EQ(fresh.answer(request).status, 200);
  EXPECT_EQ(fresh.answer(request).status, 401);
}

TEST_F(ResourcesTest, ServesRecordingsAndNothingElseOfTheDisk) {
  namespace fs = std::filesystem;
  const fs::path day = folder_ / "recordings/2026-01-31";
  fs::create_directories(day);
  std::ofstream(day / "090500-100-101-0a1b-2c.opus") << "sound";
  std::ofstream(day / "100500-100-unknown-0a1b-2c-2.wav") << "wave";
  std::ofstream(day / "note.txt") << "no";
  std::ofstream(folder_ / "secret.opus") << "secret";
  fs::create_symlink(folder_ / "secret.opus", day / "110500-100-101-0a1b.opus");
  EXPECT_EQ(status(admin_, "GET", "/api/v1/recordings"), 200);
  ASSERT_EQ(body_["recordings"].size(), 2u) << body_;
  EXPECT_EQ(body_["recordings"][1], json({{"name", "2026-01-31-090500-100-101-0a1b-2c.opus"},
                                          {"size", 5},
                                          {"at", "2026-01-31T09:05:00Z"}}));
  const std::string path = "/api/v1/recordings/2026-01-31-090500-100-101-0a1b-2c.opus";
  const web::Response sound = ask(admin_, "GET", path);
  EXPECT_EQ(sound.file, (day / "090500-100-101-0a1b-2c.opus").string());
  EXPECT_EQ(field(sound, "Content-Type"), "audio/ogg");
  for (const char* name :
       {"2026-01-31-note.txt", "2026-01-31-110500-100-101-0a1b.opus", "..",
        "2026-01-31-090500-../../secret.opus", "secret.opus", "2026-01-31-..%2fsecret.opus"}) {
    EXPECT_EQ(status(admin_, "GET", std::string("/api/v1/recordings/") + name), 404) << name;
  }
  EXPECT_EQ(status(admin_, "DELETE", path), 204);
  EXPECT_EQ(status(admin_, "DELETE", path), 404);
  EXPECT_FALSE(fs::exists(day / "090500-100-101-0a1b-2c.opus"));
}

TEST_F(ResourcesTest, TellsHowItIs) {
  log_.info("sip", "flood", {{"from", "\"x\""}});
  log_.warning("sip", "over");
  EXPECT_EQ(status(admin_, "GET", "/api/v1/log?after=1"), 200);
  EXPECT_EQ(body_["events"], json::array({{{"id", 2},
                                           {"at", "2026-01-31T00:00:00Z"},
                                           {"severity", "warning"},
                                           {"text", "sip over"}}}));
  EXPECT_EQ(status(admin_, "GET", "/api/v1/log?after=x"), 422);
  EXPECT_EQ(status(admin_, "GET", "/api/v1/status"), 200);
  EXPECT_EQ(body_["version"], "1");
  EXPECT_EQ(status(admin_, "GET", "/api/v1/calls?limit=0"), 422);
  EXPECT_EQ(faulty(), "limit");
  Client stranger;
  EXPECT_EQ(ask(stranger, "GET", "/healthz").body, "ok\n");
  EXPECT_EQ(status(stranger, "GET", "/metrics"), 401);
  stranger.address = "127.0.0.1";
  const std::string metrics = ask(stranger, "GET", "/metrics").body;
  EXPECT_NE(metrics.find("\njackfield_registrations 0\n"), std::string::npos) << metrics;
  EXPECT_EQ(ask(stranger, "GET", "/api/v1/openapi.yaml").body.substr(0, 8), "openapi:");
}

TEST_F(ResourcesTest, ShowsAndReplacesTheCertificate) {
  EXPECT_EQ(status(admin_, "GET", "/api/v1/certificate"), 200);
  EXPECT_EQ(body_["subject"], "CN=old");
  EXPECT_EQ(status(admin_, "PUT", "/api/v1/certificate", {{"certificate", "bad"}, {"key", "k"}}),
            422);
  EXPECT_EQ(faulty(), "certificate");
  EXPECT_EQ(status(admin_, "PUT", "/api/v1/certificate", {{"certificate", "good"}, {"key", "k"}}),
            200);
  EXPECT_EQ(body_["subject"], "CN=new");
  EXPECT_EQ(status(admin_, "DELETE", "/api/v1/certificate"), 200);
}

TEST_F(ResourcesTest, WithoutASwitchboardTheAnswerIsToComeAgain) {
  gate_.stop();
  EXPECT_EQ(status(admin_, "GET", "/api/v1/extensions"), 503);
  EXPECT_EQ(status(admin_, "POST", "/api/v1/tokens", {{"name", "x"}, {"scopes", {"read"}}}), 503);
  EXPECT_EQ(status(admin_, "GET", "/healthz"), 503);
}

}  // namespace
}  // namespace console
