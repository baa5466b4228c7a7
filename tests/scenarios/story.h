// A story is told in calm weather and in a thousand storms: a third of all datagrams lost, doubled
// and overtaken, a new seed each time. Whatever the weather, it ends the same, and nothing is left.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <optional>

#include <gtest/gtest.h>

#include "tests/scenarios/office.h"
#include "tests/sim/phone.h"
#include "tests/sim/world.h"

namespace scenarios {

using namespace std::chrono_literals;
using records::Disposition;
using sim::Habit;
using sim::Phone;
using sim::PhoneOptions;
using sim::RawMessage;
using sim::World;
using Texts = std::vector<std::string>;

enum class Weather : std::uint8_t { calm, stormy };

class Story : public testing::TestWithParam<Weather> {
 protected:
  bool stormy() const { return GetParam() == Weather::stormy; }

  static constexpr std::uint64_t kStorms = 1000;  // unless SCENARIO_SEEDS is set

  // `tale(office)` has its own phones, which are gone when it returns.
  template <class Tale>
  void tell(const OfficeOptions& options, const Tale& tale) {
    tell_world([&](World& world) {
      Office office(world, options);
      tale(office);
      if (!world.is_at_fault()) office.has_nothing_left();
    });
  }
  template <class Tale>
  void tell(const Tale& tale) {
    tell(OfficeOptions{}, tale);
  }
  template <class Tale>
  void tell_world(const Tale& tale) {
    const char* only = std::getenv("SCENARIO_SEED");
    const std::uint64_t first = only ? std::strtoull(only, nullptr, 10) : 1;
    const char* seeds = std::getenv("SCENARIO_SEEDS");
    const std::uint64_t all = seeds ? std::strtoull(seeds, nullptr, 10) : kStorms;
    const std::uint64_t last = only || !stormy() ? first : all;
    for (std::uint64_t seed = first; seed <= last && !HasFailure(); ++seed) {
      SCOPED_TRACE("seed " + std::to_string(seed));
      World world(seed);
      if (stormy()) world.begin_storm();
      tale(world);
    }
  }
};

// A story of calls that the switchboard owns.
class OwnedStory : public Story {
 protected:
  template <class Tale>
  void tell(OfficeOptions options, const Tale& tale) {
    options.owns_calls = true;
    Story::tell(options, tale);
  }
  template <class Tale>
  void tell(const Tale& tale) {
    tell(OfficeOptions{}, tale);
  }
};

inline std::string name_of_weather(const testing::TestParamInfo<Weather>& weather) {
  return weather.param == Weather::calm ? "InCalm" : "InStorms";
}

#define TOLD_IN_ANY_WEATHER(Stories)                                                   \
  INSTANTIATE_TEST_SUITE_P(, Stories, testing::Values(Weather::calm, Weather::stormy), \
                           name_of_weather)

}  // namespace scenarios
