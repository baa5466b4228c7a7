// CertificateKeeper: the certificate of the page and of SIP over TLS, as the console shows and
// replaces it. The program implements it. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apps/console/api/gate.h"
#include "firmware/base/instant.h"

namespace console {

struct CertificateFacts {
  std::string subject;
  std::vector<std::string> names;
  std::string issuer;
  base::WallTime not_before{};
  base::WallTime not_after{};
  bool self_signed = false;
  std::string sha256;
};

class CertificateKeeper {
 public:
  virtual ~CertificateKeeper() = default;
  virtual CertificateFacts facts() const = 0;
  // What is wrong with them, the fields being "certificate" and "key"; empty: in force.
  virtual std::vector<Fault> replace(std::string_view certificate, std::string_view key) = 0;
  // A self-signed one is made anew; false when that fails.
  virtual bool renew() = 0;
};

}  // namespace console
