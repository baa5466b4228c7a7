// The echo test, *43: the first call that ends in the switchboard itself.
#include "tests/scenarios/desks.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

using EchoTest = Story;

TEST_P(EchoTest, AnswersWithAudioOfItsOwn) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice.invites("*43");
    desks.alice.expects(200);
    const RawMessage& answer = desks.alice.last_response(200, "INVITE");
    EXPECT_NE(answer.body().find("c=IN IP4 10.0.0.1\r\n"), std::string::npos) << answer.body();
    EXPECT_EQ(answer.header("Content-Type"), "application/sdp");
    EXPECT_EQ(office.switchboard().load().ports, 1u);
    desks.alice.hangs_up();
    desks.alice.expects_answer("BYE", 200);
    office.recorded(Disposition::answered, "caller hung up");
    EXPECT_EQ(office.records().rows().back().callee, "*43");
    EXPECT_EQ(office.records().rows().size(), 1u);
  });
}

TEST_P(EchoTest, HangsUpOnAPhoneThatFellSilent) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice.invites("*43");
    desks.alice.expects(200);
    office.world().advance(10s);
    EXPECT_EQ(desks.alice.count_of("BYE"), 0u);
    desks.alice.expects("BYE");
    office.world().advance(40s);  // our BYE is answered, perhaps by and by
    office.recorded(Disposition::interrupted, "no audio");
  });
}

TEST_P(EchoTest, AnswersEveryCallerAtOnce) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice.invites("*43");
    desks.bob.invites("*43");
    desks.alice.expects(200);
    desks.bob.expects(200);
    EXPECT_NE(desks.alice.last_response(200, "INVITE").body(),
              desks.bob.last_response(200, "INVITE").body());
    desks.alice.hangs_up();
    desks.bob.hangs_up();
    desks.alice.expects_answer("BYE", 200);
    desks.bob.expects_answer("BYE", 200);
  });
}

TEST_P(EchoTest, GoesOnThroughAReinvite) {
  tell([](Office& office) {
    Desks desks(office);
    desks.alice.invites("*43");
    desks.alice.expects(200);
    office.world().advance(5s);
    desks.alice.reinvites();
    desks.alice.expects(200);
    desks.alice.hangs_up();
    desks.alice.expects_answer("BYE", 200);
    office.recorded(Disposition::answered, "caller hung up");
  });
}

TEST_P(EchoTest, IsNotForStrangers) {
  tell([](Office& office) {
    Phone stranger(office.world(), "10.0.0.66", "sip:eve@else.example", {.proxy = "10.0.0.1"});
    stranger.invites("sip:*43@office.example");
    stranger.expects(407);
    EXPECT_EQ(office.switchboard().load().ports, 0u);
  });
}

TOLD_IN_ANY_WEATHER(EchoTest);

}  // namespace
}  // namespace scenarios
