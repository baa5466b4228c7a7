#include "firmware/store/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace store {

namespace {

// The entry of a new folder must be as durable as what will be written into it.
void sync_parent(const std::string& path) {
  const int parent = ::open((path + "/..").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (parent < 0) return;
  static_cast<void>(::fsync(parent));
  ::close(parent);
}

}  // namespace

Result<DataFolder> DataFolder::take(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) == 0) {
    sync_parent(path);
  } else if (errno != EEXIST) {
    return errno == EROFS ? Error::read_only : Error::cannot_open;
  }
  const int lock = ::open((path + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return errno == EROFS ? Error::read_only : Error::cannot_open;
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return Error::in_use;
  }
  return DataFolder(path, lock);
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
