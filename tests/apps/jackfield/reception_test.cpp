// Who is let in, and what is answered at the door: an office in the simulated world, and callers
// who write their requests by hand.
#include "apps/jackfield/reception.h"

#include <gtest/gtest.h>

#include "firmware/sip/auth/digest_response.h"
#include "tests/firmware/sip/transaction/peer.h"
#include "tests/scenarios/office.h"

namespace jackfield {
namespace {

using namespace std::chrono_literals;
using scenarios::Office;
using scenarios::OfficeOptions;
using sip::testing::Peer;

// An office where calls are not authenticated unless the options say so, with extensions 100 and
// 101; Bob's phone, 101, is registered.
class AtTheDoor : public ::testing::Test {
 protected:
  explicit AtTheDoor(OfficeOptions options = {}) : office(calm(world), std::move(options)) {
    for (const char* number : {"100", "101"}) office.opens_account(number);
    registers("101", "<sip:101@10.0.0.12>", bob);
  }

  // One request by hand. `headers` are whole lines.
  struct Draft {
    std::string method, uri, from = "<sip:100@office.example>", to{}, headers{}, via{};
    std::string call_id = "call";
    int hops = 70;
  };
  std::string text_of(Draft draft) {
    if (draft.via.empty()) draft.via = "SIP/2.0/UDP 10.0.0.11;rport;branch=" + branch();
    if (draft.to.empty()) draft.to = "<" + draft.uri + ">";
    return draft.method + " " + draft.uri + " SIP/2.0\r\nVia: " + draft.via +
           "\r\nMax-Forwards: " + std::to_string(draft.hops) + "\r\nFrom: " + draft.from +
           ";tag=f\r\nTo: " + draft.to + "\r\nCall-ID: " + draft.call_id + "\r\nCSeq: 1 " +
           draft.method + "\r\n" + draft.headers + "Content-Length: 0\r\n\r\n";
  }
  // The status of the (last) answer to it; 0: none.
  int asks(const Draft& draft) { return asks(draft, alice); }
  int asks(const Draft& draft, Peer& peer) { return says(text_of(draft), peer); }
  int says(const std::string& text, Peer& peer) {
    peer.heard.clear();
    peer.says(text);
    world.advance(100ms);
    return peer.heard.empty() ? 0 : peer.heard.back().message.status();
  }
  std::string branch() { return "z9hG4bKb" + std::to_string(++branches_); }

  // As `draft`, with the password of `number` after the challenge.
  int proves(Draft draft, const std::string& number, Peer& peer) {
    const bool registers = draft.method == "REGISTER";
    const int challenge = asks(draft, peer);
    EXPECT_EQ(challenge, registers ? 401 : 407);
    const std::string value =
        peer.heard.back().message.header(registers ? "www-authenticate" : "proxy-authenticate");
    const std::string nonce = sim::auth_param(value, "nonce");
    const sip::DigestQuestion question{
        sip::DigestAlgorithm::md5, nonce, "00000001", "c", "auth", draft.method, draft.uri};
    const sip::Ha1 ha1 = sip::Ha1::of(number, "jackfield", scenarios::kPassword);
    draft.headers += std::string(registers ? "Authorization" : "Proxy-Authorization") +
                     ": Digest username=\"" + number + "\", realm=\"jackfield\", nonce=\"" + nonce +
                     "\", uri=\"" + draft.uri +
                     "\", qop=auth, nc=00000001, cnonce=\"c\", response=\"" +
                     std::string(sip::DigestResponse(question, ha1).text()) + "\"\r\n";
    draft.call_id += "2";
    return asks(draft, peer);
  }
  int registers(const std::string& number, const std::string& contact, Peer& peer,
                const std::string& as = "") {
    const std::string aor = "<sip:" + (as.empty() ? number : as) + "@office.example>";
    return proves({.method = "REGISTER",
                   .uri = "sip:office.example",
                   .from = aor,
                   .to = aor,
                   .headers = "Contact: " + contact + "\r\n",
                   .via = "",
                   .call_id = "registration" + branch()},
                  number, peer);
  }

  static constexpr const char* kOffice = "sip:office.example";
  static constexpr const char* kBob = "sip:101@office.example";

  sim::World world{1};
  Office office;
  Peer alice{world, "10.0.0.11:5060"}, bob{world, "10.0.0.12:5060"};

 private:
  static sim::World& calm(sim::World& world) {
    sim::LinkSettings instantly;
    instantly.delay = {};
    world.network().set_weather(instantly);
    return world;
  }
  int branches_ = 0;
};

class Trusting : public AtTheDoor {
 protected:
  Trusting() : AtTheDoor({.authenticates_calls = false}) {}
};

TEST_F(Trusting, ServesWhatIsForTheSwitchboardItself) {
  EXPECT_EQ(asks({"OPTIONS", kOffice}), 200);
  EXPECT_EQ(asks({.method = "OPTIONS", .uri = "sip:10.0.0.1", .call_id = "second"}), 200);
  EXPECT_EQ(asks({.method = "INVITE", .uri = kOffice, .call_id = "other"}), 404);
  EXPECT_EQ(asks({.method = "MESSAGE", .uri = kOffice, .call_id = "third"}), 405);
  const auto allowed = alice.heard.back().message.headers("allow");
  EXPECT_EQ(std::ranges::count(allowed, "MESSAGE"), 0);
  EXPECT_EQ(std::ranges::count(allowed, "REGISTER"), 1);
}

TEST_F(Trusting, Says420ToWhatItDoesNotSupport) {
  EXPECT_EQ(asks({.method = "OPTIONS", .uri = kOffice, .headers = "Require: magic\r\n"}), 420);
  EXPECT_EQ(alice.heard.back().message.header("unsupported"), "magic");
  EXPECT_EQ(asks({.method = "INVITE", .uri = kBob, .headers = "Proxy-Require: magic\r\n"}), 420);
  EXPECT_EQ(alice.heard.back().message.header("unsupported"), "magic");
  EXPECT_EQ(bob.count("INVITE"), 0u);
}

TEST_F(Trusting, LeavesRequireToTheCallee) {
  asks({.method = "INVITE", .uri = kBob, .headers = "Require: magic\r\n"});
  EXPECT_EQ(bob.count("INVITE"), 1u);
}

TEST_F(Trusting, KnowsNoDialogWithTheSwitchboard) {
  EXPECT_EQ(asks({.method = "OPTIONS", .uri = kOffice, .to = "<sip:office.example>;tag=x"}), 481);
}

TEST_F(Trusting, Says482ToARequestThatCameByTwoWays) {
  EXPECT_EQ(asks({"OPTIONS", kOffice}), 200);
  EXPECT_EQ(asks({"OPTIONS", kOffice}), 482);
}

TEST_F(Trusting, Says482ToARequestThatCameBackUnchanged) {
  asks({"INVITE", kBob});
  ASSERT_EQ(bob.count("INVITE"), 1u);
  std::string again = bob.last("INVITE").message.text();
  const std::string contact = bob.last("INVITE").message.uri();
  again.replace(again.find(contact), contact.size(), kBob);
  again.insert(again.find("\r\n") + 2, "Via: SIP/2.0/UDP 10.0.0.12;branch=z9hG4bKback\r\n");
  EXPECT_EQ(says(again, bob), 482);
}

TEST_F(Trusting, Says483AtTheEndOfAJourney) {
  EXPECT_EQ(asks({.method = "INVITE", .uri = kBob, .hops = 0}), 483);
  asks({.method = "INVITE", .uri = kBob, .call_id = "other", .hops = 1});
  EXPECT_EQ(bob.last("INVITE").message.header("max-forwards"), "0");
}

TEST_F(Trusting, Says416ToWhatItCannotReach) {
  EXPECT_EQ(asks({"INVITE", "sips:101@office.example"}), 416);
  EXPECT_EQ(asks({"INVITE", "mailto:bob@office.example"}), 416);
}

TEST_F(Trusting, Says481ToACancelOfNothing) {
  EXPECT_EQ(asks({"CANCEL", kBob}), 481);
}

TEST_F(Trusting, Says404ToANumberNobodyHas) {
  EXPECT_EQ(asks({"INVITE", "sip:999@office.example"}), 404);
}

TEST_F(Trusting, Says480WhenNoPhoneIsRegistered) {
  EXPECT_EQ(asks({"INVITE", "sip:100@office.example"}), 480);
}

TEST_F(Trusting, SendsEvenALongCallByUdpToAPhoneThatRegisteredSo) {
  const std::string novel = "Subject: " + std::string(1400, 'x') + "\r\n";
  asks({.method = "INVITE", .uri = kBob, .headers = novel});
  ASSERT_EQ(bob.count("INVITE"), 1u);
  EXPECT_FALSE(bob.last("INVITE").way.tcp);
}

TEST_F(Trusting, SendsALongCallByTcpToAContactAtAnotherPortOrTransport) {
  const std::string novel = "Subject: " + std::string(1400, 'x') + "\r\n";
  Peer desk(world, "10.0.0.13:5060"), other_port(world, "10.0.0.13:5062");
  Draft call{.method = "INVITE", .uri = "sip:100@office.example", .headers = novel};
  registers("100", "<sip:100@10.0.0.13>", other_port);
  asks(call);
  EXPECT_TRUE(desk.last("INVITE").way.tcp);
  desk.heard.clear();
  registers("100", "<sip:100@10.0.0.13;transport=tcp>", desk);
  call.call_id = "another-call";
  asks(call);
  EXPECT_EQ(desk.count("INVITE"), 2u) << "both contacts ring";
  EXPECT_TRUE(desk.last("INVITE").way.tcp);
}

TEST_F(Trusting, TakesAMaddrThatIsNotOursForAnotherDomain) {
  EXPECT_EQ(asks({"INVITE", "sip:101@office.example;maddr=10.0.0.44"}), 403);
  EXPECT_EQ(bob.count("INVITE"), 0u);
  asks({.method = "INVITE", .uri = "sip:101@office.example;maddr=10.0.0.1", .call_id = "ours"});
  EXPECT_EQ(bob.count("INVITE"), 1u);
}

TEST_F(Trusting, ReadsAnEscapedNumber) {
  asks({"INVITE", "sip:%3101@office.example"});
  EXPECT_EQ(bob.count("INVITE"), 1u);
}

TEST_F(Trusting, TakesATelNumberForAnExtension) {
  asks({"INVITE", "tel:101"});
  EXPECT_EQ(bob.count("INVITE"), 1u);
}

TEST_F(Trusting, RelaysNothingForStrangers) {
  for (const char* uri : {kBob, "sip:x@foreign.example", "tel:101"}) {
    for (const char* method : {"INVITE", "MESSAGE", "SUBSCRIBE"}) {
      const Draft draft{.method = method,
                        .uri = uri,
                        .from = "<sip:eve@foreign.example>",
                        .call_id = std::string(method) + uri};
      EXPECT_EQ(asks(draft), 407) << method << uri;
    }
  }
  EXPECT_EQ(asks({.method = "INVITE",
                  .uri = kBob,
                  .from = "<sip:eve@foreign.example>",
                  .headers = "Route: <sip:10.0.0.1;lr>, <sip:10.0.0.12;lr>\r\n",
                  .call_id = "routed"}),
            407);
  EXPECT_EQ(bob.count("INVITE") + bob.count("MESSAGE") + bob.count("SUBSCRIBE"), 0u);
}

TEST_F(Trusting, RelaysNoExtensionToOtherDomainsUnlessARuleOpensThem) {
  EXPECT_EQ(asks({"INVITE", "sip:x@10.0.0.12"}), 403);
  EXPECT_EQ(asks({.method = "INVITE",
                  .uri = kBob,
                  .headers = "Route: <sip:10.0.0.12;lr>\r\n",
                  .call_id = "routed"}),
            403);
  EXPECT_EQ(bob.count("INVITE"), 0u);
}

TEST_F(Trusting, Says481InADialogItDoesNotKnow) {
  EXPECT_EQ(asks({.method = "INVITE", .uri = kBob, .to = "<sip:101@office.example>;tag=x"}), 481);
  EXPECT_EQ(asks({.method = "BYE", .uri = kBob, .to = "<sip:101@office.example>;tag=x"}), 407)
      << "a call from before a restart may be ended by whoever proves himself";
  EXPECT_EQ(bob.count("BYE"), 0u);
}

TEST_F(Trusting, DropsAnAckInADialogItDoesNotKnow) {
  EXPECT_EQ(asks({.method = "ACK", .uri = kBob, .to = "<sip:101@office.example>;tag=x"}), 0);
  EXPECT_EQ(bob.count("ACK"), 0u);
}

class Careful : public AtTheDoor {};

TEST_F(Careful, AsksAnExtensionThatCallsForItsPassword) {
  EXPECT_EQ(proves({"INVITE", kBob}, "100", alice), 100);
  EXPECT_EQ(bob.count("INVITE"), 1u);
  EXPECT_TRUE(bob.last("INVITE").message.header("proxy-authorization").empty());
}

TEST_F(Careful, LetsNobodyCallUnderAnothersNumber) {
  EXPECT_EQ(proves({"INVITE", kBob}, "101", alice), 403);
  EXPECT_EQ(bob.count("INVITE"), 0u);
}

TEST_F(Careful, LetsNobodyRegisterForAnother) {
  EXPECT_EQ(registers("100", "<sip:100@10.0.0.11>", alice, "101"), 403);
  EXPECT_EQ(registers("100", "<sip:100@10.0.0.11>", alice), 200);
}

TEST_F(Careful, TakesNobodyForASpiralWhoOnlySawOurBranch) {
  EXPECT_EQ(proves({"INVITE", kBob}, "100", alice), 100);
  std::string forged = bob.last("INVITE").message.text();
  const std::string uri = bob.last("INVITE").message.uri();
  forged.replace(forged.find(uri), uri.size(), "sip:100@office.example");
  EXPECT_EQ(says(forged, bob), 407);
}

class Open : public AtTheDoor {
 protected:
  Open()
      : AtTheDoor(
            {.follows_redirects = true, .opens_other_domains = true, .lets_strangers_in = true}) {
    world.names().add_address("foreign.example", "10.0.0.99");
  }
  // A caller whom Bob sends on to another domain.
  int redirected(const std::string& from) {
    asks({.method = "INVITE", .uri = kBob, .from = from});
    bob.answers(bob.last("INVITE"), 302, "Contact: <sip:x@foreign.example>\r\n");
    world.advance(100ms);
    return alice.heard.back().message.status();
  }
  Peer foreign{world, "10.0.0.99:5060"};
};

TEST_F(Open, LetsAStrangerInByARuleAndPutsHisAddressOnRecord) {
  asks({.method = "INVITE", .uri = kBob, .from = "\"Eve\" <sip:eve@foreign.example;x=y>"});
  EXPECT_EQ(bob.count("INVITE"), 1u);
  ASSERT_EQ(office.switchboard().calls().size(), 1u);
  EXPECT_EQ(office.switchboard().calls()[0].caller, "eve@foreign.example");
  EXPECT_EQ(office.switchboard().calls()[0].callee, "101");
}

TEST_F(Open, FollowsNoRedirectionForAStrangerWhoSoundsLikeOneOfUs) {
  EXPECT_EQ(redirected("<sip:nobody@office.example>"), 302);
  EXPECT_EQ(foreign.count("INVITE"), 0u);
}

TEST_F(Open, SendsAnEscapedContactWhenARuleRedirects) {
  Rule rule;
  rule.action = Rule::Action::redirect;
  rule.argument = "sip:{user}@foreign.example";
  Changes changes;
  changes.rules = {rule};
  office.switchboard().apply(std::move(changes));
  EXPECT_EQ(asks({.method = "INVITE",
                  .uri = "sip:a%0d%0aX-Evil%3a%20b@office.example",
                  .from = "<sip:eve@foreign.example>"}),
            302);
  EXPECT_EQ(alice.heard.back().message.header("contact"),
            "<sip:a%0d%0aX-Evil%3a%20b@foreign.example>");
}

}  // namespace
}  // namespace jackfield
