// What a phone needs to register as an extension: shown to people, and linked for phones to fetch.
#include <nlohmann/json.hpp>

#include "apps/console/api/resources.h"
#include "firmware/base/ascii.h"

namespace console {

namespace {

using nlohmann::json;

// Where SIP is listened to, and for which domain.
struct SipService {
  std::string transport = "udp";
  std::uint64_t port = 5060;
  std::string domain;  // "": the address
};

// "udp+tcp 0.0.0.0:5060"; UDP where it is offered, as every phone has it.
void read_listening(const json& listening, SipService& service) {
  for (const json& entry : listening) {
    const std::string text = entry.get<std::string>();
    const std::string transports = text.substr(0, text.find(' '));
    const auto port = base::parse_unsigned(text.substr(text.rfind(':') + 1), 65535);
    if (!port) continue;
    service.port = *port;
    service.transport = transports.find("udp") != std::string::npos ? "udp" : "tcp";
    if (service.transport == "udp") return;
  }
}

std::optional<SipService> sip_service(Gate& gate, Outcome& failed) {
  SipService service;
  failed = gate.execute({"status", {}});
  if (failed.kind != Outcome::Kind::done) return std::nullopt;
  read_listening(json::parse(failed.json, nullptr, false)["listening"], service);
  failed = gate.execute({"setting.list", {}});
  if (failed.kind != Outcome::Kind::done) return std::nullopt;
  const json listed = json::parse(failed.json, nullptr, false);
  for (const json& setting : listed["settings"]) {
    if (setting["key"] != "domains") continue;
    const std::string domains = setting["value"].get<std::string>();
    service.domain = domains.substr(0, domains.find(','));
  }
  return service;
}

// Where phones reach us: as the browser does, unless they would not trust the certificate.
std::string address_for_phones(const Desk& desk, const Visit& visit) {
  const CertificateKeeper* keeper = desk.options.certificate;
  const std::uint16_t port = desk.options.plain_port;
  const auto host = host_of(visit.request);
  if (host && port != 0 && keeper != nullptr && keeper->facts().self_signed) {
    return "http://" + *host + (port == 80 ? "" : ':' + std::to_string(port));
  }
  return (visit.request.secure ? "https://" : "http://") + std::string(visit.request.field("Host"));
}

web::Response shown_connection(const Desk& desk, const Connection& connection, const Visit& visit) {
  const std::string here = address_for_phones(desk, visit) + "/provisioning/";
  return web::Response::json(
      json{{"number", connection.number},
           {"name", connection.name},
           {"user", connection.number},
           {"password", connection.password},
           {"server", connection.server},
           {"domain", connection.domain},
           {"transport", connection.transport},
           {"provisioning_url", here + "linphone/" + connection.linphone + ".xml"},
           {"microsip_url", here + "microsip/" + connection.microsip + ".ini"},
           {"expires_at", time_text(connection.expires_at)}}
          .dump());
}

// A new password, and links to it.
web::Response make_connection(Desk& desk, const Visit& visit, const std::string& host) {
  const std::string& number = visit.parts[0];
  Outcome failed;
  const auto service = sip_service(desk.gate, failed);
  if (!service) return problem(failed, visit.language);
  const Outcome made =
      desk.gate.execute({"extension.set", {{"number", number}, {"generate", "yes"}}});
  if (made.kind != Outcome::Kind::done) return problem(made, visit.language);
  const json shown = json::parse(made.json, nullptr, false);
  Connection connection;
  connection.number = number;
  connection.name = shown.value("name", "");
  connection.password = shown.value("password", "");
  connection.server = host;
  if (service->port != 5060) connection.server += ':' + std::to_string(service->port);
  connection.domain = service->domain.empty() ? host : service->domain;
  connection.transport = service->transport;
  connection.linphone = desk.secrets.key();
  connection.microsip = desk.secrets.key();
  connection.expires_at =
      desk.options.wall.now() + std::chrono::duration_cast<std::chrono::seconds>(Tickets::kLife);
  desk.tickets.put(connection, desk.options.now());
  return shown_connection(desk, connection, visit);
}

// Whether a phone that was connected would be cut off by a new password; how that is refused.
std::optional<web::Response> refuse_to_cut_off(Desk& desk, const Visit& visit) {
  const std::string& number = visit.parts[0];
  Outcome failed;
  const auto phones = phones_there(desk.gate, failed);
  if (!phones) return problem(failed, visit.language);
  if (phones->contains(number)) return visit.refuse(409, say::kPhoneThere, {number});
  const Outcome known = desk.gate.execute({"extension.phones", {{"number", number}}});
  if (known.kind != Outcome::Kind::done) return problem(known, visit.language);
  const bool had = json::parse(known.json, nullptr, false).value("had_phones", false);
  if (had) return visit.refuse(409, say::kPhoneAway, {number});
  return std::nullopt;
}

web::Response connect_phone(Desk& desk, const Visit& visit) {
  bool renew = false;
  if (!visit.request.body.empty()) {
    Body body = read_body(visit);
    if (body.refused) return std::move(*body.refused);
    renew = body.fields->boolean("renew").value_or(false);
    const auto faults = body.fields->faults();
    if (!faults.empty()) return refusal(visit.language, faults);
  }
  const auto host = host_of(visit.request);
  if (!host) return visit.refuse(400, say::kStrangeHost);
  const auto turn = desk.tickets.turn();
  if (!renew) {
    if (const auto there = desk.tickets.find(visit.parts[0], desk.options.now())) {
      return shown_connection(desk, *there, visit);
    }
    if (auto refused = refuse_to_cut_off(desk, visit)) return std::move(*refused);
  }
  return make_connection(desk, visit, *host);
}

}  // namespace

void add_connection(web::Router& router, Desk& desk) {
  desk.serve(router, "POST", "/api/v1/extensions/{number}/connection", connect_phone);
}

}  // namespace console
