// Keys between phones of three kinds, in all nine directions: as telephone-event (RFC 4733), in an
// INFO, as tones. In calm weather: a storm tears tones apart, whoever carries them.
#include <tuple>

#include "tests/scenarios/parties.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

enum class Form : std::uint8_t { event, info, tone };

PhoneOptions knowing(Form form) {
  PhoneOptions options = sim::modern();
  options.media.codecs = {"PCMU/8000"};
  options.media.telephone_events = form == Form::event;
  if (form == Form::tone) options.allows = "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE";
  return options;
}

void press(Phone& phone, Form form, char digit) {
  if (form == Form::event) return phone.presses(digit);
  if (form == Form::tone) return phone.presses_tone(digit);
  phone.sends_info(digit);
  phone.expects(200);
}

bool has_heard(const Phone& phone, Form form, char digit) {
  if (form == Form::event) return phone.digits_heard() == std::string(1, digit);
  if (form == Form::tone) return phone.tones_heard() == std::string(1, digit);
  return phone.count_of("INFO") == 1 &&
         phone.last_request("INFO").body().starts_with(std::string("Signal=") + digit);
}

class Keys : public testing::TestWithParam<std::tuple<Form, Form>> {};

TEST_P(Keys, ReachTheOtherSide) {
  const Form pressed = std::get<0>(GetParam());
  const Form heard = std::get<1>(GetParam());
  World world(1);
  OfficeOptions options;
  options.owns_calls = true;
  Office office(world, options);
  Phone alice = office.phone("100", "10.0.0.11", knowing(pressed));
  Phone bob = office.phone("101", "10.0.0.12", knowing(heard));
  office.registers(alice);
  office.registers(bob);
  alice.invites("101");
  bob.expects("INVITE");
  bob.answers();
  alice.expects(200);
  bob.expects_talk();
  for (Phone* const phone : {&alice, &bob}) phone->sends_audio(10);
  world.advance(2s);
  bob.listens_anew();
  press(alice, pressed, '5');
  EXPECT_TRUE(world.advance_until([&] { return has_heard(bob, heard, '5'); }, 10s));
  world.advance(2s);
  EXPECT_TRUE(has_heard(bob, heard, '5')) << "and nothing else";
  alice.hangs_up();
  bob.expects("BYE");
}

std::string name_of(const testing::TestParamInfo<Keys::ParamType>& pair) {
  const char* const names[] = {"Event", "Info", "Tone"};
  const auto [pressed, heard] = pair.param;
  return std::string(names[static_cast<int>(pressed)]) + "To" + names[static_cast<int>(heard)];
}

constexpr auto kForms = {Form::event, Form::info, Form::tone};
INSTANTIATE_TEST_SUITE_P(All, Keys,
                         testing::Combine(testing::ValuesIn(kForms), testing::ValuesIn(kForms)),
                         name_of);

}  // namespace
}  // namespace scenarios
