// DataFolder: the folder that holds everything that survives (mode 0700), and the right to it:
// one process at a time, told by a lock that the kernel drops when the process ends in any way.
#pragma once

#include <cstdint>
#include <string>

#include "firmware/store/error.h"

namespace store {

class DataFolder {
 public:
  // Creates the folder when it is absent. Error::in_use when another process holds it.
  static Result<DataFolder> take(const std::string& path);

  DataFolder(DataFolder&& other) noexcept;
  DataFolder& operator=(DataFolder&&) = delete;
  ~DataFolder();

  const std::string& path() const { return path_; }
  std::uint64_t free_octets() const;  // of its disk, for whoever is not root; 0: nobody knows
  std::string database_path() const { return path_ + "/jackfield.db"; }

 private:
  DataFolder(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::string path_;
  int lock_;
};

}  // namespace store
