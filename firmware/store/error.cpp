#include "firmware/store/error.h"

namespace store {

std::string_view to_string(Error error) {
  switch (error) {
    case Error::cannot_open:
      return "it cannot be opened";
    case Error::read_only:
      return "it cannot be written to";
    case Error::in_use:
      return "another process is using it";
    case Error::full:
      return "the disk is full";
    case Error::io:
      return "the disk reports an error";
    case Error::corrupt:
      return "it is damaged or not a database";
    case Error::constraint:
      return "a rule of the table forbids it";
    case Error::newer:
      return "it was written by a newer version of this program";
    case Error::failed:
      return "the database refused";
  }
  return "the database refused";
}

}  // namespace store
