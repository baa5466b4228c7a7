#include "firmware/sip/message/edits.h"

#include "firmware/sip/message/build.h"
#include "tests/firmware/sip/message/text.h"

namespace {

using sip::Edits;
using sip::HeaderId;
using sip_test::crlf;
using sip_test::Parsed;

// What the header lines become.
template <class Edit>
std::string edited(std::string_view header_lines, Edit edit) {
  const std::string start = "OPTIONS sip:a SIP/2.0\n";
  const Parsed message(start + std::string(header_lines) + "\n\nbody");
  Edits edits(*message);
  edit(edits);
  std::string text = edits.apply();
  std::string lines;
  for (const char c : text) {
    if (c != '\r') lines += c;
  }
  EXPECT_TRUE(lines.starts_with(start));
  EXPECT_TRUE(lines.ends_with("\n\nbody"));
  return lines.substr(start.size(), lines.size() - start.size() - 6);
}

TEST(Edits, LeaveAnUneditedMessageAsItIs) {
  const Parsed message(sip_test::kInvite);
  EXPECT_EQ(Edits(*message).apply(), message->octets());
}

TEST(Edits, ReplaceTheRequestUriAndNothingElse) {
  const Parsed message(sip_test::kInvite);
  Edits edits(*message);
  edits.set_request_uri("sip:202@192.0.2.42:5064;transport=udp");
  std::string expected(message->octets());
  expected.replace(7, message->request_uri().size(), "sip:202@192.0.2.42:5064;transport=udp");
  EXPECT_EQ(edits.apply(), expected);
}

TEST(Edits, PrependAboveTheFirstLineOfTheHeader) {
  EXPECT_EQ(edited("To: t\nVia: a\nVia: b", [](Edits& e) { e.prepend(HeaderId::via, "new"); }),
            "To: t\nVia: new\nVia: a\nVia: b");
}

TEST(Edits, PrependAboveAllHeadersWhenThereIsNone) {
  EXPECT_EQ(edited("To: t", [](Edits& e) { e.prepend(HeaderId::record_route, "r"); }),
            "Record-Route: r\nTo: t");
}

TEST(Edits, PutTheLastPrependedOnTop) {
  EXPECT_EQ(edited("Via: a",
                   [](Edits& e) {
                     e.prepend(HeaderId::via, "first");
                     e.prepend(HeaderId::via, "second");
                   }),
            "Via: second\nVia: first\nVia: a");
}

TEST(Edits, AppendBelowTheLastHeaderInOrder) {
  EXPECT_EQ(edited("To: t",
                   [](Edits& e) {
                     e.append(HeaderId::warning, "1");
                     e.append(HeaderId::server, "2");
                   }),
            "To: t\nWarning: 1\nServer: 2");
}

TEST(Edits, SetTheFirstLineOrAppend) {
  EXPECT_EQ(edited("Max-Forwards:  70 \nTo: t",
                   [](Edits& e) {
                     e.set(HeaderId::max_forwards, "69");
                     e.set(HeaderId::expires, "60");
                   }),
            "Max-Forwards:  69 \nTo: t\nExpires: 60");
}

TEST(Edits, LetTheLastSetWin) {
  EXPECT_EQ(edited("Expires: 1",
                   [](Edits& e) {
                     e.set(HeaderId::expires, "2");
                     e.set(HeaderId::expires, "333");
                   }),
            "Expires: 333");
}

TEST(Edits, SetAnEmptyValue) {
  EXPECT_EQ(edited("Subject:\nTo: t", [](Edits& e) { e.set(HeaderId::subject, " s"); }),
            "Subject: s\nTo: t");
}

TEST(Edits, ReplaceOneValueCountedOverAllLines) {
  EXPECT_EQ(edited("Route: <sip:a>, <sip:b>\nRoute: <sip:c>",
                   [](Edits& e) {
                     e.replace_value(HeaderId::route, 1, "<sip:B>");
                     e.replace_value(HeaderId::route, 2, "<sip:C>");
                     e.replace_value(HeaderId::route, 3, "<sip:none>");
                   }),
            "Route: <sip:a>, <sip:B>\nRoute: <sip:C>");
}

TEST(Edits, RemoveAnyValuesWithTheirCommas) {
  // Every subset of three values on one line and one on the next, removed in both directions.
  const char* const values[] = {"<sip:a>", "<sip:b>", "<sip:c>", "<sip:d>"};
  for (unsigned subset = 0; subset < 16; ++subset) {
    std::string first, expected;
    for (unsigned i = 0; i < 3; ++i) {
      if (subset & 1u << i) continue;
      first += (first.empty() ? "" : ", ") + std::string(values[i]);
    }
    expected = first.empty() ? "" : "\nRoute: " + first;
    if (!(subset & 8u)) expected += "\nRoute: <sip:d>";
    for (const bool upwards : {false, true}) {
      const auto remove = [&](Edits& edits) {
        for (unsigned i = 0; i < 4; ++i) {
          const unsigned position = upwards ? i : 3 - i;
          if (subset & 1u << position) edits.remove_value(HeaderId::route, position);
        }
      };
      EXPECT_EQ(edited("To: t\nRoute: <sip:a>, <sip:b>, <sip:c>\nRoute: <sip:d>\nl: 4", remove),
                "To: t" + expected + "\nl: 4")
          << subset;
    }
  }
}

TEST(Edits, RemoveAllLinesOfAHeader) {
  EXPECT_EQ(edited("v: a\nTo: t\nVia: b", [](Edits& e) { e.remove_all(HeaderId::via); }), "To: t");
}

TEST(Edits, SwallowWhatWasSetInALineThatGoes) {
  EXPECT_EQ(edited("Expires: 1\nTo: t",
                   [](Edits& e) {
                     e.set(HeaderId::expires, "2");
                     e.remove_all(HeaderId::expires);
                     e.prepend(HeaderId::expires, "3");
                   }),
            "Expires: 3\nTo: t");
}

TEST(Edits, AddAndReplaceParametersOfTheTopVia) {
  EXPECT_EQ(edited("Via: SIP/2.0/UDP h;rport;branch=b, SIP/2.0/UDP i\nTo: t",
                   [](Edits& e) {
                     e.set_top_via_param("received", "192.0.2.1");
                     e.set_top_via_param("rport", "5062");
                   }),
            "Via: SIP/2.0/UDP h;rport=5062;branch=b;received=192.0.2.1, SIP/2.0/UDP i\nTo: t");
}

TEST(Edits, FillAnRportThatStandsLast) {
  EXPECT_EQ(edited("Via: SIP/2.0/UDP h;rport",
                   [](Edits& e) {
                     e.set_top_via_param("received", "192.0.2.1");
                     e.set_top_via_param("rport", "5062");
                   }),
            "Via: SIP/2.0/UDP h;rport=5062;received=192.0.2.1");
}

TEST(Edits, FillAnRportWithBlanksBehindIt) {
  EXPECT_EQ(edited("Via: SIP/2.0/UDP h;rport \t, SIP/2.0/UDP i",
                   [](Edits& e) { e.set_top_via_param("rport", "5062"); }),
            "Via: SIP/2.0/UDP h;rport=5062 \t, SIP/2.0/UDP i");
}

TEST(Edits, ReplaceAQuotedParameterWithItsQuotes) {
  EXPECT_EQ(edited("Via: SIP/2.0/UDP h;received=\"x\";a=1",
                   [](Edits& e) { e.set_top_via_param("received", "192.0.2.1"); }),
            "Via: SIP/2.0/UDP h;received=192.0.2.1;a=1");
}

TEST(Edits, ReplaceTheBodyWithItsTypeAndLength) {
  const Parsed message("OPTIONS sip:a SIP/2.0\nl: 4\n\nbody");
  Edits edits(*message);
  edits.set_body("text/html", "<p>new");
  EXPECT_EQ(edits.apply(), crlf("OPTIONS sip:a SIP/2.0\nl: 6\nContent-Type: text/html\n\n<p>new"));
}

TEST(Edits, DoNotCarryOctetsBeyondContentLength) {
  const Parsed message("OPTIONS sip:a SIP/2.0\nl: 4\n\nbodyNOISE");
  EXPECT_TRUE(Edits(*message).apply().ends_with("body"));
}

TEST(StampTopVia, AddsReceivedWhenTheSourceIsAnother) {
  const Parsed message("OPTIONS sip:a SIP/2.0\nVia: SIP/2.0/UDP host.example\n\n");
  Edits edits(*message);
  sip::stamp_top_via(edits, *message, *net::Endpoint::parse("[2001:db8::7]:5066"));
  EXPECT_EQ(edits.apply(),
            crlf("OPTIONS sip:a SIP/2.0\nVia: SIP/2.0/UDP host.example;received=2001:db8::7\n\n"));
}

}  // namespace
