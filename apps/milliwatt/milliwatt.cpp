#include "apps/milliwatt/milliwatt.h"

namespace milliwatt {

base::Task<> story(call::Call& call) {
  const bool answered = co_await call.answer();
  if (!answered) co_return;
  call.play({media::kMilliwatt, {}});
  co_await call.over();
}

}  // namespace milliwatt
