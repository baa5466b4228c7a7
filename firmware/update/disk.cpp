#include "firmware/update/disk.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace update {

namespace {

bool is_block_device(int file) {
  struct stat facts;
  return ::fstat(file, &facts) == 0 && S_ISBLK(facts.st_mode);
}

}  // namespace

Result<BlockDevice> BlockDevice::open(const std::string& path) {
  // O_EXCL: the kernel refuses a partition that is mounted, or being written by another of us.
  const int file = ::open(path.c_str(), O_RDWR | O_EXCL | O_CLOEXEC);
  if (file < 0) return errno == EBUSY ? Refusal::slot_in_use : Refusal::cannot_write;
  BlockDevice device(file, 0);
  const off_t end = ::lseek(file, 0, SEEK_END);
  if (end < 0) return Refusal::cannot_write;
  device.size_ = static_cast<std::uint64_t>(end);
  return device;
}

BlockDevice::BlockDevice(BlockDevice&& other) noexcept
    : file_(std::exchange(other.file_, -1)), size_(other.size_) {}

BlockDevice::~BlockDevice() {
  if (file_ >= 0) ::close(file_);
}

bool BlockDevice::write(std::uint64_t offset, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t written =
        ::pwrite(file_, octets.data(), octets.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    octets.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
  return true;
}

bool BlockDevice::read(std::uint64_t offset, std::span<char> octets) {
  while (!octets.empty()) {
    const ssize_t got = ::pread(file_, octets.data(), octets.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    octets = octets.subspan(static_cast<std::size_t>(got));
    offset += static_cast<std::uint64_t>(got);
  }
  return true;
}

bool BlockDevice::settle() {
  if (::fsync(file_) != 0) return false;
  if (is_block_device(file_)) return ::ioctl(file_, BLKFLSBUF, 0) == 0;
  return ::posix_fadvise(file_, 0, 0, POSIX_FADV_DONTNEED) == 0;
}

}  // namespace update
