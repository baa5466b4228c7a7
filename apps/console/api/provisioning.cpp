// What phones fetch by a link that is good once: Linphone's remote provisioning (lpconfig XML) and
// an .ini file of MicroSIP.
#include "apps/console/api/resources.h"

namespace console {

namespace {

constexpr int kRegisterFor = 3600;  // seconds

std::string xml_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '&':
        escaped += "&amp;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

void add_entry(std::string& xml, std::string_view name, std::string_view value) {
  xml.append("    <entry name=\"").append(name).append("\" overwrite=\"true\">");
  xml.append(xml_text(value)).append("</entry>\n");
}

// A display name in quotes (RFC 3261 section 25.1).
std::string quoted_name(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\" ";
}

std::string linphone_xml(const Connection& connection) {
  const std::string identity = "<sip:" + connection.number + '@' + connection.domain + '>';
  const std::string name = connection.name.empty() ? "" : quoted_name(connection.name);
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<config xmlns=\"http://www.linphone.org/xsds/lpconfig.xsd\""
      " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
      " xsi:schemaLocation=\"http://www.linphone.org/xsds/lpconfig.xsd lpconfig.xsd\">\n"
      "  <section name=\"sip\">\n";
  add_entry(xml, "default_proxy", "0");
  xml += "  </section>\n  <section name=\"proxy_0\">\n";
  add_entry(xml, "reg_proxy",
            "<sip:" + connection.server + ";transport=" + connection.transport + '>');
  add_entry(xml, "reg_identity", name + identity);
  add_entry(xml, "reg_expires", std::to_string(kRegisterFor));
  add_entry(xml, "reg_sendregister", "1");
  add_entry(xml, "publish", "0");
  xml += "  </section>\n  <section name=\"auth_info_0\">\n";
  add_entry(xml, "username", connection.number);
  add_entry(xml, "domain", connection.domain);
  add_entry(xml, "passwd", connection.password);
  xml += "  </section>\n</config>\n";
  return xml;
}

std::string microsip_ini(const Connection& connection) {
  const std::string& label = connection.name.empty() ? connection.number : connection.name;
  return "[Settings]\r\naccountId=1\r\n[Account1]\r\nlabel=" + label +
         "\r\nserver=" + connection.server + "\r\nproxy=" + connection.server +
         "\r\ndomain=" + connection.domain + "\r\nusername=" + connection.number +
         "\r\nauthID=" + connection.number + "\r\npassword=" + connection.password +
         "\r\ndisplayName=" + connection.name + "\r\ntransport=" + connection.transport +
         "\r\nregisterRefresh=300\r\n";
}

// HEAD looks and spends nothing.
std::optional<Connection> fetch(Desk& desk, const Visit& visit, Tickets::Phone phone) {
  const bool spend = visit.request.method == "GET";
  return desk.tickets.fetch(phone, visit.parts[0], spend, desk.options.now());
}

web::Response provision_linphone(Desk& desk, const Visit& visit) {
  const auto connection = fetch(desk, visit, Tickets::Phone::linphone);
  if (!connection) return visit.refuse(404, say::kTicketSpent);
  return {200, {{"Content-Type", "application/xml; charset=utf-8"}}, linphone_xml(*connection)};
}

web::Response provision_microsip(Desk& desk, const Visit& visit) {
  const auto connection = fetch(desk, visit, Tickets::Phone::microsip);
  if (!connection) return visit.refuse(404, say::kTicketSpent);
  return {200,
          {{"Content-Type", "text/plain; charset=utf-8"},
           {"Content-Disposition", "attachment; filename=\"MicroSIP.ini\""}},
          microsip_ini(*connection)};
}

}  // namespace

void add_provisioning(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/provisioning/linphone/{ticket}.xml", provision_linphone);
  desk.serve(router, "GET", "/provisioning/microsip/{ticket}.ini", provision_microsip);
}

}  // namespace console
