// What every fuzz target shares: exact memory, and a check that stops the run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>

#include "firmware/base/assert.h"

namespace fuzz {

// The input in memory that ends where it ends, so that the sanitizer sees a read beyond it.
class Octets {
 public:
  Octets(const std::uint8_t* data, std::size_t size) : size_(size), copy_(new char[size]) {
    if (size != 0) std::memcpy(copy_.get(), data, size);
  }
  std::string_view view() const { return {copy_.get(), size_}; }

 private:
  std::size_t size_;
  std::unique_ptr<char[]> copy_;
};

// Is `part` a piece of `whole` (or nothing)? Views must never point elsewhere.
inline bool is_within(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

}  // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
