#include "apps/jackfield/authenticator.h"

#include <utility>

#include "firmware/sip/message/fields.h"

namespace jackfield {

namespace {

using sip::HeaderId;

HeaderId credentials_header(Authenticator::Role role) {
  return role == Authenticator::Role::registrar ? HeaderId::authorization
                                                : HeaderId::proxy_authorization;
}

sip::DigestSettings digest_settings(const Settings& settings) {
  sip::DigestSettings digest;
  digest.realm = settings.realm;
  digest.algorithms = settings.digests;
  digest.accept_host_uri = settings.accept_host_digest;
  return digest;
}

// Characters of 5 random bits each: 32 octets' worth.
constexpr std::size_t kKeyLength = 52;

}  // namespace

Authenticator::Authenticator(const directory::Directory& directory, const TestLine& test_line,
                             base::TimerQueue& timers, base::Random& random, base::Log& log,
                             const Settings& settings)
    : directory_(directory), test_line_(test_line), timers_(timers), log_(log), random_(random) {
  adopt(settings);
}

void Authenticator::adopt(const Settings& settings) {
  sip::DigestSettings digest = digest_settings(settings);
  if (verifier_ && digest == digest_) return;
  digest_ = std::move(digest);
  verifier_ = std::make_unique<sip::DigestVerifier>(digest_, random_.token(kKeyLength));
}

bool Authenticator::has_credentials(const sip::Message& request, Role role) const {
  const HeaderId header = credentials_header(role);
  for (std::size_t i = 0; i < request.header_count(); ++i) {
    const sip::HeaderLine line = request.header(i);
    if (line.id != header) continue;
    const auto fields = sip::DigestFields::parse(line.value);
    if (fields && fields->realm == digest_.realm) return true;
  }
  return false;
}

std::optional<std::string> Authenticator::prove(sip::ServerTransaction& transaction, Role role) {
  const sip::Message& request = transaction.request();
  const net::Endpoint& source = transaction.flow().remote;
  if (!has_credentials(request, role)) {
    challenge(transaction, role, false);
    return std::nullopt;
  }
  const auto sender = sip::from(request);
  const auto sender_uri = sender ? sender->uri() : sender.error();
  const std::string_view claimed = sender_uri ? sender_uri->user : std::string_view();
  const base::Instant now = timers_.now();
  if (const base::Duration wait = brake_.wait(source.address, claimed, now); wait.count() > 0) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
    transaction.respond_with(503, "Too Many Wrong Passwords",
                             "Retry-After: " + std::to_string(seconds) + "\r\n");
    return std::nullopt;
  }
  const sip::DigestVerifier::Outcome outcome =
      verifier_->verify(request, credentials_header(role), source, now,
                        [&](std::string_view username) -> std::optional<sip::Ha1> {
                          if (test_line_.is(username)) {
                            return test_line_.key(digest_.realm, transaction.flow());
                          }
                          const directory::Account* account = directory_.find(username);
                          if (account == nullptr) return std::nullopt;
                          return account->ha1;
                        });
  switch (outcome.verdict) {
    case sip::Verdict::accepted:
      brake_.succeeded(source.address, claimed, now);
      return std::string(outcome.username);
    case sip::Verdict::no_credentials:
      challenge(transaction, role, false);
      break;
    case sip::Verdict::stale:
    case sip::Verdict::replayed:
      challenge(transaction, role, true);
      break;
    case sip::Verdict::wrong_password:
      brake_.failed(source.address, claimed, now);
      refuse_wrong(transaction, outcome.username);
      break;
    case sip::Verdict::wrong_uri:
      transaction.respond_with(400, "Digest URI Is Not The Request-URI");
      break;
    case sip::Verdict::malformed:
      transaction.respond_with(400, "Malformed Credentials");
      break;
  }
  return std::nullopt;
}

// An unknown number gets the very same answer: nobody learns which numbers exist.
void Authenticator::refuse_wrong(sip::ServerTransaction& transaction, std::string_view username) {
  log_.warning("authenticator", "wrong password",
               {{"number", std::string(username)}, {"from", to_string(transaction.flow())}});
  transaction.respond_with(403, "Wrong Number Or Password");
}

void Authenticator::challenge(sip::ServerTransaction& transaction, Role role, bool stale) {
  const bool registrar = role == Role::registrar;
  std::string headers;
  for (const std::string& value :
       verifier_->challenge(transaction.flow().remote, timers_.now(), stale)) {
    headers += registrar ? "WWW-Authenticate: " : "Proxy-Authenticate: ";
    headers += value;
    headers += "\r\n";
  }
  transaction.respond_with(registrar ? 401 : 407, {}, headers);
}

}  // namespace jackfield
