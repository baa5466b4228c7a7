// Random numbers as an injected source. crypto::SystemRandom is the real one and is fit for keys,
// tags and branches; SeededRandom repeats itself and serves the simulation only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace base {

class Random {
 public:
  virtual ~Random() = default;
  virtual std::uint64_t next() = 0;

  // Evenly from [0, bound); bound > 0.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

  // `length` characters of [0-9a-v], five random bits each: tags, branches, Call-IDs.
  std::string token(std::size_t length);
};

// SplitMix64 (Steele, Lea, Flood 2014).
class SeededRandom : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() override;

 private:
  std::uint64_t state_;
};

}  // namespace base
