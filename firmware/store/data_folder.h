// DataFolder: the folder that holds everything that survives (mode 0700), and the right to it:
// one process at a time, told by a lock that the kernel drops when the process ends in any way.
//
// It can be erased as a whole, and no power cut leaves half of it: a mark is made first, whoever
// takes a marked folder erases all else before anything else, and the mark goes last.
#pragma once

#include <cstdint>
#include <string>

#include "firmware/store/error.h"

namespace store {

class DataFolder {
 public:
  // Creates the folder when it is absent. Error::in_use when another process holds it; any other
  // when it is marked, and cannot be erased.
  static Result<DataFolder> take(const std::string& path);

  DataFolder(DataFolder&& other) noexcept;
  DataFolder& operator=(DataFolder&&) = delete;
  ~DataFolder();

  // From its next take() on, or at once with erase_if_marked(), there is nothing in it.
  Result<void> mark_for_erasure() const;
  bool is_marked() const;
  Result<void> erase_if_marked() const;

  const std::string& path() const { return path_; }
  std::uint64_t free_octets() const;  // of its disk, for whoever is not root; 0: nobody knows
  std::string database_path() const { return path_ + "/jackfield.db"; }

  static constexpr char kMark[] = "factory-reset";

 private:
  DataFolder(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::string path_;
  int lock_;
};

}  // namespace store
