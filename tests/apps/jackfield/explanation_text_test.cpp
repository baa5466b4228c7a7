// How `jackfield explain` puts for people what the switchboard says of a number.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "apps/jackfield/command_line_output.h"

namespace jackfield {
namespace {

using nlohmann::json;

json extension(const char* number) {
  return {{"action", "extension"}, {"number", number}};
}

json explanation(json route, json ringing) {
  return {{"considered",
           {{{"position", 100}, {"name", "extensions"}, {"decided", true}, {"why", "decides"}}}},
          {"route", std::move(route)},
          {"targets", {"sip:101@10.0.0.12"}},
          {"ringing", std::move(ringing)}};
}

// What stands below the table of rules.
std::string below_the_rules(const json& explained, bool chinese = false) {
  std::istringstream in;
  std::ostringstream out;
  Console console{in, out, out, "", chinese, {}};
  Invocation invocation;
  invocation.request.command = "explain";
  print(invocation, Outcome::success(explained.dump()), console);
  const std::string text = out.str();
  return text.substr(text.find('\n', text.find('\n') + 1) + 1);
}

TEST(ExplanationText, SaysWhereACallGoesThatIsNotAnswered) {
  const json app = {{"action", "app"}, {"app", "conference"}};
  const json explained = explanation(
      extension("101"), {{"seconds", 20},
                         {"calls", 2},
                         {"when_busy", {{"number", "102"}, {"route", extension("102")}}},
                         {"when_unanswered", {{"number", "*60"}, {"route", app}}}});
  EXPECT_EQ(below_the_rules(explained),
            "Goes to extension 101\n"
            "  sip:101@10.0.0.12\n"
            "It is busy while it has 2 calls\n"
            "When it is busy, the call goes on to 102: Goes to extension 102\n"
            "When nobody answers for 20 seconds, or no phone is registered, the call goes on to "
            "*60: Enters the app conference\n");
  EXPECT_EQ(below_the_rules(explained, true),
            "转到分机 101\n"
            "  sip:101@10.0.0.12\n"
            "已有 2 路通话时视为忙线\n"
            "忙线时转到 102：转到分机 102\n"
            "20 秒无人接听或没有已注册的话机时转到 *60：进入应用 conference\n");
}

TEST(ExplanationText, SaysHowLongAnExtensionRingsThatForwardsNothing) {
  const json explained = explanation(
      extension("101"),
      {{"seconds", 180}, {"calls", 0}, {"when_busy", json()}, {"when_unanswered", json()}});
  EXPECT_EQ(below_the_rules(explained),
            "Goes to extension 101\n"
            "  sip:101@10.0.0.12\n"
            "It rings for 180 seconds at most\n");
}

TEST(ExplanationText, SaysNothingOfRingingWhereNothingRings) {
  EXPECT_EQ(below_the_rules(explanation({{"action", "app"}, {"app", "echo"}}, json())),
            "Enters the app echo\n"
            "  sip:101@10.0.0.12\n");
}

}  // namespace
}  // namespace jackfield
