#include "apps/jackfield/words.h"

namespace jackfield {

namespace {

struct Words {
  std::string_view english;
  std::string_view chinese;
};

constexpr Words kWords[] = {
    {"Password: ", "密码："},
};

}  // namespace

std::string_view in_chinese(std::string_view english) {
  for (const Words& words : kWords) {
    if (words.english == english) return words.chinese;
  }
  return english;
}

}  // namespace jackfield
