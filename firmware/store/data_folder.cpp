#include "firmware/store/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "firmware/store/kept_file.h"

namespace store {

namespace {

constexpr char kLock[] = "lock";

// What was made in the folder, or removed from it, is so after a power cut too.
bool sync(const std::string& path) {
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return false;
  const bool synced = ::fsync(folder) == 0;
  ::close(folder);
  return synced;
}

}  // namespace

Result<DataFolder> DataFolder::take(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) == 0) {
    static_cast<void>(sync(path + "/.."));
  } else if (errno != EEXIST) {
    return errno == EROFS ? Error::read_only : Error::cannot_open;
  }
  const int lock = ::open((path + "/" + kLock).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return errno == EROFS ? Error::read_only : Error::cannot_open;
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return Error::in_use;
  }
  DataFolder folder(path, lock);
  if (const auto erased = folder.erase_if_marked(); !erased) return erased.error();
  return folder;
}

Result<void> DataFolder::mark_for_erasure() const {
  return replace_file(path_ + "/" + kMark, "");
}

bool DataFolder::is_marked() const {
  return ::access((path_ + "/" + kMark).c_str(), F_OK) == 0;
}

// What is gone is durably gone before the mark goes. The lock stays, as it is held.
Result<void> DataFolder::erase_if_marked() const {
  if (!is_marked()) return {};
  std::error_code fault;
  std::filesystem::directory_iterator entry(path_, fault);
  for (; !fault && entry != std::filesystem::directory_iterator(); entry.increment(fault)) {
    const std::string name = entry->path().filename();
    if (name != kMark && name != kLock) std::filesystem::remove_all(entry->path(), fault);
    if (fault) break;
  }
  if (fault) return fault == std::errc::read_only_file_system ? Error::read_only : Error::io;
  if (!sync(path_) || ::unlink((path_ + "/" + kMark).c_str()) != 0 || !sync(path_)) {
    return Error::io;
  }
  return {};
}

DataFolder::DataFolder(DataFolder&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

std::uint64_t DataFolder::free_octets() const {
  struct statvfs disk;
  if (::statvfs(path_.c_str(), &disk) != 0) return 0;
  return std::uint64_t{disk.f_bavail} * disk.f_frsize;
}

DataFolder::~DataFolder() {
  if (lock_ >= 0) ::close(lock_);
}

}  // namespace store
