// One call for people: who and when, the ladder of its messages, and what is known of its audio.
#pragma once

#include <string_view>

#include "apps/jackfield/console.h"

namespace jackfield {

// `call` is the result of calls.show. With `messages` their whole text follows.
void print_call(std::string_view call, bool messages, Console& console);

}  // namespace jackfield
