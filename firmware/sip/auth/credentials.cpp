#include "firmware/sip/auth/credentials.h"

#include <algorithm>

#include "firmware/base/ascii.h"
#include "firmware/sip/auth/digest_response.h"
#include "firmware/sip/message/fields.h"

namespace sip {

namespace {

constexpr std::string_view kCount = "00000001";  // each nonce is used once

// "auth", "auth,auth-int"
bool offers_auth(std::string_view qop) {
  while (!qop.empty()) {
    const std::size_t comma = std::min(qop.find(','), qop.size());
    if (base::iequals(base::trim(qop.substr(0, comma)), "auth")) return true;
    qop.remove_prefix(std::min(comma + 1, qop.size()));
  }
  return false;
}

std::string print(const DigestFields& fields, const DigestQuestion& question, const Login& login) {
  const Ha1 ha1 = Ha1::of(login.username, fields.realm, login.password);
  std::string line = "Digest username=\"" + login.username + "\", realm=\"";
  line.append(fields.realm).append("\", nonce=\"").append(fields.nonce);
  line.append("\", uri=\"").append(question.uri).append("\", response=\"");
  line.append(DigestResponse(question, ha1).text()).append("\"");
  if (!fields.algorithm.empty()) line.append(", algorithm=").append(fields.algorithm);
  if (!fields.opaque.empty()) line.append(", opaque=\"").append(fields.opaque).append("\"");
  if (!question.qop.empty()) {
    line.append(", qop=").append(question.qop).append(", nc=").append(question.nc);
    line.append(", cnonce=\"").append(question.cnonce).append("\"");
  }
  return line;
}

}  // namespace

std::optional<std::string> credentials_line(const Message& challenge, std::string_view method,
                                            std::string_view uri, const Login& login,
                                            std::string_view cnonce) {
  const bool by_proxy = challenge.status() == 407;
  const HeaderId asks = by_proxy ? HeaderId::proxy_authenticate : HeaderId::www_authenticate;
  for (std::size_t i = 0; i < challenge.header_count(); ++i) {
    const HeaderLine line = challenge.header(i);
    if (line.id != asks) continue;
    const auto fields = DigestFields::parse(line.value);
    if (!fields || !base::iequals(fields->scheme, "Digest") || fields->nonce.empty()) continue;
    const auto algorithm = digest_algorithm_of(fields->algorithm);
    if (!algorithm || (!fields->qop.empty() && !offers_auth(fields->qop))) continue;
    DigestQuestion question{*algorithm, fields->nonce, {}, {}, {}, method, uri};
    if (!fields->qop.empty()) {
      question.nc = kCount;
      question.cnonce = cnonce;
      question.qop = "auth";
    }
    return std::string(by_proxy ? "Proxy-Authorization: " : "Authorization: ") +
           print(*fields, question, login) + "\r\n";
  }
  return std::nullopt;
}

}  // namespace sip
