// Who is calling? Digest credentials against the directory's accounts, behind the brake on wrong
// passwords. Signalling thread only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "apps/jackfield/settings.h"
#include "apps/jackfield/test_line.h"
#include "firmware/base/log.h"
#include "firmware/base/random.h"
#include "firmware/base/timer_queue.h"
#include "firmware/directory/directory.h"
#include "firmware/sip/auth/brake.h"
#include "firmware/sip/auth/digest.h"
#include "firmware/sip/transaction/server_transaction.h"

namespace jackfield {

class Authenticator {
 public:
  // Whose password is asked for: the registrar's (401) or the proxy's (407, RFC 3261 section 22.3).
  enum class Role : std::uint8_t { registrar, proxy };

  Authenticator(const directory::Directory& directory, const TestLine& test_line,
                base::TimerQueue& timers, base::Random& random, base::Log& log,
                const Settings& settings);

  // Does the request bring credentials of our realm?
  bool has_credentials(const sip::Message& request, Role role) const;

  // The number whose password the request proves to know; the account exists. Nothing: it does not,
  // and has been answered.
  std::optional<std::string> prove(sip::ServerTransaction& transaction, Role role);

  void challenge(sip::ServerTransaction& transaction, Role role, bool stale);

  // Realm and digests as the settings say; nonces given out before are stale when they change.
  void adopt(const Settings& settings);

 private:
  void refuse_wrong(sip::ServerTransaction& transaction, std::string_view username);

  const directory::Directory& directory_;
  const TestLine& test_line_;
  base::TimerQueue& timers_;
  base::Log& log_;
  base::Random& random_;
  sip::DigestSettings digest_;
  std::unique_ptr<sip::DigestVerifier> verifier_;
  sip::Brake brake_;
};

}  // namespace jackfield
