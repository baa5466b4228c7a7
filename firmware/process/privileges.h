// Privileges: what a process that was started as root keeps when it becomes somebody else: the
// right to set the clock, and nothing besides. By the kernel's own calls, as libcap has nothing to
// add. Capabilities belong to threads: before there is a second one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "firmware/base/result.h"

namespace process {

enum class PrivilegeError : std::uint8_t {
  not_root,  // who is not root can become nobody else
  unknown_user,
  user_is_root,  // nothing would be given up
  refused,       // by the kernel
};
JACKFIELD_RESULT_ERROR(PrivilegeError)
std::string_view to_string(PrivilegeError error);

// Becomes `user`, with his group alone and CAP_SYS_TIME alone, if root had it. Nothing it starts
// has more, not even what belongs to root and says so of itself (no_new_privs, an empty bounding
// set).
base::Result<void, PrivilegeError> become(const std::string& user);

}  // namespace process
