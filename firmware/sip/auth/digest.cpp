#include "firmware/sip/auth/digest.h"

#include <algorithm>
#include <utility>

#include "firmware/base/ascii.h"
#include "firmware/base/assert.h"
#include "firmware/sip/message/uri.h"

namespace sip {

namespace {

// quoted-pair (RFC 3261 section 25.1), both ways.
std::string escape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string unescape_quoted(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    plain += text[i];
  }
  return plain;
}

bool is_same_quoted(std::string_view quoted, std::string_view plain) {
  if (quoted.find('\\') == std::string_view::npos) return quoted == plain;
  return unescape_quoted(quoted) == plain;
}

// nc-value = 8LHEX; the first request is number one.
std::optional<std::uint32_t> nonce_count(std::string_view text) {
  if (text.size() != 8) return std::nullopt;
  std::uint32_t count = 0;
  for (const char c : text) {
    const int digit = base::hex_value(c);
    if (digit < 0) return std::nullopt;
    count = count << 4 | static_cast<std::uint32_t>(digit);
  }
  if (count == 0) return std::nullopt;
  return count;
}

bool is_digest(std::string_view credentials) {
  return base::iequals(credentials.substr(0, 6), "Digest") && credentials.size() > 6 &&
         base::is_space(credentials[6]);
}

bool is_host_of(std::string_view digest_uri, std::string_view request_uri) {
  const auto host = Uri::parse(digest_uri);
  const auto whole = Uri::parse(request_uri);
  return host && whole && host->is_sip() && !host->has_user && host->port == whole->port &&
         base::iequals(host->host, whole->host);
}

bool is_same_uri(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const auto one = Uri::parse(a);
  const auto other = Uri::parse(b);
  return one && other && equivalent(*one, *other);
}

}  // namespace

struct DigestVerifier::Credentials {
  DigestFields fields;
  DigestAlgorithm algorithm;
  std::uint32_t count;
};

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::accepted:
      return "accepted";
    case Verdict::no_credentials:
      return "no credentials";
    case Verdict::stale:
      return "stale nonce";
    case Verdict::replayed:
      return "replayed nonce count";
    case Verdict::wrong_password:
      return "wrong password";
    case Verdict::wrong_uri:
      return "digest-uri is not the Request-URI";
    case Verdict::malformed:
      return "malformed credentials";
  }
  return "malformed credentials";
}

DigestVerifier::DigestVerifier(DigestSettings settings, std::string key)
    : settings_(std::move(settings)), nonces_(std::move(key)), counts_(settings_.max_nonce_counts) {
  for (const std::string& name : settings_.algorithms) {
    const auto algorithm = digest_algorithm_of(name);
    ASSERT(algorithm);
    algorithms_.push_back(*algorithm);
  }
}

std::vector<std::string> DigestVerifier::challenge(const net::Endpoint& source, base::Instant now,
                                                   bool stale) {
  std::vector<std::string> lines;
  const base::Instant issue = nonces_.next_issue(now);
  for (const DigestAlgorithm algorithm : algorithms_) {
    std::string& line = lines.emplace_back("Digest realm=\"");
    line += escape(settings_.realm);
    line += "\", nonce=\"";
    line += nonces_.nonce(issue, algorithm, source.address);
    line += "\", algorithm=";
    line += to_string(algorithm);
    line += ", qop=\"auth\"";
    if (stale) line += ", stale=true";
  }
  return lines;
}

DigestVerifier::Outcome DigestVerifier::verify(const Message& request, HeaderId header,
                                               const net::Endpoint& source, base::Instant now,
                                               const Accounts& ha1_of) {
  const auto fields = find(request, header);
  if (!fields) return {fields.error(), {}};
  const auto credentials = read(*fields);
  if (!credentials) return {credentials.error(), fields->username};
  return {judge(*credentials, request, source, now, ha1_of), fields->username};
}

// The first credentials for our realm: a request may carry those for others, too (section 22.3).
DigestVerifier::Found<DigestFields> DigestVerifier::find(const Message& request,
                                                         HeaderId header) const {
  bool saw_malformed = false;
  for (std::size_t i = 0; i < request.header_count(); ++i) {
    if (request.id(i) != header) continue;
    const std::string_view value = request.header(i).value;
    if (!is_digest(value)) continue;
    const auto fields = DigestFields::parse(value);
    if (!fields) {
      saw_malformed = true;
    } else if (is_same_quoted(fields->realm, settings_.realm)) {
      return *fields;
    }
  }
  return saw_malformed ? Verdict::malformed : Verdict::no_credentials;
}

// We always offer qop, so its absence (RFC 2069) would only take the nonce count away.
DigestVerifier::Found<DigestVerifier::Credentials> DigestVerifier::read(
    const DigestFields& fields) const {
  const auto algorithm = digest_algorithm_of(fields.algorithm);
  const auto count = nonce_count(fields.nc);
  const bool is_whole = algorithm && count && base::iequals(fields.qop, "auth") &&
                        !fields.username.empty() && !fields.nonce.empty() &&
                        !fields.cnonce.empty() && !fields.uri.empty() && !fields.response.empty();
  if (!is_whole) return Verdict::malformed;
  if (std::ranges::find(algorithms_, *algorithm) == algorithms_.end()) {
    return Verdict::no_credentials;
  }
  return Credentials{fields, *algorithm, *count};
}

Verdict DigestVerifier::judge(const Credentials& credentials, const Message& request,
                              const net::Endpoint& source, base::Instant now,
                              const Accounts& ha1_of) {
  const auto& [fields, algorithm, count] = credentials;
  const bool right_uri =
      is_same_uri(fields.uri, request.request_uri()) ||
      (settings_.accept_host_uri && is_host_of(fields.uri, request.request_uri()));
  if (!right_uri) return Verdict::wrong_uri;
  const auto issue = nonces_.read(fields.nonce, algorithm, source.address);
  const base::Instant oldest = now - settings_.nonce_lifetime;
  if (!issue || *issue < oldest) return Verdict::stale;

  const auto ha1 = fields.username.find('\\') == std::string_view::npos
                       ? ha1_of(fields.username)
                       : ha1_of(unescape_quoted(fields.username));
  // An unknown user costs as much time as a known one.
  const DigestResponse expected({.algorithm = algorithm,
                                 .nonce = fields.nonce,
                                 .nc = fields.nc,
                                 .cnonce = fields.cnonce,
                                 .qop = fields.qop,
                                 .method = request.method_name(),
                                 .uri = fields.uri},
                                ha1.value_or(Ha1()));
  const bool is_right = expected.matches(fields.response);
  if (!ha1 || !is_right) return Verdict::wrong_password;

  counts_.expire_before(oldest);
  switch (counts_.use(*issue, algorithm, count)) {
    case NonceCounts::Use::first:
      return Verdict::accepted;
    case NonceCounts::Use::repeated:
      return Verdict::replayed;
    case NonceCounts::Use::forgotten:
      return Verdict::stale;
  }
  return Verdict::stale;
}

}  // namespace sip
