#include "apps/jackfield/ladder_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace jackfield {
namespace {

using nlohmann::json;

json message(int after_ms, bool sent, int leg, json status, const char* reason, const char* method,
             int times = 1) {
  return {{"after_ms", after_ms}, {"sent", sent},
          {"leg", leg},           {"flow", "udp:a:1"},
          {"status", status},     {"reason", status.is_null() ? json() : reason},
          {"method", method},     {"times", times},
          {"whole", true},        {"text", "line\r\n\r\n\x1b[31mbody"}};
}

json leg(const char* name) {
  return {{"name", name}, {"call_id", "a"}, {"flows", {"udp:a:1"}}, {"media", json()}};
}

json call() {
  return {
      {"id", "0a1b2c3d-0000-4000-8000-000000000000"},
      {"caller", "100"},
      {"callee", "101"},
      {"begin", "2026-01-31T09:05:00Z"},
      {"answer", json()},
      {"end", "2026-01-31T09:05:09Z"},
      {"disposition", "busy"},
      {"reason", "486 Busy Here"},
      {"legs", {leg("100"), leg("101"), leg("102")}},
      {"messages",
       {message(-20, false, 0, json(), "", "INVITE", 3), message(1, true, 1, json(), "", "INVITE"),
        message(1500, false, 2, 486, "Busy Here", "INVITE"),
        message(1501, true, 0, 200, "Everything Is Very Much OK", "BYE")}},
      {"notes", {{{"after_ms", 1000}, {"text", "101 transfers to 102"}}}},
      {"missed", 0}};
}

std::string printed(const json& call, bool messages = false, bool chinese = false) {
  std::istringstream in;
  std::ostringstream out;
  Console console{in, out, out, "", chinese, {}};
  print_call(call.dump(), messages, console);
  return out.str();
}

TEST(LadderText, DrawsAColumnAPartyWithTheSwitchboardAmongThem) {
  EXPECT_EQ(printed(call()),
            "Call 0a1b2c3d-0000-4000-8000-000000000000: 100 calls 101\n"
            "  began 2026-01-31T09:05:00Z, answered -, ended 2026-01-31T09:05:09Z\n"
            "  busy: 486 Busy Here\n"
            "\n"
            "             100                    jackfield                    101"
            "                       102\n"
            "     -0.020   |----------INVITE-------->|                         |"
            "                         | ×3\n"
            "     +0.001   |                         |----------INVITE-------->|"
            "                         |\n"
            "     +1.000  * 101 transfers to 102\n"
            "     +1.500   |                         |<-----486 Busy Here-------"
            "-------------------------|\n"
            "     +1.501   |<--200 Everything (BYE)--|                         |"
            "                         |\n"
            "\n"
            "No audio of it has passed here\n");
}

TEST(LadderText, TellsOfTheAudioInWords) {
  json spoken = call();
  spoken["legs"][1]["media"] = {{"promised", "192.0.2.1:4000"},
                                {"real", "198.51.100.7:4000"},
                                {"codec", "PCMA"},
                                {"received", 990},
                                {"lost", 10},
                                {"late", 2},
                                {"jitter_ms", 4.25},
                                {"sent", 1000},
                                {"remote", {{"lost_percent", 0.4}, {"jitter_ms", 3.0}}},
                                {"round_trip_ms", 21.4}};
  const std::string text = printed(spoken);
  EXPECT_NE(text.find("Audio of 101: PCMA, promised at 192.0.2.1:4000, came from "
                      "198.51.100.7:4000\n"
                      "  heard: 990 packets, 10 lost (1.0 %), 2 too late, jitter 4.2 ms\n"
                      "  said: 1000 packets\n"
                      "  there: 0.4 % lost of late, jitter 3.0 ms\n"
                      "  round trip: 21 ms\n"),
            std::string::npos)
      << text;
}

TEST(LadderText, PrintsWholeMessagesThatCommandNoTerminal) {
  EXPECT_EQ(printed(call()).find("body"), std::string::npos);
  const std::string text = printed(call(), true);
  EXPECT_NE(text.find("\n-0.020 udp:a:1 received ×3\nline\n\n?[31mbody\n"), std::string::npos)
      << text;
}

TEST(LadderText, NamesTheFlowsOfAPartyThatHasSeveral) {
  json forked = call();
  EXPECT_EQ(printed(forked).find("udp:a:1"), std::string::npos);
  forked["legs"][1]["flows"].push_back("udp:b:1");
  EXPECT_NE(printed(forked).find("| udp:a:1\n"), std::string::npos) << printed(forked);
}

TEST(LadderText, SaysHowManyMessagesWereNotKept) {
  json longer = call();
  longer["missed"] = 7;
  EXPECT_NE(printed(longer).find("(7 messages from the middle were not kept)"), std::string::npos);
}

TEST(LadderText, SpeaksChinese) {
  const std::string text = printed(call(), false, true);
  EXPECT_NE(text.find("100 呼叫 101"), std::string::npos) << text;
  EXPECT_NE(text.find("忙线：486 Busy Here"), std::string::npos) << text;
}

TEST(LadderText, StandsWhatIsNoCall) {
  EXPECT_EQ(printed(json::array()), "");
  EXPECT_EQ(printed({{"legs", json::array()}}), "");
}

}  // namespace
}  // namespace jackfield
