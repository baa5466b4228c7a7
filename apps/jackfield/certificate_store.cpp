#include "apps/jackfield/certificate_store.h"

#include <utility>

#include "apps/jackfield/words.h"
#include "firmware/store/kept_file.h"

namespace jackfield {

namespace {

using crypto::CertificateError;

constexpr std::size_t kLongestFile = 2 * crypto::kLongestPem + 2;

console::Fault fault_of(CertificateError error) {
  const bool is_about_the_key = error == CertificateError::no_key ||
                                error == CertificateError::key_does_not_match ||
                                error == CertificateError::weak_key;
  const std::string english(to_string(error));
  return {is_about_the_key ? "key" : "certificate", english, in_chinese(english)};
}

console::Fault not_kept(store::Error error) {
  const std::string english(to_string(error));
  return {"", "It could not be stored: " + english, "无法保存：" + in_chinese(english)};
}

std::string path_in(const std::string& folder) {
  return folder + "/certificate.pem";
}

}  // namespace

CertificateStore::CertificateStore(const std::string& folder, std::vector<std::string> names,
                                   base::Log& log)
    : path_(path_in(folder)), names_(std::move(names)), log_(log) {}

store::Result<std::string> CertificateStore::kept_in(const std::string& folder) {
  return store::read_file(path_in(folder), kLongestFile);
}

// Either part of a pair may be read from the file as a whole: what is not its own is passed over.
bool CertificateStore::open() {
  const auto kept = store::read_file(path_, kLongestFile);
  if (kept) {
    crypto::PemPair pair{*kept, *kept};
    if (const auto facts = crypto::check_pair(pair)) {
      pair_ = std::move(pair);
      return true;
    }
    log_.warning("console", "certificate is damaged and made anew", {{"file", path_}});
  }
  return renew();
}

crypto::PemPair CertificateStore::pair() const {
  const std::lock_guard lock(mutex_);
  return pair_;
}

console::CertificateFacts CertificateStore::facts() const {
  const auto facts = crypto::facts_of(pair().certificate);
  if (!facts) return {};
  return {facts->subject,   facts->names,       facts->issuer, facts->not_before,
          facts->not_after, facts->self_signed, facts->sha256};
}

std::vector<console::Fault> CertificateStore::replace(std::string_view certificate,
                                                      std::string_view key) {
  crypto::PemPair pair{std::string(certificate), std::string(key)};
  if (const auto facts = crypto::check_pair(pair); !facts) return {fault_of(facts.error())};
  const std::string file = pair.certificate + '\n' + pair.key + '\n';
  if (const auto kept = store::replace_file(path_, file); !kept) return {not_kept(kept.error())};
  {
    const std::lock_guard lock(mutex_);
    pair_ = pair;
  }
  if (changed_) changed_(pair);
  return {};
}

bool CertificateStore::renew() {
  const auto made = crypto::make_self_signed(names_);
  if (!made) return false;
  const auto faults = replace(made->certificate, made->key);
  for (const console::Fault& fault : faults) {
    log_.error("console", "no certificate", {{"why", fault.english}});
  }
  return faults.empty();
}

}  // namespace jackfield
