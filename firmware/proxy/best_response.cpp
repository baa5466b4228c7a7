#include "firmware/proxy/best_response.h"

#include "firmware/base/assert.h"

namespace proxy {

namespace {

// Lower is better.
int rank(int status) {
  if (status >= 600) return 0;
  switch (status) {
    case 401:
    case 407:
    case 415:
    case 420:
    case 484:
      return 400;
    case 408:  // says least of all 4xx about the called person
      return 499;
    case 503:
      return 599;
    default:
      return status / 100 * 100 + 50;
  }
}

}  // namespace

std::size_t best_response(const std::vector<FinalResponse>& responses) {
  ASSERT(!responses.empty());
  std::size_t best = 0;
  for (std::size_t i = 1; i < responses.size(); ++i) {
    if (rank(responses[i].status) < rank(responses[best].status)) best = i;
  }
  return best;
}

}  // namespace proxy
