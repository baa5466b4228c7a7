#include "firmware/directory/directory.h"

#include <utility>

namespace directory {

const Account* Directory::find(std::string_view number) const {
  const auto found = accounts_.find(number);
  return found == accounts_.end() ? nullptr : &found->second;
}

void Directory::put(Account account) {
  std::string number = account.number;
  accounts_.insert_or_assign(std::move(number), std::move(account));
}

bool Directory::remove(std::string_view number) {
  const auto found = accounts_.find(number);
  if (found == accounts_.end()) return false;
  accounts_.erase(found);
  return true;
}

}  // namespace directory
