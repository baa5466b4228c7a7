#include "apps/echo/echo.h"

namespace echo {

base::Task<> story(call::Call& call) {
  const bool answered = co_await call.answer();
  if (!answered) co_return;
  call.echo();
  co_await call.over();
}

}  // namespace echo
