// A person at a browser, and the whole of what stands behind the API: a real Administration over a
// store in memory, behind the program's own gate. Only the switchboard is a small one, and time is
// moved by hand.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "apps/console/api/api.h"
#include "apps/jackfield/administration.h"
#include "apps/jackfield/console_gate.h"
#include "apps/jackfield/tables.h"
#include "firmware/base/ascii.h"
#include "firmware/base/random.h"
#include "firmware/store/writer.h"
#include "tests/firmware/store/folder.h"

namespace console {

using nlohmann::json;

class HandClock : public base::WallClock {
 public:
  base::WallTime now() const override {
    return base::WallTime(std::chrono::sys_days(std::chrono::year(2026) / 1 / 31)) +
           std::chrono::duration_cast<std::chrono::milliseconds>(passed);
  }
  base::Duration passed{};
};

// A switchboard with phones that tests register by hand.
class SmallOffice : public jackfield::LiveOffice {
 public:
  jackfield::OfficeStatus status() const override {
    jackfield::OfficeStatus status;
    status.version = "1";
    status.listening = {"tcp 0.0.0.0:5062", "udp 0.0.0.0:5062"};
    status.registrations = phones.size();
    return status;
  }
  std::vector<jackfield::Registration> registrations() const override {
    std::vector<jackfield::Registration> all;
    for (const std::string& number : phones) {
      all.emplace_back();
      all.back().number = number;
    }
    return all;
  }
  std::vector<jackfield::LiveCall> calls() const override { return live; }
  std::vector<std::uint16_t> listening_ports() const override { return {5060, 8443}; }
  std::vector<conference::OpenRoom> open_rooms() const override { return rooms; }
  records::CallHistory::Found find_call(std::string_view id) const override {
    return history.find(id);
  }
  jackfield::Explanation explain(std::string_view number, std::string_view) const override {
    return {{jackfield::Reject{404, std::string(number)}, {}}, {}};
  }
  void apply(jackfield::Changes changes) override { applied.push_back(std::move(changes)); }
  void set_trace(std::function<void(const jackfield::TracedMessage&)>) override {}
  bool reset_to_factory() override { return ++resets > 0; }
  std::optional<jackfield::TestAccess> begin_self_test() override { return std::nullopt; }
  void end_self_test(std::string_view) override {}

  int resets = 0;
  std::vector<std::string> phones;
  std::vector<jackfield::LiveCall> live;
  std::vector<conference::OpenRoom> rooms;
  std::vector<jackfield::Changes> applied;
  HandClock clock;
  records::CallHistory history{clock};
};

class Certificates : public CertificateKeeper {
 public:
  CertificateFacts facts() const override { return {subject, {}, "CN=it", {}, {}, true, "00"}; }
  std::vector<Fault> replace(std::string_view certificate, std::string_view) override {
    if (certificate != "good") return {fault("certificate", say::kNeedsText)};
    subject = "CN=new";
    return {};
  }
  bool renew() override { return true; }
  std::string subject = "CN=old";
};

class SilentLog : public base::Log {
 public:
  void write(base::Severity, std::string_view, std::string_view,
             std::initializer_list<base::LogField>) override {}
};

// A browser or a program; keeps its cookie and its CSRF token as a page does.
struct Client {
  std::string address = "192.0.2.1";
  std::string cookie{};
  std::string csrf{};
  std::string token{};
  std::map<std::string, std::string> fields{};  // sent as well
  bool secure = false;
};

class ApiTest : public testing::Test {
 protected:
  web::Response ask(Client& client, const std::string& method, const std::string& target,
                    const std::string& body = "") {
    web::Request request;
    request.method = method;
    request.path = target.substr(0, target.find('?'));
    for (std::string rest = target.substr(request.path.size()); !rest.empty();) {
      rest.erase(0, 1);
      const std::string pair = rest.substr(0, rest.find('&'));
      rest.erase(0, pair.size());
      request.query[pair.substr(0, pair.find('='))] = pair.substr(pair.find('=') + 1);
    }
    request.body = body;
    request.client = {*net::IpAddress::parse(client.address), 40000};
    request.secure = client.secure;
    std::map<std::string, std::string> fields = {{"Host", "pbx.example:8080"},
                                                 {"Content-Type", "application/json"}};
    if (!client.cookie.empty()) fields["Cookie"] = "jackfield=" + client.cookie;
    if (!client.csrf.empty()) fields["X-Jackfield-CSRF"] = client.csrf;
    if (!client.token.empty()) fields["Authorization"] = "Bearer " + client.token;
    for (const auto& [name, value] : client.fields) fields[name] = value;
    for (const auto& [name, value] : fields) request.fields.push_back({name, value});
    web::Response response = api_->answer(request);
    body_ = json::parse(response.body, nullptr, false);
    for (const web::Field& field : response.fields) {
      if (field.name == "Set-Cookie") {
        client.cookie = field.value.substr(10, field.value.find(';') - 10);
      }
    }
    return response;
  }
  int status(Client& client, const std::string& method, const std::string& target,
             const json& body = nullptr) {
    return ask(client, method, target, body.is_null() ? "" : body.dump()).status;
  }

  static std::string field(const web::Response& response, std::string_view name) {
    for (const web::Field& field : response.fields) {
      if (field.name == name) return field.value;
    }
    return {};
  }
  // The faulty fields of the last answer, with blanks between.
  std::string faulty() const {
    std::string fields;
    for (const json& error : body_.value("errors", json::array())) {
      fields += (fields.empty() ? "" : " ") + error.value("field", "?");
    }
    return fields;
  }

  // An administrator who has set the box up.
  Client administrator() {
    Client admin;
    const json steps = {{"password", "correct horse"}};
    EXPECT_EQ(status(admin, "PUT", "/api/v1/setup", steps), 200) << body_;
    admin.csrf = body_["session"]["csrf"];
    return admin;
  }
  Client signed_in(const std::string& name, const std::string& password) {
    Client client;
    EXPECT_EQ(status(client, "POST", "/api/v1/session", {{"name", name}, {"password", password}}),
              200)
        << body_;
    client.csrf = body_["csrf"];
    return client;
  }
  Client with_scopes(Client& admin, const json& scopes) {
    EXPECT_EQ(status(admin, "POST", "/api/v1/tokens", {{"name", "t"}, {"scopes", scopes}}), 201);
    Client program;
    program.token = body_["secret"];
    return program;
  }
  void add_extension(Client& admin, const std::string& number, const std::string& name = "") {
    ASSERT_EQ(status(admin, "POST", "/api/v1/extensions", {{"number", number}, {"name", name}}),
              201)
        << body_;
  }
  // As if nobody had ever chosen a password.
  void forget_everybody() { ASSERT_TRUE(UsersTable(store_.database).clear()); }
  void pass(base::Duration time) { clock_.passed += time; }

  ApiOptions options() {
    ApiOptions options{clock_,
                       [this] { return base::Instant(std::chrono::hours(24)) + clock_.passed; },
                       random_,
                       [](std::string_view password) { return base::to_hex(password); },
                       [](std::string_view hash, std::string_view password) {
                         return hash == base::to_hex(password);
                       },
                       folder_ / "recordings"};
    options.log = &log_;
    options.certificate = &certificates_;
    return options;
  }

  store::TemporaryFolder folder_;
  HandClock clock_;
  base::SeededRandom random_{1};
  base::SeededRandom signalling_random_{2};
  jackfield::OpenedStore store_ = *jackfield::open_store(":memory:", signalling_random_, {});
  store::DirectQueue queue_{store_.database};
  SmallOffice office_;
  SilentLog silent_;
  LogRing log_{silent_, clock_};
  Certificates certificates_;
  jackfield::Administration administration_{queue_, clock_, signalling_random_, store_.node,
                                            &office_};
  jackfield::ConsoleGate gate_{administration_, queue_, clock_, store_.node,
                               [](const std::function<void()>& task) { task(); }};
  std::optional<Api> api_{std::in_place, gate_, options()};
  json body_;
};

}  // namespace console
