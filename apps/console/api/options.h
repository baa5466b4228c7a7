// ApiOptions: what the program gives the API beside the Gate.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "apps/console/api/certificate_keeper.h"
#include "apps/console/api/log_ring.h"
#include "apps/console/api/passwords.h"
#include "apps/console/api/update_keeper.h"
#include "firmware/base/instant.h"
#include "firmware/base/random.h"

namespace console {

// What the status tells of the box itself.
struct BoxFacts {
  std::vector<std::string> addresses;
  std::uint64_t free_octets = 0;  // 0: nobody knows
  std::uint64_t written_octets = 0;
  std::uint64_t written_octets_a_day = 0;
};

// One more line of /metrics.
struct Metric {
  std::string name;  // without "jackfield_"
  std::string help;
  std::string type;  // "gauge", "counter"
  double value = 0;
};

struct ApiOptions {
  const base::WallClock& wall;
  std::function<base::Instant()> now;  // any thread
  base::Random& random;                // of the API alone, fit for keys
  Passwords::Hash hash;
  Passwords::Verify verify;
  std::string recordings;  // the folder they lie in
  std::string version{};   // of the program

  // The longest sound that may be brought, and the largest file of it, in octets.
  std::chrono::seconds longest_sound = std::chrono::minutes(10);
  std::size_t longest_sound_file = 32 << 20;

  // Where phones fetch what connects them while the certificate is self-signed, which no phone
  // trusts: by plain HTTP, once (docs/decisions/0012). 0: nowhere.
  std::uint16_t plain_port = 0;

  // What whoever chooses the first password must know; "": nothing (first_visit_code.h).
  std::string first_visit_code{};
  std::function<void()> on_claimed = nullptr;  // somebody has chosen it; any thread

  // Those that are null are not there.
  const LogRing* log = nullptr;
  CertificateKeeper* certificate = nullptr;
  UpdateKeeper* update = nullptr;
  std::function<BoxFacts()> box = nullptr;                 // any thread
  std::function<std::vector<Metric>()> metrics = nullptr;  // any thread
};

}  // namespace console
