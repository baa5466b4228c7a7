#include "firmware/web/problem.h"

#include "firmware/web/request.h"

namespace web {

std::string problem_document(const Refusal& refusal, const Translate& translate,
                             std::string_view accepted) {
  const std::string detail =
      translate ? translate(refusal.why, accepted) : std::string(refusal.why);
  return R"({"title":")" + std::string(reason_of(refusal.status)) + R"(","status":)" +
         std::to_string(refusal.status) + R"(,"detail":")" + detail + "\"}\n";
}

}  // namespace web
