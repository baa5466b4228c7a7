// The accounts as live objects, changed by announced values. Signalling thread only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "firmware/directory/account.h"

namespace directory {

class Directory {
 public:
  const Account* find(std::string_view number) const;  // valid until the next change
  void put(Account account);                           // adds or replaces
  bool remove(std::string_view number);                // false when absent
  std::size_t size() const { return accounts_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };
  std::unordered_map<std::string, Account, Hash, std::equal_to<>> accounts_;
};

}  // namespace directory
