#include "apps/jackfield/control_server.h"

#include <gtest/gtest.h>

#include <deque>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "apps/jackfield/rules_table.h"
#include "apps/jackfield/tables.h"
#include "apps/records/call_records_table.h"
#include "firmware/base/random.h"
#include "firmware/store/writer.h"

namespace jackfield {
namespace {

using nlohmann::json;

class SetClock : public base::WallClock {
 public:
  base::WallTime now() const override { return {}; }
};

class Office : public LiveOffice {
 public:
  OfficeStatus status() const override {
    OfficeStatus status;
    status.registrations = 3;
    return status;
  }
  std::vector<Registration> registrations() const override {
    Registration registration;
    registration.number = "101";
    registration.user_agent = "\xff";
    return {registration};
  }
  std::vector<LiveCall> calls() const override { return {}; }
  std::vector<std::uint16_t> listening_ports() const override { return {5060, 8443}; }
  std::vector<conference::OpenRoom> open_rooms() const override { return {}; }
  records::CallHistory::Found find_call(std::string_view id) const override {
    return history.find(id);
  }
  Explanation explain(std::string_view number, std::string_view from) const override {
    return {{Reject{404, std::string(number)}, {{10, std::string(from), true, "why"}}}, {}};
  }
  void apply(Changes changes) override { applied.push_back(std::move(changes)); }
  void set_trace(std::function<void(const TracedMessage&)> sink) override {
    trace = std::move(sink);
  }
  bool reset_to_factory() override { return ++resets > 0; }
  std::optional<TestAccess> begin_self_test() override { return std::nullopt; }
  void end_self_test(std::string_view) override {}

  int resets = 0;
  std::vector<Changes> applied;
  SetClock clock;
  records::CallHistory history{clock};
  std::function<void(const TracedMessage&)> trace;
};

// The other end of a connection: what was sent to the client, and whether it is still open.
struct Client {
  net::StreamUser* user = nullptr;
  std::string received;
  bool open = true;
  bool slow = false;

  void sends(std::string_view octets) {
    if (open) user->on_octets(octets);
  }
  json reads() {
    const json line = json::parse(received, nullptr, false);
    received.clear();
    return line;
  }
};

class ClientSocket : public net::StreamSocket {
 public:
  explicit ClientSocket(Client& client) : client_(client) {}
  ~ClientSocket() override { client_.open = false; }
  void set_user(net::StreamUser& user) override { client_.user = &user; }
  net::Endpoint local() const override { return {}; }
  net::Endpoint remote() const override { return {}; }
  bool send(std::string_view octets) override {
    if (client_.slow) return false;
    client_.received += octets;
    return true;
  }
  std::size_t queued() const override { return 0; }
  void set_reading(bool) override {}
  void close_after_sending() override {}

 private:
  Client& client_;
};

class ControlServerTest : public testing::Test {
 protected:
  Client& connect() {
    Client& client = clients_.emplace_back();
    server_.on_accepted(std::make_unique<ClientSocket>(client));
    return client;
  }

  std::deque<Client> clients_;  // outlive the server's sockets
  SetClock clock_;
  base::SeededRandom random_{1};
  OpenedStore store_ = *open_store(":memory:", random_, {});
  store::DirectQueue queue_{store_.database};
  Office office_;
  Administration administration_{queue_, clock_, random_, store_.node, &office_};
  ControlServer server_{administration_, office_};
};

constexpr char kAdd[] = R"({"command":"extension.add","number":"101","password":"correct horse"})";

TEST_F(ControlServerTest, CommitsAChangeAnnouncesItAndAnswers) {
  Client& client = connect();
  client.sends(std::string(kAdd) + "\n");
  EXPECT_EQ(client.reads()["code"], 0);
  ASSERT_EQ(office_.applied.size(), 1u);
  ASSERT_EQ(office_.applied[0].put_accounts.size(), 1u);
  EXPECT_EQ(office_.applied[0].put_accounts[0].number, "101");
  client.sends(R"({"command":"extension.set","number":"101","busy_to":"102","ring_seconds":"20"})"
               "\n");
  EXPECT_EQ(client.reads()["code"], 0);
  ASSERT_EQ(office_.applied.size(), 2u);
  ASSERT_EQ(office_.applied[1].put_accounts.size(), 1u);
  EXPECT_EQ(office_.applied[1].put_accounts[0].busy_to, "102");
  EXPECT_EQ(office_.applied[1].put_accounts[0].patience, std::chrono::seconds(20));
  client.sends(R"({"command":"extension.remove","number":"101"})"
               "\n");
  EXPECT_EQ(client.reads()["code"], 0);
  ASSERT_EQ(office_.applied.size(), 3u);
  EXPECT_EQ(office_.applied[2].removed_accounts, (std::vector<std::string>{"101"}));
}

TEST_F(ControlServerTest, AnnouncesNothingThatIsRefused) {
  Client& client = connect();
  client.sends(R"({"command":"extension.add","number":"1 1","password":"x"})"
               "\n");
  const json reply = client.reads();
  EXPECT_EQ(reply["code"], 6);
  EXPECT_EQ(reply["errors"].size(), 2u);
  EXPECT_TRUE(office_.applied.empty());
}

TEST_F(ControlServerTest, NamesTheArgumentThatIsFaulty) {
  Client& client = connect();
  client.sends(R"({"command":"extension.add","number":"1 2","password":"correct horse"})"
               "\n");
  const auto outcome = outcome_of(client.received);
  ASSERT_TRUE(outcome);
  ASSERT_EQ(outcome->errors.size(), 1u);
  EXPECT_EQ(outcome->errors.front().field, "number");
}

TEST_F(ControlServerTest, AnnouncesAllRulesWhenOneIsAdded) {
  Client& client = connect();
  client.sends(R"({"command":"rule.add","name":"x","action":"foreign"})"
               "\n");
  ASSERT_EQ(office_.applied.size(), 1u);
  ASSERT_TRUE(office_.applied[0].rules);
  EXPECT_EQ(office_.applied[0].rules->size(), first_rules().size() + 1);
}

TEST_F(ControlServerTest, LeavesThePortsOfTheSwitchboardOutOfThoseForCalls) {
  Client& client = connect();
  client.sends(R"({"command":"setting.set","key":"rtp_ports","value":"8000-8999"})"
               "\n");
  const auto refused = outcome_of(client.received);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code, ExitCode::invalid);
  ASSERT_EQ(refused->errors.size(), 1u);
  EXPECT_EQ(refused->errors.front().values, (std::vector<std::string>{"8443"}));
  EXPECT_TRUE(office_.applied.empty());
  client.received.clear();
  client.sends(R"({"command":"setting.set","key":"rtp_ports","value":"8444-8999"})"
               "\n");
  EXPECT_EQ(client.reads()["code"], 0);
  ASSERT_EQ(office_.applied.size(), 1u);
  EXPECT_EQ(office_.applied[0].settings->rtp_ports, (media::PortRange{8444, 8999}));
}

TEST_F(ControlServerTest, AnswersPipelinedRequestsInOrderAndHoweverTheyAreCut) {
  Client& client = connect();
  const std::string requests = std::string(kAdd) + "\n" + kAdd + "\n{\"command\":\"status\"}\n";
  for (const char c : requests) client.sends({&c, 1});
  std::vector<int> codes;
  std::istringstream lines(client.received);
  for (std::string line; std::getline(lines, line);) codes.push_back(json::parse(line)["code"]);
  EXPECT_EQ(codes, (std::vector<int>{0, 4, 0}));
}

TEST_F(ControlServerTest, ShowsTheLiveOffice) {
  Client& client = connect();
  client.sends("{\"command\":\"status\"}\n");
  EXPECT_EQ(client.reads()["result"]["registrations"], 3);
  client.sends("{\"command\":\"registrations\"}\n");
  EXPECT_EQ(client.reads()["result"]["registrations"][0]["number"], "101");
  client.sends(R"({"command":"explain","number":"7","from":"101"})"
               "\n");
  const json reply = client.reads()["result"];
  EXPECT_EQ(reply["route"]["status"], 404);
  EXPECT_EQ(reply["considered"][0]["name"], "101");
}

records::CallRecord record_of(const std::string& id, const std::string& call_id) {
  records::CallRecord record;
  record.id = id;
  record.caller = "100";
  record.callee = "101";
  record.call_id = call_id;
  return record;
}

TEST_F(ControlServerTest, ShowsACallWithItsLadder) {
  office_.history.on_message(false, {},
                             "INVITE sip:101@office SIP/2.0\r\nFrom: <sip:100@office>;tag=1\r\n"
                             "To: <sip:101@office>\r\nCall-ID: a@b\r\nCSeq: 1 INVITE\r\n\r\n");
  office_.history.begin(1, record_of("0123abcd", "a@b"));
  office_.history.on_message(true, {},
                             "SIP/2.0 404 Not\xff Here\r\nFrom: <sip:100@office>;tag=1\r\n"
                             "Call-ID: a@b\r\nCSeq: 1 INVITE\r\n\r\n");
  office_.history.note(1, "no rule");
  Client& client = connect();
  client.sends("{\"command\":\"calls.show\",\"id\":\"0123\"}\n");
  const json call = client.reads()["result"];
  EXPECT_EQ(call["caller"], "100");
  EXPECT_EQ(call["legs"][0]["media"], json());
  ASSERT_EQ(call["messages"].size(), 2u);
  EXPECT_EQ(call["messages"][0]["method"], "INVITE");
  EXPECT_EQ(call["messages"][0]["status"], json());
  EXPECT_EQ(call["messages"][1]["status"], 404);
  EXPECT_EQ(call["messages"][1]["reason"], "Not\ufffd Here");
  EXPECT_EQ(call["notes"][0]["text"], "no rule");
}

TEST_F(ControlServerTest, TellsWhyACallCannotBeShown) {
  records::CallRecordsTable table(queue_, clock_, "node");
  table.save(record_of("0123abcd", "a@host"), [](bool) {});
  table.save(record_of("0123ffff", "c@d"), [](bool) {});
  office_.history.begin(1, record_of("77770000", "x"));
  office_.history.begin(2, record_of("77771111", "y"));
  Client& client = connect();
  const auto error_of = [&](const std::string& id) {
    client.sends(to_line(Request{"calls.show", {{"id", id}}}) + "\n");
    const json reply = client.reads();
    return reply["code"].dump() + ' ' + reply["errors"][0]["text"].get<std::string>();
  };
  EXPECT_TRUE(error_of("0123abcd").starts_with("3 The ladder of call {} is no longer kept"));
  EXPECT_TRUE(error_of("a@host").starts_with("3 The ladder of call {} is no longer kept"));
  EXPECT_TRUE(error_of("9999").starts_with("3 There is no call {}"));
  EXPECT_TRUE(error_of("012").starts_with("3 There is no call {}"));
  EXPECT_TRUE(error_of("").starts_with("3 There is no call {}"));
  EXPECT_TRUE(error_of("0123").starts_with("6 Several calls"));
  EXPECT_TRUE(error_of("7777").starts_with("6 Several calls"));
}

TEST_F(ControlServerTest, AnswersWhatItDoesNotUnderstand) {
  Client& client = connect();
  for (const char* line : {"", "hello", "[]", "{\"command\":7}", "{\"command\":\"dance\"}", "{}"}) {
    client.sends(std::string(line) + "\n");
    EXPECT_EQ(client.reads()["code"], 2) << line;
  }
}

TEST_F(ControlServerTest, SendsALongAnswerInPartsAsTheClientReads) {
  std::string rows;
  for (int i = 10'000; i < 17'000; ++i) {
    rows += std::to_string(i) + ",The name of this extension is long,password-of-it\n";
  }
  Client& client = connect();
  client.sends(to_line(Request{"extension.import", {{"csv", rows}}}) + "\n");
  EXPECT_EQ(client.reads()["result"]["imported"], 7000);
  client.sends("{\"command\":\"extension.list\"}\n");
  EXPECT_EQ(client.received.size(), kLinePart);
  for (int parts = 1; !client.received.ends_with('\n') && parts < 10; ++parts) {
    EXPECT_EQ(client.received.size() % kLinePart, 0u);
    client.sends("\n");
  }
  EXPECT_EQ(client.reads()["result"]["extensions"].size(), 7000u);
}

TEST_F(ControlServerTest, DropsAClientWhoseLineIsTooLong) {
  Client& client = connect();
  const std::string half(kMaxLine / 2, ' ');
  client.sends(half);
  client.sends(half);
  EXPECT_TRUE(client.open);
  client.sends(" ");
  EXPECT_FALSE(client.open);
}

TEST_F(ControlServerTest, TakesAFewClientsAtATime) {
  for (std::size_t i = 0; i <= ControlServer::kMaxConnections; ++i) connect();
  EXPECT_FALSE(clients_.back().open);
  EXPECT_TRUE(clients_.front().open);
  clients_.front().user->on_closed(net::Error::closed);
  EXPECT_EQ(server_.connections(), ControlServer::kMaxConnections - 1);
}

TEST_F(ControlServerTest, TracesUntilTheLastClientGoes) {
  Client& all = connect();
  Client& one = connect();
  all.sends("{\"command\":\"trace\"}\n");
  one.sends("{\"command\":\"trace\",\"call\":\"a@b\"}\n");
  ASSERT_TRUE(office_.trace);
  office_.trace({{}, false, "udp:192.0.2.1:5060", "c@d", "BYE\r\n"});
  EXPECT_EQ(all.reads()["call_id"], "c@d");
  EXPECT_EQ(one.received, "");
  office_.trace(
      {{}, false, "udp:192.0.2.1:5060", "a@b", "Authorization: Digest response=\"x\"\r\n"});
  EXPECT_EQ(one.reads()["text"], "Authorization: Digest response=***\r\n");
  all.user->on_closed(net::Error::closed);
  EXPECT_TRUE(office_.trace);
  one.user->on_closed(net::Error::closed);
  EXPECT_FALSE(office_.trace);
}

TEST_F(ControlServerTest, TellsASlowReaderOfTheTraceWhatItMissed) {
  Client& client = connect();
  client.sends("{\"command\":\"trace\"}\n");
  client.slow = true;
  office_.trace({{}, false, "", "a", "1"});
  office_.trace({{}, false, "", "a", "2"});
  client.slow = false;
  office_.trace({{}, false, "", "a", "3"});
  EXPECT_TRUE(client.received.starts_with("{\"missed\":2}\n")) << client.received;
}

}  // namespace
}  // namespace jackfield
