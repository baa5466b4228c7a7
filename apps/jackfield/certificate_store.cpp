#include "apps/jackfield/certificate_store.h"

#include <algorithm>
#include <utility>

#include "apps/jackfield/words.h"
#include "firmware/store/kept_file.h"

namespace jackfield {

namespace {

using crypto::CertificateError;

// Before one of our own; whoever reads PEM passes over it.
constexpr std::string_view kOwnMark = "Made by jackfield for itself\n";

constexpr std::size_t kLongestFile = kOwnMark.size() + 2 * crypto::kLongestPem + 2;

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
    : path_(path_in(folder)), log_(log), names_(std::move(names)) {}

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
      is_own_ = kept->starts_with(kOwnMark);
      return !lacks_name() || renew();
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

void CertificateStore::set_names(std::vector<std::string> names) {
  {
    const std::lock_guard lock(mutex_);
    names_ = std::move(names);
  }
  if (lacks_name()) static_cast<void>(renew());
}

bool CertificateStore::lacks_name() const {
  const std::lock_guard lock(mutex_);
  const auto facts = crypto::facts_of(pair_.certificate);
  return is_own_ && facts &&
         std::find(facts->names.begin(), facts->names.end(), names_.front()) == facts->names.end();
}

std::vector<console::Fault> CertificateStore::replace(std::string_view certificate,
                                                      std::string_view key) {
  crypto::PemPair pair{std::string(certificate), std::string(key)};
  if (const auto facts = crypto::check_pair(pair); !facts) return {fault_of(facts.error())};
  return keep(pair, false);
}

std::vector<console::Fault> CertificateStore::keep(const crypto::PemPair& pair, bool is_own) {
  const std::string mark(is_own ? kOwnMark : std::string_view());
  const std::string file = mark + pair.certificate + '\n' + pair.key + '\n';
  if (const auto kept = store::replace_file(path_, file); !kept) return {not_kept(kept.error())};
  {
    const std::lock_guard lock(mutex_);
    pair_ = pair;
    is_own_ = is_own;
  }
  if (changed_) changed_(pair);
  return {};
}

bool CertificateStore::renew() {
  std::vector<std::string> names;
  {
    const std::lock_guard lock(mutex_);
    names = names_;
  }
  const auto made = crypto::make_self_signed(names);
  if (!made) return false;
  const auto faults = keep(*made, true);
  for (const console::Fault& fault : faults) {
    log_.error("console", "no certificate", {{"why", fault.english}});
  }
  return faults.empty();
}

}  // namespace jackfield
