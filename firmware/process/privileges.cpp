#include "firmware/process/privileges.h"

#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <vector>

namespace process {

namespace {

struct Identity {
  uid_t user;
  gid_t group;
};

base::Result<Identity, PrivilegeError> identity_of(const std::string& user) {
  constexpr std::size_t kRoom = 16384;  // for all that /etc/passwd says of him
  std::vector<char> room(kRoom);
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwnam_r(user.c_str(), &entry, room.data(), room.size(), &found) != 0 ||
      found == nullptr) {
    return PrivilegeError::unknown_user;
  }
  if (entry.pw_uid == 0) return PrivilegeError::user_is_root;
  return Identity{entry.pw_uid, entry.pw_gid};
}

// Capabilities that a program started from here could be given. Those past the last one the kernel
// knows are refused.
bool drop_bounding_set() {
  int dropped = 0;
  while (::prctl(PR_CAPBSET_DROP, dropped, 0, 0, 0) == 0) ++dropped;
  return dropped > CAP_SYS_TIME;
}

// Root in a container may lack it already; the clock is then somebody else's affair.
bool keep_only(unsigned capability) {
  static_assert(CAP_SYS_TIME < 32, "it stands in the first word");
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct had[_LINUX_CAPABILITY_U32S_3]{};
  if (::syscall(SYS_capget, &header, had) != 0) return false;
  __user_cap_data_struct kept[_LINUX_CAPABILITY_U32S_3]{};
  kept[0].effective = kept[0].permitted = had[0].permitted & (1U << capability);
  return ::syscall(SYS_capset, &header, kept) == 0;
}

// In this order: each step needs what a later one gives up.
bool give_up_all_but_the_clock(const Identity& identity) {
  return ::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0 && drop_bounding_set() &&
         ::setgroups(1, &identity.group) == 0 &&
         ::setresgid(identity.group, identity.group, identity.group) == 0 &&
         ::setresuid(identity.user, identity.user, identity.user) == 0 && keep_only(CAP_SYS_TIME) &&
         ::prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0) == 0 &&
         ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

}  // namespace

std::string_view to_string(PrivilegeError error) {
  switch (error) {
    case PrivilegeError::not_root:
      return "only root can become somebody else";
    case PrivilegeError::unknown_user:
      return "there is no such user";
    case PrivilegeError::user_is_root:
      return "that is root, who gives nothing up";
    case PrivilegeError::refused:
      return "the system refuses it";
  }
  return "unknown";
}

base::Result<void, PrivilegeError> become(const std::string& user) {
  if (::geteuid() != 0) return PrivilegeError::not_root;
  const auto identity = identity_of(user);
  if (!identity) return identity.error();
  if (!give_up_all_but_the_clock(*identity)) return PrivilegeError::refused;
  // Who changes his user is no longer told what /proc says of himself; there are no secrets of
  // root's in this process.
  static_cast<void>(::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
  return {};
}

}  // namespace process
