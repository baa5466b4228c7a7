// A small file that must survive whole: it is the old one or the new one, whenever the power goes.
// Any thread that may wait for the disk.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "firmware/store/error.h"

namespace store {

// Error::cannot_open when there is none; Error::full when it is longer than `longest` octets.
Result<std::string> read_file(const std::string& path, std::size_t longest);

// For its owner alone (mode 0600). On an error what was there is still there.
Result<void> replace_file(const std::string& path, std::string_view octets);

// In the same folder. On an error both are as they were.
Result<void> rename_file(const std::string& from, const std::string& to);

}  // namespace store
