#include "apps/jackfield/dialplan.h"

#include <gtest/gtest.h>

namespace jackfield {
namespace {

using Caller = Rule::Caller;
using Action = Rule::Action;

Rule rule(int position, std::string user, Action action, std::string argument = "",
          Caller caller = Caller::anyone, std::string domain = "local") {
  return {position,
          "rule " + std::to_string(position),
          caller,
          std::move(user),
          std::move(domain),
          action,
          std::move(argument)};
}

bool exists(std::string_view number) {
  return number.starts_with("1");
}

// In words: "403 Why", "302 uri", "extension 101", "domain".
std::string outcome(const Route& route) {
  if (const auto* reject = std::get_if<Reject>(&route)) {
    return std::to_string(reject->status) + " " + reject->reason;
  }
  if (const auto* redirect = std::get_if<Redirect>(&route)) return "302 " + redirect->uri;
  if (const auto* to = std::get_if<RingExtension>(&route)) return "extension " + to->number;
  if (const auto* enter = std::get_if<EnterApp>(&route)) return "app " + enter->app;
  return "domain";
}

constexpr RouteRequest from_100_to(std::string_view user) {
  return {"100", user, "office.example", true};
}

std::string routed(std::vector<Rule> rules, const RouteRequest& request) {
  return outcome(Dialplan(std::move(rules)).route(request, exists, false).route);
}

bool matches(std::string_view glob, std::string_view user) {
  return routed({rule(1, std::string(glob), Action::reject, "499 Yes")}, from_100_to(user)) ==
         "499 Yes";
}

TEST(Dialplan, TakesAStarForAnyRunAndAQuestionMarkForOneCharacter) {
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("*", "anything"));
  EXPECT_TRUE(matches("1??", "101"));
  EXPECT_FALSE(matches("1??", "10"));
  EXPECT_FALSE(matches("1??", "1010"));
  EXPECT_TRUE(matches("0*9", "09"));
  EXPECT_TRUE(matches("0*9", "0129919"));
  EXPECT_FALSE(matches("0*9", "01299190"));
  EXPECT_TRUE(matches("*a*b*", "xxaxxbxx"));
  EXPECT_FALSE(matches("*a*b*", "xxbxxaxx"));
  EXPECT_TRUE(matches("bob", "BoB"));
  EXPECT_FALSE(matches("", "x"));
}

TEST(Dialplan, TakesACharacterForItselfBehindABackslash) {
  EXPECT_TRUE(matches("\\*43", "*43"));
  EXPECT_FALSE(matches("\\*43", "143"));
  EXPECT_FALSE(matches("\\*43", "43"));
  EXPECT_TRUE(matches("1\\?*", "1?23"));
  EXPECT_FALSE(matches("1\\?*", "1023"));
  EXPECT_TRUE(matches("\\\\", "\\"));
  EXPECT_TRUE(matches("a\\", "a\\")) << "at the end it has nothing to protect";
}

TEST(Dialplan, EntersAppsThatThereAreOnly) {
  const std::vector<Rule> rules = {rule(1, "77", Action::app, "echo"),
                                   rule(2, "78", Action::app, "nonsense")};
  EXPECT_EQ(routed(rules, from_100_to("77")), "app echo");
  EXPECT_EQ(routed(rules, from_100_to("78")), "404 No Such Extension");
}

TEST(Dialplan, DoesNotDwellOnAnUnfriendlyGlob) {
  const std::string glob = "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b";
  EXPECT_FALSE(matches(glob, std::string(10000, 'a')));
}

TEST(Dialplan, TriesRulesByPositionAndTheFirstThatMatchesDecides) {
  EXPECT_EQ(
      routed({rule(30, "*", Action::reject, "430 Last"), rule(10, "2*", Action::reject, "410 No"),
              rule(20, "1*", Action::reject, "420 This")},
             from_100_to("101")),
      "420 This");
}

TEST(Dialplan, GoesOnWhenARuleCannotBeCarriedOut) {
  EXPECT_EQ(routed({rule(1, "*", Action::extension), rule(2, "*", Action::reject, "410 Gone")},
                   from_100_to("999")),
            "410 Gone");
  EXPECT_EQ(routed({rule(1, "*", Action::foreign), rule(2, "*", Action::reject, "410 Gone")},
                   from_100_to("101")),
            "410 Gone");
}

TEST(Dialplan, TellsExtensionsFromStrangers) {
  const std::vector<Rule> rules = {
      rule(1, "*", Action::reject, "401 Stranger", Caller::stranger),
      rule(2, "*", Action::reject, "402 Extension", Caller::extension)};
  EXPECT_EQ(routed(rules, from_100_to("101")), "402 Extension");
  EXPECT_EQ(routed(rules, {"", "101", "office.example", true}), "401 Stranger");
}

TEST(Dialplan, TellsOurDomainsFromOthersAndKnowsThemByName) {
  const std::vector<Rule> rules = {
      rule(1, "*", Action::reject, "401 Local", Caller::anyone, "local"),
      rule(2, "*", Action::reject, "402 Named", Caller::anyone, "*.partner.example"),
      rule(3, "*", Action::foreign, "", Caller::anyone, "foreign")};
  EXPECT_EQ(routed(rules, from_100_to("101")), "401 Local");
  EXPECT_EQ(routed(rules, {"100", "x", "SIP.partner.example", false}), "402 Named");
  EXPECT_EQ(routed(rules, {"100", "x", "else.example", false}), "domain");
}

TEST(Dialplan, FillsUserAndDomainIntoARedirection) {
  EXPECT_EQ(routed({rule(1, "*", Action::redirect, "sip:{user}@{domain};was={user}")},
                   from_100_to("+49301")),
            "302 sip:+49301@office.example;was=+49301");
}

TEST(Dialplan, EscapesWhatTheCallerDialledInARedirection) {
  EXPECT_EQ(routed({rule(1, "*", Action::redirect, "sip:{user}@x.example")},
                   from_100_to("a>\r\nX: y@{domain}")),
            "302 sip:a%3e%0d%0aX%3a%20y%40%7bdomain%7d@x.example");
}

TEST(Dialplan, RejectsAsTheRuleSays) {
  EXPECT_EQ(routed({rule(1, "*", Action::reject, "603")}, from_100_to("1")), "603 ");
  for (const char* wrong : {"", "4", "200 Fine", "7xx", "700 What", "never"}) {
    EXPECT_EQ(routed({rule(1, "*", Action::reject, wrong)}, from_100_to("1")), "403 Forbidden")
        << wrong;
  }
}

TEST(Dialplan, OpensNothingByItself) {
  EXPECT_EQ(routed({}, {"", "101", "office.example", true}), "403 Not Open To Strangers");
  EXPECT_EQ(routed({}, {"100", "x", "else.example", false}),
            "403 Calls To Other Domains Are Not Open");
  EXPECT_EQ(routed({}, from_100_to("999")), "404 No Such Extension");
  EXPECT_EQ(routed({}, from_100_to("101")), "403 No Rule Opens This Call");
}

TEST(Dialplan, StartsWithExtensionsThatCallEachOther) {
  EXPECT_EQ(routed(first_rules(), from_100_to("101")), "extension 101");
  EXPECT_EQ(routed(first_rules(), from_100_to("*43")), "app echo");
  EXPECT_EQ(routed(first_rules(), from_100_to("243")), "404 No Such Extension");
  EXPECT_EQ(routed(first_rules(), {"", "101", "office.example", true}),
            "403 Not Open To Strangers");
  EXPECT_EQ(routed(first_rules(), {"100", "x", "else.example", false}),
            "403 Calls To Other Domains Are Not Open");
}

TEST(Dialplan, ExplainsEveryRuleItConsidered) {
  const Dialplan dialplan({rule(1, "*", Action::reject, "", Caller::stranger),
                           rule(2, "*", Action::reject, "", Caller::anyone, "foreign"),
                           rule(3, "2*", Action::reject), rule(4, "*", Action::foreign),
                           rule(5, "*", Action::extension), rule(6, "*", Action::reject)});
  const Decision decision = dialplan.route(from_100_to("101"), exists, true);
  std::vector<std::string> reasons;
  for (const Considered& one : decision.considered) {
    reasons.push_back(std::to_string(one.position) + ": " + one.why);
  }
  EXPECT_EQ(reasons, (std::vector<std::string>{"1: the caller is one of our extensions",
                                               "2: another domain", "3: another number",
                                               "4: not a foreign domain", "5: decides"}));
  EXPECT_TRUE(decision.considered.back().decided);
  EXPECT_EQ(decision.considered.back().name, "rule 5");
  EXPECT_TRUE(dialplan.route(from_100_to("101"), exists, false).considered.empty());
}

TEST(Dialplan, SaysWhyAnExtensionsRuleDidNotDecide) {
  const Dialplan dialplan(
      {rule(1, "*", Action::extension), rule(2, "*", Action::reject, "", Caller::extension)});
  const Decision decision = dialplan.route({"", "999", "office.example", true}, exists, true);
  ASSERT_EQ(decision.considered.size(), 2u);
  EXPECT_EQ(decision.considered[0].why, "no such extension");
  EXPECT_EQ(decision.considered[1].why, "the caller is not one of our extensions");
}

}  // namespace
}  // namespace jackfield
