#include "firmware/proxy/best_response.h"

#include <gtest/gtest.h>

namespace proxy {
namespace {

int best_of(std::initializer_list<int> statuses) {
  std::vector<FinalResponse> responses;
  for (const int status : statuses) responses.push_back({status, {}});
  return responses[best_response(responses)].status;
}

TEST(BestResponse, IsA6xxWhateverElseThereIs) {
  EXPECT_EQ(best_of({302, 486, 603, 401, 500}), 603);
}

TEST(BestResponse, IsOfTheLowestClassOtherwise) {
  EXPECT_EQ(best_of({500, 486, 302}), 302);
  EXPECT_EQ(best_of({500, 486}), 486);
  EXPECT_EQ(best_of({503, 500}), 500);
}

TEST(BestResponse, PrefersWhatTellsTheCallerHowToDoBetter) {
  for (const int helpful : {401, 407, 415, 420, 484}) {
    EXPECT_EQ(best_of({486, 404, helpful, 480}), helpful);
    EXPECT_EQ(best_of({302, helpful}), 302) << "but not over a lower class";
  }
}

TEST(BestResponse, TakesAnyAnswerOfAPersonBeforeSilence) {
  EXPECT_EQ(best_of({408, 486}), 486);
  EXPECT_EQ(best_of({408, 487}), 487);
  EXPECT_EQ(best_of({408, 500}), 408);
}

TEST(BestResponse, TakesA503Last) {
  EXPECT_EQ(best_of({503, 504}), 504);
  EXPECT_EQ(best_of({503}), 503);
}

TEST(BestResponse, IsTheFirstAmongEquals) {
  std::vector<FinalResponse> responses{{480, {}}, {486, {}}, {404, {}}};
  EXPECT_EQ(best_response(responses), 0u);
}

}  // namespace
}  // namespace proxy
