// CertificateStore: the certificate of the page, in the data folder with its key: the one that was
// brought, or one of our own, made when there is none. Any thread.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "apps/console/api/certificate_keeper.h"
#include "firmware/base/log.h"
#include "firmware/crypto/certificate.h"
#include "firmware/store/error.h"

namespace jackfield {

class CertificateStore final : public console::CertificateKeeper {
 public:
  // A new one that shall be presented from now on; called on the thread that brought it.
  using Changed = std::function<void(const crypto::PemPair&)>;

  // `names`: what a certificate of our own is made for.
  CertificateStore(const std::string& folder, std::vector<std::string> names, base::Log& log);

  // As it lies in the data folder, with its key.
  static store::Result<std::string> kept_in(const std::string& folder);

  // From now on. One of our own that lacks the first is made anew; one that was brought stays.
  void set_names(std::vector<std::string> names);

  // At start, before anything else. False when there is none and none can be made.
  [[nodiscard]] bool open();
  void on_change(Changed changed) { changed_ = std::move(changed); }

  crypto::PemPair pair() const;

  console::CertificateFacts facts() const override;
  std::vector<console::Fault> replace(std::string_view certificate, std::string_view key) override;
  bool renew() override;

 private:
  std::vector<console::Fault> keep(const crypto::PemPair& pair, bool is_own);
  bool lacks_name() const;

  const std::string path_;
  base::Log& log_;
  Changed changed_;
  mutable std::mutex mutex_;  // of what follows
  std::vector<std::string> names_;
  crypto::PemPair pair_;
  bool is_own_ = false;
};

}  // namespace jackfield
