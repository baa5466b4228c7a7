// Result<T, E>: a value or an error of a small enum class; the way peer and user errors travel.
// Our own bugs do not travel: they end in ASSERT.
#pragma once

#include <boost/system/result.hpp>

namespace base {

template <class T, class E>
using Result = boost::system::result<T, E>;

}  // namespace base

// Reached only by Result::value() on an error, which no code here calls without a check before it.
#define JACKFIELD_RESULT_ERROR(ErrorEnum)                                                         \
  [[noreturn]] inline void throw_exception_from_error(ErrorEnum, const boost::source_location&) { \
    __builtin_abort();                                                                            \
  }
