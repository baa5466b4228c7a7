#include "firmware/sip/dialog/offer_answer.h"

#include <gtest/gtest.h>

namespace sip::testing {
namespace {

using Carrier = OfferAnswer::Carrier;
using Part = OfferAnswer::Part;
using State = OfferAnswer::State;

// Both ends see the same message.
struct Pair {
  OfferAnswer a, b;
  void pass(OfferAnswer& from, Carrier carrier, bool described, Part part) {
    OfferAnswer& to = &from == &a ? b : a;
    const auto sent = from.send(carrier, described);
    const auto received = to.receive(carrier, described);
    ASSERT_TRUE(sent) << to_string(sent.error());
    ASSERT_TRUE(received) << to_string(received.error());
    EXPECT_EQ(*sent, part);
    EXPECT_EQ(*received, part);
  }
  void settle() {
    pass(a, Carrier::invite, true, Part::offer);
    pass(b, Carrier::success, true, Part::answer);
    pass(a, Carrier::ack, false, Part::nothing);
  }
};

TEST(OfferAnswer, GoesFromInviteToItsSuccess) {
  Pair pair;
  pair.pass(pair.a, Carrier::invite, true, Part::offer);
  EXPECT_EQ(pair.a.state(), State::offered_local);
  EXPECT_EQ(pair.b.state(), State::offered_remote);
  EXPECT_EQ(pair.b.send(Carrier::success, false).error(), DialogError::body_missing);
  pair.pass(pair.b, Carrier::success, true, Part::answer);
  EXPECT_TRUE(pair.a.settled());
  EXPECT_TRUE(pair.b.settled());
  EXPECT_EQ(pair.a.send(Carrier::ack, true).error(), DialogError::body_not_allowed);
}

TEST(OfferAnswer, GoesFromSuccessToAck) {
  Pair pair;
  pair.pass(pair.a, Carrier::invite, false, Part::nothing);
  EXPECT_EQ(pair.b.send(Carrier::success, false).error(), DialogError::body_missing);
  pair.pass(pair.b, Carrier::success, true, Part::offer);
  EXPECT_EQ(pair.a.send(Carrier::ack, false).error(), DialogError::body_missing);
  EXPECT_EQ(pair.b.send(Carrier::invite, true).error(), DialogError::pending_local);
  pair.pass(pair.a, Carrier::ack, true, Part::answer);
  EXPECT_TRUE(pair.a.settled());
}

TEST(OfferAnswer, GoesFromInviteToAReliableProvisional) {
  Pair pair;
  pair.pass(pair.a, Carrier::invite, true, Part::offer);
  pair.pass(pair.b, Carrier::reliable_provisional, false, Part::nothing);
  pair.pass(pair.b, Carrier::reliable_provisional, true, Part::answer);
  pair.pass(pair.a, Carrier::prack, false, Part::nothing);
  EXPECT_EQ(pair.b.send(Carrier::success, true).error(), DialogError::body_not_allowed);
  EXPECT_EQ(*pair.a.incoming(Carrier::success), OfferAnswer::Allowance{});
  pair.pass(pair.b, Carrier::success, false, Part::nothing);
  EXPECT_TRUE(pair.b.settled());
}

TEST(OfferAnswer, GoesFromAReliableProvisionalToItsPrack) {
  Pair pair;
  pair.pass(pair.a, Carrier::invite, false, Part::nothing);
  EXPECT_EQ(pair.b.send(Carrier::reliable_provisional, false).error(), DialogError::body_missing);
  pair.pass(pair.b, Carrier::reliable_provisional, true, Part::offer);
  EXPECT_EQ(pair.b.send(Carrier::success, false).error(), DialogError::pending_local);
  EXPECT_EQ(pair.a.send(Carrier::prack, false).error(), DialogError::body_missing);
  pair.pass(pair.a, Carrier::prack, true, Part::answer);
  pair.pass(pair.b, Carrier::success, false, Part::nothing);
  EXPECT_TRUE(pair.a.settled());
}

TEST(OfferAnswer, GoesFromPrackToItsSuccess) {
  Pair pair;
  pair.pass(pair.a, Carrier::invite, true, Part::offer);
  pair.pass(pair.b, Carrier::reliable_provisional, true, Part::answer);
  pair.pass(pair.a, Carrier::prack, true, Part::offer);
  EXPECT_EQ(pair.b.send(Carrier::prack_success, false).error(), DialogError::body_missing);
  pair.pass(pair.b, Carrier::prack_success, true, Part::answer);
  EXPECT_TRUE(pair.b.settled());
}

TEST(OfferAnswer, GoesFromUpdateToItsSuccessInEitherDirection) {
  Pair pair;
  pair.settle();
  pair.pass(pair.b, Carrier::update, true, Part::offer);
  EXPECT_EQ(pair.a.send(Carrier::update, true).error(), DialogError::pending_remote);
  EXPECT_EQ(pair.b.receive(Carrier::update, true).error(), DialogError::pending_local);
  pair.pass(pair.a, Carrier::update_success, true, Part::answer);
  pair.pass(pair.a, Carrier::update, true, Part::offer);
  pair.pass(pair.b, Carrier::update_success, true, Part::answer);
}

TEST(OfferAnswer, UpdatesDuringAnInviteOnlyAfterItsFirstExchange) {
  Pair pair;
  EXPECT_EQ(pair.a.send(Carrier::update, true).error(), DialogError::too_early);
  pair.pass(pair.a, Carrier::invite, false, Part::nothing);
  EXPECT_EQ(pair.a.send(Carrier::update, true).error(), DialogError::too_early);
  pair.pass(pair.b, Carrier::reliable_provisional, true, Part::offer);
  EXPECT_EQ(pair.b.send(Carrier::update, true).error(), DialogError::pending_local);
  pair.pass(pair.a, Carrier::prack, true, Part::answer);
  pair.pass(pair.b, Carrier::update, true, Part::offer);
  EXPECT_EQ(pair.b.send(Carrier::success, false).error(), DialogError::pending_local)
      << "a 2xx waits for the answer to the UPDATE";
  pair.pass(pair.a, Carrier::update_success, true, Part::answer);
  pair.pass(pair.b, Carrier::success, false, Part::nothing);
}

TEST(OfferAnswer, LetsAnUpdateWithoutAnOfferThroughAtAnyTime) {
  Pair pair;
  pair.pass(pair.a, Carrier::invite, true, Part::offer);
  pair.pass(pair.b, Carrier::update, false, Part::nothing);
  pair.pass(pair.a, Carrier::update, false, Part::nothing);
  EXPECT_EQ(pair.a.state(), State::offered_local);
}

TEST(OfferAnswer, TakesAPlainProvisionalForAPreview) {
  Pair pair;
  pair.pass(pair.a, Carrier::invite, true, Part::offer);
  pair.pass(pair.b, Carrier::provisional, true, Part::nothing);
  EXPECT_EQ(pair.a.state(), State::offered_local);
  pair.pass(pair.b, Carrier::success, true, Part::answer);
}

TEST(OfferAnswer, KnowsGlareFromASecondRequest) {
  Pair pair;
  pair.settle();
  ASSERT_TRUE(pair.a.send(Carrier::invite, true));
  ASSERT_TRUE(pair.b.send(Carrier::invite, true));
  EXPECT_EQ(pair.a.receive(Carrier::invite, true).error(), DialogError::pending_local);
  EXPECT_EQ(pair.b.receive(Carrier::invite, true).error(), DialogError::pending_local);
  pair.a.withdraw(Carrier::invite);
  pair.b.withdraw(Carrier::invite);
  ASSERT_TRUE(pair.b.receive(Carrier::invite, true));
  EXPECT_EQ(pair.b.receive(Carrier::invite, true).error(), DialogError::pending_remote);
}

TEST(OfferAnswer, BareReinviteCrossingAnotherIsAGlareToo) {
  Pair pair;
  pair.settle();
  ASSERT_TRUE(pair.a.send(Carrier::invite, false));
  EXPECT_EQ(pair.a.receive(Carrier::invite, true).error(), DialogError::pending_local);
  EXPECT_EQ(pair.a.receive(Carrier::update, true).error(), DialogError::too_early);
}

TEST(OfferAnswer, IsAsBeforeWhenTheOfferIsRejected) {
  Pair pair;
  pair.settle();
  const OfferAnswer before = pair.a;
  ASSERT_TRUE(pair.a.send(Carrier::invite, true));
  EXPECT_FALSE(pair.a == before);
  pair.a.withdraw(Carrier::invite);
  EXPECT_TRUE(pair.a.settled());
  ASSERT_TRUE(pair.a.send(Carrier::update, true));
  pair.a.withdraw(Carrier::invite);
  EXPECT_EQ(pair.a.state(), State::offered_local) << "an UPDATE has its own fate";
  pair.a.withdraw(Carrier::update);
  EXPECT_TRUE(pair.a.settled());
}

}  // namespace
}  // namespace sip::testing
