#include "apps/jackfield/first_visit.h"

#include <unistd.h>

#include "apps/console/api/first_visit_code.h"
#include "firmware/store/kept_file.h"

namespace jackfield {

namespace {

constexpr std::size_t kLongestCodeFile = 64;

}  // namespace

store::Result<std::string> first_visit_code(const std::string& folder, base::Random& random) {
  const std::string path = folder + kFirstVisitFile;
  if (const auto kept = store::read_file(path, kLongestCodeFile)) {
    const std::string_view code = std::string_view(*kept).substr(0, kept->find('\n'));
    if (console::is_first_visit_code(code)) return std::string(code);
  }
  std::string code = console::make_first_visit_code(random);
  if (const auto kept = store::replace_file(path, code + '\n'); !kept) return kept.error();
  return code;
}

// Without it nothing is open: a file that cannot be removed does no harm.
void forget_first_visit_code(const std::string& folder) {
  static_cast<void>(::unlink((folder + kFirstVisitFile).c_str()));
}

}  // namespace jackfield
