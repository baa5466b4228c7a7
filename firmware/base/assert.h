// ASSERT(condition): our own bugs. Always on; aborts, and the supervisor restarts the process.
#pragma once

#include <cstdio>
#include <cstdlib>

#define ASSERT(condition)                                                                        \
  (__builtin_expect(static_cast<bool>(condition), 1)                                             \
       ? static_cast<void>(0)                                                                    \
       : (std::fprintf(stderr, "%s:%d: assertion failed: %s\n", __FILE__, __LINE__, #condition), \
          std::abort()))
