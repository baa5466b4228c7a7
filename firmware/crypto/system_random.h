// base::Random fit for keys: mbedTLS CTR_DRBG seeded by the operating system. One thread each.
#pragma once

#include <cstdint>
#include <memory>

#include "firmware/base/random.h"

namespace crypto {

class SystemRandom : public base::Random {
 public:
  SystemRandom();
  ~SystemRandom() override;
  std::uint64_t next() override;

 private:
  struct Generator;
  std::unique_ptr<Generator> generator_;
};

}  // namespace crypto
