// OpenRoom: a room of the conference and who is in it, in values. Pure.
#pragma once

#include <string>
#include <vector>

namespace conference {

struct OpenRoom {
  std::string number;               // as it is dialled
  std::vector<std::string> people;  // extensions, in the order they came; "": a stranger
};

}  // namespace conference
