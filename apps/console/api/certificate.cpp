// The certificate of this page and of SIP over TLS.
#include <nlohmann/json.hpp>

#include "apps/console/api/resources.h"

namespace console {

namespace {

constexpr Fields::Length kPem{1, 64 << 10};

web::Response shown_certificate(const CertificateKeeper& keeper) {
  const CertificateFacts facts = keeper.facts();
  return web::Response::json(nlohmann::json{
      {"subject", facts.subject},
      {"names", facts.names},
      {"issuer", facts.issuer},
      {"not_before", time_text(facts.not_before)},
      {"not_after", time_text(facts.not_after)},
      {"self_signed", facts.self_signed},
      {"sha256", facts.sha256}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

web::Response get_certificate(Desk& desk, const Visit& visit) {
  if (desk.options.certificate == nullptr) return visit.refuse(404, say::kNoCertificate);
  return shown_certificate(*desk.options.certificate);
}

web::Response put_certificate(Desk& desk, const Visit& visit) {
  if (desk.options.certificate == nullptr) return visit.refuse(404, say::kNoCertificate);
  Body body = read_body(visit);
  if (body.refused) return std::move(*body.refused);
  const auto certificate = body.fields->text("certificate", kPem);
  const auto key = body.fields->text("key", kPem);
  body.fields->need("certificate");
  body.fields->need("key");
  auto faults = body.fields->faults();
  if (faults.empty()) faults = desk.options.certificate->replace(*certificate, *key);
  if (!faults.empty()) return refusal(visit.language, faults);
  return shown_certificate(*desk.options.certificate);
}

web::Response renew_certificate(Desk& desk, const Visit& visit) {
  if (desk.options.certificate == nullptr) return visit.refuse(404, say::kNoCertificate);
  if (!desk.options.certificate->renew()) return visit.refuse(503, say::kFailed);
  return shown_certificate(*desk.options.certificate);
}

}  // namespace

void add_certificate(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/api/v1/certificate", get_certificate);
  desk.serve(router, "PUT", "/api/v1/certificate", put_certificate);
  desk.serve(router, "DELETE", "/api/v1/certificate", renew_certificate);
}

}  // namespace console
