// Random REGISTER sequences against a registrar that fits on a page: a map, and RFC 3261 section
// 10.3 word for word. Power cuts and failing writes included.
#include <gtest/gtest.h>

#include <map>

#include "tests/firmware/registrar/office.h"

namespace registrar {
namespace {

using namespace std::chrono_literals;

struct Bound {
  std::string call_id;
  std::uint32_t cseq = 0;
  base::Instant expires;
};

struct Step {
  Register request;
  bool remove_all = false;
  std::map<std::string, int> contacts;  // URI → requested seconds
};

class Model {
 public:
  int apply(const Step& step, base::Instant now, bool store_works) {
    std::erase_if(bound, [&](const auto& entry) { return entry.second.expires <= now; });
    auto next = bound;
    for (const auto& [uri, expires] : step.contacts) {
      if (expires > 0 && expires < 60) return 423;
    }
    for (const auto& [uri, binding] : bound) {
      if (!step.remove_all && !step.contacts.contains(uri)) continue;
      if (binding.call_id == step.request.call_id && binding.cseq >= step.request.cseq) return 500;
      next.erase(uri);
    }
    for (const auto& [uri, expires] : step.contacts) {
      const auto granted = std::chrono::seconds(std::min(expires, 7200));
      if (expires > 0) next[uri] = {step.request.call_id, step.request.cseq, now + granted};
    }
    if (!store_works) return 0;  // 500, or 200 when nothing had to be written
    bound = next;
    return 200;
  }

  std::map<std::string, Bound> bound;
};

Step random_step(base::Random& random) {
  static const std::vector<int> kIntervals{0, 0, 59, 60, 300, 3600, 9999};
  Step step;
  step.request.call_id = random.below(3) == 0 ? "call-2" : "call-1";
  step.request.cseq = static_cast<std::uint32_t>(1 + random.below(40));
  if (random.below(12) == 0) {
    step.remove_all = true;
    step.request.lines = {"Contact: *", "Expires: 0"};
    return step;
  }
  for (auto left = random.below(4); left > 0; --left) {
    const std::string uri = "sip:" + std::to_string(random.below(4)) + "@h";
    step.contacts[uri] = kIntervals[static_cast<std::size_t>(random.below(kIntervals.size()))];
  }
  for (const auto& [uri, expires] : step.contacts) {
    step.request.lines.push_back("Contact: <" + uri + ">;expires=" + std::to_string(expires));
  }
  return step;
}

std::map<std::string, Bound> bound_in(const Office& office) {
  std::map<std::string, Bound> bound;
  for (const auto& b : office.location->lookup("101")) {
    bound[b.contact] = {b.call_id, b.cseq, b.expires};
  }
  return bound;
}

std::vector<std::string> expected_contacts(const Model& model, base::Instant now) {
  std::vector<std::string> lines;
  for (const auto& [uri, binding] : model.bound) {
    const auto rest = std::chrono::ceil<std::chrono::seconds>(binding.expires - now);
    lines.push_back("<" + uri + ">;expires=" + std::to_string(rest.count()));
  }
  return lines;
}

// A power cut: what was answered is there again, and lives as long as was promised.
void cut_power(Office& office, Model& model) {
  office.restart();
  const auto loaded = bound_in(office);
  for (const auto& [uri, binding] : model.bound) {
    if (binding.expires <= office.timers.now()) continue;
    ASSERT_TRUE(loaded.contains(uri));
    ASSERT_GE(loaded.at(uri).expires, binding.expires);
  }
  model.bound = loaded;
}

void run_step(Office& office, Model& model, base::Random& random) {
  office.advance(std::chrono::milliseconds(random.below(20 * 60 * 1000)));
  if (random.below(10) == 0) return cut_power(office, model);
  const bool store_works = random.below(8) != 0;
  office.disk.mode = store_works ? location::Disk::Mode::at_once : location::Disk::Mode::broken;
  const Step step = random_step(random);
  Model before = model;
  const int expected = model.apply(step, office.timers.now(), store_works);
  const Answer answer = office.send(step.request);
  office.disk.mode = location::Disk::Mode::at_once;
  if (expected != 0) {
    ASSERT_EQ(answer.status(), expected) << step.request.text();
  } else if (answer.status() == 200) {
    ASSERT_EQ(before.apply(step, office.timers.now(), true), 200);
    model = before;
  } else {
    ASSERT_EQ(answer.status(), 500);
  }
  if (answer.status() != 200) {
    ASSERT_TRUE(answer.contacts().empty());
    return;
  }
  auto contacts = answer.contacts();
  std::sort(contacts.begin(), contacts.end());
  ASSERT_EQ(contacts, expected_contacts(model, office.timers.now())) << step.request.text();
}

TEST(RegistrarModel, AgreesOverRandomSequencesOfRequestsFailuresAndPowerCuts) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    base::SeededRandom random(seed);
    Office office;
    Model model;
    for (int step = 0; step < 60 && !testing::Test::HasFatalFailure(); ++step) {
      run_step(office, model, random);
    }
    if (testing::Test::HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace registrar
