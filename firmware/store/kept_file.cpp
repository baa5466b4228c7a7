#include "firmware/store/kept_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace store {

namespace {

// Closes with its scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  const int number_;
};

Error reason_of(int error) {
  if (error == ENOSPC || error == EDQUOT) return Error::full;
  if (error == EROFS) return Error::read_only;
  return error == EIO ? Error::io : Error::cannot_open;
}

bool write_all(const Descriptor& file, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t written = ::write(file.number(), octets.data(), octets.size());
    if (written < 0) return false;
    octets.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(file.number()) == 0;
}

// The name is as durable as what it stands for.
bool sync_folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return opened.is_open() && ::fsync(opened.number()) == 0;
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t longest) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file.is_open()) return reason_of(errno);
  std::string octets(longest + 1, '\0');
  std::size_t size = 0;
  while (size < octets.size()) {
    const ssize_t got = ::read(file.number(), octets.data() + size, octets.size() - size);
    if (got < 0) return Error::io;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > longest) return Error::full;
  octets.resize(size);
  return octets;
}

Result<void> replace_file(const std::string& path, std::string_view octets) {
  const std::string beside = path + ".new";
  {
    const Descriptor file(
        ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.is_open()) return reason_of(errno);
    if (!write_all(file, octets)) {
      const Error reason = reason_of(errno);
      ::unlink(beside.c_str());
      return reason;
    }
  }
  return rename_file(beside, path);
}

Result<void> rename_file(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return reason_of(errno);
  if (!sync_folder_of(to)) return Error::io;
  return {};
}

}  // namespace store
