// Conference rooms: who dials a room's number is in it until he hangs up, and the page can tell.
#include "tests/scenarios/desks.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

using ConferenceRooms = Story;
using People = std::vector<std::string>;

void opens_room(Office& office, const std::string& argument) {
  jackfield::Changes changes;
  changes.rules = {{10, "room", jackfield::Rule::Caller::extension, "800", "local",
                    jackfield::Rule::Action::app, argument}};
  office.switchboard().apply(std::move(changes));
}

TEST_P(ConferenceRooms, TellWhoIsInside) {
  tell([this](Office& office) {
    Desks desks(office);
    opens_room(office, "conference");
    EXPECT_TRUE(office.switchboard().open_rooms().empty());
    desks.alice.invites("800");
    desks.alice.expects(200);
    desks.bob.invites("800");
    desks.bob.expects(200);
    office.world().advance(5s);
    if (!stormy()) {  // who comes when is the weather's
      const auto rooms = office.switchboard().open_rooms();
      ASSERT_EQ(rooms.size(), 1u);
      EXPECT_EQ(rooms[0].number, "800");
      EXPECT_EQ(rooms[0].people, (People{"100", "101"}));
    }
    desks.alice.hangs_up();
    desks.alice.expects_answer("BYE", 200);
    for (const auto& room : office.switchboard().open_rooms()) {
      EXPECT_EQ(room.people, People{"101"});
    }
    desks.bob.hangs_up();
    desks.bob.expects_answer("BYE", 200);
    EXPECT_TRUE(office.switchboard().open_rooms().empty());
  });
}

TEST_P(ConferenceRooms, HaveNobodyInsideBeforeHisPin) {
  tell([](Office& office) {
    Desks desks(office);
    opens_room(office, "conference 4711");
    desks.alice.invites("800");
    desks.alice.expects(200);
    office.world().advance(5s);
    EXPECT_TRUE(office.switchboard().open_rooms().empty());
    desks.alice.hangs_up();
    desks.alice.expects_answer("BYE", 200);
  });
}

TOLD_IN_ANY_WEATHER(ConferenceRooms);

}  // namespace
}  // namespace scenarios
