#include "apps/jackfield/command_line.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <sstream>

#include "apps/console/api/users_table.h"
#include "apps/jackfield/request.h"
#include "apps/jackfield/tables.h"
#include "firmware/base/random.h"
#include "firmware/crypto/password_hash.h"
#include "firmware/media/file/wav_writer.h"
#include "firmware/store/data_folder.h"
#include "tests/firmware/store/folder.h"

namespace jackfield {
namespace {

using nlohmann::json;

// A person at a shell, with a data folder of his own and no switchboard running.
class CommandLine : public testing::Test {
 protected:
  ExitCode type(std::initializer_list<std::string> words, const std::string& input = "") {
    std::vector<const char*> pointers = {"jackfield"};
    for (const std::string& word : words) pointers.push_back(word.c_str());
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    Console console{in, out, err, data_, chinese_, ask_hidden_};
    const int code = command_line(static_cast<int>(pointers.size()), pointers.data(), console,
                                  {[this](const ServeOptions& options) {
                                     served_ = options;
                                     return 42;
                                   },
                                   [this](const SelfTestOptions& options) {
                                     tested_ = options;
                                     return 43;
                                   }});
    out_ = out.str();
    err_ = err.str();
    return static_cast<ExitCode>(code);
  }

  ExitCode add(const std::string& number, const std::string& name = "") {
    return type({"extension", "add", number, "--name", name, "--password-stdin"},
                "correct horse\n");
  }

  json printed() const { return json::parse(out_, nullptr, false); }

  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }

  store::TemporaryFolder folder_;
  std::string data_ = folder_ / "data";
  bool chinese_ = false;
  std::function<std::optional<std::string>(std::string_view)> ask_hidden_;
  std::string out_;
  std::string err_;
  std::optional<ServeOptions> served_;
  std::optional<SelfTestOptions> tested_;
};

TEST_F(CommandLine, AddsShowsListsChangesAndRemovesAnExtension) {
  EXPECT_EQ(add("101", "Alice"), ExitCode::ok);
  EXPECT_EQ(out_, "Extension 101 is added\n");
  EXPECT_EQ(type({"extension", "show", "101", "--json"}), ExitCode::ok);
  EXPECT_EQ(printed(), json({{"number", "101"},
                             {"name", "Alice"},
                             {"busy_to", ""},
                             {"no_answer_to", ""},
                             {"ring_seconds", 180},
                             {"calls", 0}}));
  EXPECT_EQ(type({"extension", "set", "101", "--name", "Zoë"}), ExitCode::ok);
  EXPECT_EQ(type({"extension", "list"}), ExitCode::ok);
  EXPECT_EQ(out_,
            "NUMBER  NAME  BUSY TO  NO ANSWER TO  RINGS  CALLS\n"
            "101     Zoë                          180    0\n");
  EXPECT_EQ(type({"extension", "remove", "101"}), ExitCode::ok);
  EXPECT_EQ(type({"extension", "list", "--json"}), ExitCode::ok);
  EXPECT_EQ(printed(), json({{"extensions", json::array()}}));
}

// As the page makes one.
void adds_user(const std::string& data, const std::string& name, console::Role role) {
  base::SeededRandom random(1);
  auto opened = *open_store(data + "/jackfield.db", random, {});
  console::User user;
  user.name = name;
  user.role = role;
  user.hash = "lost";
  ASSERT_TRUE(console::UsersTable(opened.database).put(user, {{}, opened.node}));
}

std::string hash_of(const std::string& data, const std::string& name) {
  base::SeededRandom random(1);
  auto opened = *open_store(data + "/jackfield.db", random, {});
  for (const console::User& user : *console::UsersTable(opened.database).all()) {
    if (user.name == name) return user.hash;
  }
  return {};
}

TEST_F(CommandLine, GivesAnAdministratorWhoForgotHisAnotherPassword) {
  EXPECT_EQ(type({"user", "list"}), ExitCode::not_found) << "there is no data folder";
  ASSERT_EQ(add("101"), ExitCode::ok);
  EXPECT_EQ(type({"user", "list"}), ExitCode::ok);
  EXPECT_EQ(out_, "Nobody may sign in yet: open the page and choose a password\n");
  adds_user(data_, "admin", console::Role::administrator);
  EXPECT_EQ(type({"user", "list"}), ExitCode::ok);
  EXPECT_EQ(out_,
            "NAME   ROLE           EXTENSION  LANGUAGE\n"
            "admin  administrator             en\n");
  EXPECT_EQ(type({"user", "set-password", "admin", "--password-stdin"}, "battery staple\n"),
            ExitCode::ok)
      << err_;
  EXPECT_EQ(out_, "The password of admin is changed\n");
  EXPECT_TRUE(*crypto::verify_password("battery staple", hash_of(data_, "admin")));
  EXPECT_EQ(type({"user", "set-password", "admin", "--generate", "--json"}), ExitCode::ok) << err_;
  EXPECT_EQ(printed()["name"], "admin");
  EXPECT_FALSE(printed().contains("hash"));
  const std::string made = printed()["password"];
  EXPECT_EQ(made.size(), 16u);
  EXPECT_TRUE(*crypto::verify_password(made, hash_of(data_, "admin")));
}

TEST_F(CommandLine, RefusesAUsersPasswordThatIsNone) {
  ASSERT_EQ(add("101"), ExitCode::ok);
  adds_user(data_, "admin", console::Role::administrator);
  EXPECT_EQ(type({"user", "set-password", "admin", "--password-stdin"}, "1234567\n"),
            ExitCode::invalid);
  EXPECT_EQ(err_, "A password has 8 to 128 characters\n");
  EXPECT_EQ(type({"user", "set-password", "admin"}), ExitCode::usage) << "nobody can be asked";
  EXPECT_EQ(type({"user", "set-password", "eve", "--generate"}), ExitCode::not_found);
  EXPECT_EQ(out_, "") << "no password is shown that is nobody's";
  EXPECT_EQ(hash_of(data_, "admin"), "lost");
}

TEST_F(CommandLine, RemovesAUserButNotTheLastAdministrator) {
  ASSERT_EQ(add("101"), ExitCode::ok);
  adds_user(data_, "admin", console::Role::administrator);
  adds_user(data_, "bob", console::Role::operator_);
  EXPECT_EQ(type({"user", "remove", "admin"}), ExitCode::conflict);
  EXPECT_EQ(type({"user", "remove", "bob"}), ExitCode::ok);
  EXPECT_EQ(out_, "bob may not sign in any more\n");
  EXPECT_EQ(type({"user", "remove", "bob"}), ExitCode::not_found);
}

TEST_F(CommandLine, SetsWhatBecomesOfCallsAndClearsIt) {
  ASSERT_EQ(type({"extension", "add", "101", "--generate", "--busy-to", "102", "--no-answer-to",
                  "*60", "--ring-seconds", "20", "--calls", "3"}),
            ExitCode::ok)
      << err_;
  EXPECT_EQ(type({"extension", "set", "101", "--name", "Alice"}), ExitCode::ok);
  EXPECT_EQ(type({"extension", "show", "101"}), ExitCode::ok);
  EXPECT_EQ(out_,
            "busy_to: 102\ncalls: 3\nname: Alice\nno_answer_to: *60\nnumber: 101\n"
            "ring_seconds: 20\n");
  EXPECT_EQ(type({"extension", "list"}), ExitCode::ok);
  EXPECT_NE(out_.find("101     Alice  102      *60           20     3\n"), std::string::npos)
      << out_;
  EXPECT_EQ(type({"extension", "set", "101", "--busy-to", "", "--no-answer-to", "",
                  "--ring-seconds", "0", "--calls", "0", "--json"}),
            ExitCode::ok);
  EXPECT_EQ(printed(), json({{"number", "101"},
                             {"name", "Alice"},
                             {"busy_to", ""},
                             {"no_answer_to", ""},
                             {"ring_seconds", 180},
                             {"calls", 0}}));
}

TEST_F(CommandLine, NamesEveryFaultOfWhatShallBecomeOfCalls) {
  ASSERT_EQ(add("101"), ExitCode::ok);
  const auto set_wrongly = [this] {
    return type({"extension", "set", "101", "--busy-to", "10 2", "--no-answer-to", "101",
                 "--ring-seconds", "4", "--calls", "1001"});
  };
  EXPECT_EQ(set_wrongly(), ExitCode::invalid);
  EXPECT_EQ(err_,
            "Calls cannot be forwarded to \"10 2\": name a number of 1 to 32 letters, digits or "
            ". _ + * # -\n"
            "Extension 101 cannot forward its calls to itself\n"
            "An extension rings for 5 to 600 seconds; 0 stands for 180\n"
            "An extension has at most 1000 calls at a time; 0 sets no limit\n");
  chinese_ = true;
  EXPECT_EQ(set_wrongly(), ExitCode::invalid);
  EXPECT_EQ(err_,
            "无法转接到“10 2”：请使用 1 到 32 个字母、数字或 . _ + * # - 组成的号码\n"
            "分机 101 不能转接到自身\n"
            "分机振铃时间为 5 到 600 秒；0 表示 180 秒\n"
            "分机的通话上限最多为 1000；0 表示不限\n");
  for (const char* seconds : {"601", "-5", "ten", "5s"}) {
    EXPECT_EQ(type({"extension", "set", "101", "--ring-seconds", seconds}), ExitCode::invalid);
  }
  EXPECT_EQ(type({"extension", "set", "101", "--ring-seconds", "600", "--calls", "1000"}),
            ExitCode::ok);
}

TEST_F(CommandLine, TakesTheDataFolderBeforeOrBehindTheCommand) {
  const std::string other = folder_ / "other";
  EXPECT_EQ(type({"--data", other, "extension", "add", "101", "--generate"}), ExitCode::ok);
  EXPECT_EQ(type({"extension", "show", "101", "--data", other}), ExitCode::ok);
  EXPECT_EQ(type({"extension", "show", "101"}), ExitCode::not_found);
}

TEST_F(CommandLine, HasNoDefaultPassword) {
  EXPECT_EQ(type({"extension", "add", "101"}), ExitCode::usage);
  EXPECT_NE(err_.find("--generate"), std::string::npos);
  EXPECT_EQ(type({"extension", "list"}), ExitCode::not_found);
}

TEST_F(CommandLine, PrintsAGeneratedPasswordOnce) {
  ASSERT_EQ(type({"extension", "add", "101", "--generate", "--json"}), ExitCode::ok);
  EXPECT_EQ(printed()["password"].get<std::string>().size(), 16u);
  ASSERT_EQ(type({"extension", "show", "101", "--json"}), ExitCode::ok);
  EXPECT_FALSE(printed().contains("password"));
  ASSERT_EQ(type({"extension", "set", "101", "--generate"}), ExitCode::ok);
  EXPECT_NE(out_.find("shown this once"), std::string::npos);
}

TEST_F(CommandLine, AsksAPersonTwiceForThePassword) {
  std::vector<std::string> typed = {"correct horse", "correct horse"};
  ask_hidden_ = [&](std::string_view) {
    std::string line = typed.back();
    typed.pop_back();
    return line;
  };
  EXPECT_EQ(type({"extension", "add", "101"}), ExitCode::ok);
  EXPECT_TRUE(typed.empty());
  typed = {"correct horse", "correct house"};
  EXPECT_EQ(type({"extension", "add", "102"}), ExitCode::invalid);
}

TEST_F(CommandLine, RefusesWhatIsNoNumberNameOrPassword) {
  EXPECT_EQ(add("10 1"), ExitCode::invalid);
  EXPECT_EQ(add("101", std::string(65, 'x')), ExitCode::invalid);
  EXPECT_EQ(type({"extension", "add", "101", "--password-stdin"}, "short\n"), ExitCode::invalid);
  EXPECT_EQ(type({"extension", "add", "12345678", "--password-stdin"}, "12345678\n"),
            ExitCode::invalid);
  EXPECT_EQ(type({"extension", "add", "101", "--password-stdin"}, ""), ExitCode::invalid);
}

TEST_F(CommandLine, EndsWithTheCodeOfWhatHappened) {
  EXPECT_EQ(type({"extension", "list"}), ExitCode::not_found);  // nothing there at all
  ASSERT_EQ(add("101"), ExitCode::ok);
  EXPECT_EQ(add("101"), ExitCode::conflict);
  EXPECT_EQ(type({"extension", "remove", "999"}), ExitCode::not_found);
  EXPECT_EQ(type({"extension", "set", "999", "--name", "x"}), ExitCode::not_found);
  EXPECT_EQ(type({"rule", "remove", "7"}), ExitCode::not_found);
  EXPECT_EQ(type({"setting", "set", "colour", "red"}), ExitCode::not_found);
  EXPECT_EQ(type({"setting", "set", "follow_redirects", "perhaps"}), ExitCode::invalid);
  EXPECT_EQ(type({"frobnicate"}), ExitCode::usage);
  EXPECT_EQ(type({}), ExitCode::usage);
  EXPECT_EQ(type({"extension", "add"}), ExitCode::usage);
  EXPECT_EQ(type({"import"}), ExitCode::usage);
  EXPECT_EQ(type({"import", folder_ / "absent.json"}), ExitCode::not_found);
  EXPECT_EQ(type({"--help"}), ExitCode::ok);
  EXPECT_NE(out_.find("Exit codes"), std::string::npos);
}

TEST_F(CommandLine, TellsThatNoSwitchboardIsRunning) {
  for (const char* command : {"status", "registrations", "trace"}) {
    EXPECT_EQ(type({command}), ExitCode::not_running) << command;
    EXPECT_NE(err_.find("jackfield serve"), std::string::npos) << command;
  }
  EXPECT_EQ(type({"explain", "101"}), ExitCode::not_running);
  EXPECT_EQ(type({"calls", "--live"}), ExitCode::not_running);
}

TEST_F(CommandLine, GivesUpWhenAnotherProcessKeepsTheDataFolder) {
  const auto taken = store::DataFolder::take(data_);
  ASSERT_TRUE(taken);
  EXPECT_EQ(add("101"), ExitCode::busy);
}

TEST_F(CommandLine, HandsServeItsOptions) {
  EXPECT_EQ(type({"serve", "--data", "/d", "--sip", "127.0.0.1:5060", "--sip", "[::1]:5060",
                  "--domain", "example.com"}),
            static_cast<ExitCode>(42));
  ASSERT_TRUE(served_);
  EXPECT_EQ(served_->data_folder, "/d");
  EXPECT_EQ(served_->sip, (std::vector<std::string>{"127.0.0.1:5060", "[::1]:5060"}));
  EXPECT_EQ(served_->domains, (std::vector<std::string>{"example.com"}));
  EXPECT_EQ(static_cast<int>(type({"self-test", "--json", "--data", "/d"})), 43);
  EXPECT_TRUE(tested_ && tested_->data_folder == "/d" && tested_->json);
}

TEST_F(CommandLine, KeepsRulesInTheirOrder) {
  ASSERT_EQ(type({"rule", "add", "--name", "no 0900", "--user", "0900*", "--action", "reject",
                  "--argument", "403 Not allowed", "--position", "5"}),
            ExitCode::ok);
  ASSERT_EQ(type({"rule", "add", "--name", "others", "--domain", "foreign", "--caller", "extension",
                  "--action", "foreign"}),
            ExitCode::ok);
  ASSERT_EQ(type({"rule", "list", "--json"}), ExitCode::ok);
  const json rules = printed()["rules"];
  ASSERT_GE(rules.size(), 3u);  // with those of a new store between them
  EXPECT_EQ(rules.front()["name"], "no 0900");
  EXPECT_EQ(rules.back()["name"], "others");
  EXPECT_EQ(type({"rule", "add", "--name", "x", "--action", "foreign", "--position", "5"}),
            ExitCode::conflict);
  EXPECT_EQ(type({"rule", "add", "--name", "x", "--action", "dance"}), ExitCode::invalid);
  EXPECT_EQ(type({"rule", "remove", "5"}), ExitCode::ok);
}

TEST_F(CommandLine, ChangesTheRealmOnlyWhileThereAreNoExtensions) {
  EXPECT_EQ(type({"setting", "set", "realm", "office"}), ExitCode::ok);
  ASSERT_EQ(add("101"), ExitCode::ok);
  EXPECT_EQ(type({"setting", "set", "realm", "home"}), ExitCode::conflict);
  EXPECT_EQ(type({"setting", "set", "domains", "Example.com"}), ExitCode::ok);
  EXPECT_EQ(out_, "domains is now example.com\n");
}

TEST_F(CommandLine, ImportsExtensionsFromASpreadsheet) {
  const auto file = write("staff.csv",
                          "\xef\xbb\xbfnumber,name,password\r\n"
                          "101,\"Doe, Jane\",correct horse\r\n"
                          "102,王小明,battery staple\r\n");
  ASSERT_EQ(type({"import", "extensions", file}), ExitCode::ok) << err_;
  EXPECT_EQ(out_, "2 extensions are imported\n");
  ASSERT_EQ(type({"extension", "show", "101", "--json"}), ExitCode::ok);
  EXPECT_EQ(printed()["name"], "Doe, Jane");
}

TEST_F(CommandLine, ImportsNothingWhenOneLineIsBadAndNamesThemAll) {
  ASSERT_EQ(add("105"), ExitCode::ok);
  const auto file = write("staff.csv",
                          "101,Alice,correct horse\n"
                          "10 2,Bob,correct horse\n"
                          "103,Carol\n"
                          "104,Dave,short\n"
                          "101,Erin,correct horse\n"
                          "105,Frank,correct horse\n"
                          "106,\"Gina,correct horse\n");
  EXPECT_EQ(type({"import", "extensions", file}), ExitCode::invalid);
  for (const char* line :
       {"Line 2: ", "Line 3: ", "Line 4: ", "Line 5: ", "Line 6: ", "Line 7: "}) {
    EXPECT_NE(err_.find(line), std::string::npos) << line << err_;
  }
  EXPECT_EQ(type({"extension", "show", "101"}), ExitCode::not_found);
  const auto again = write("again.csv", "105,Frank,correct horse\n");
  EXPECT_EQ(type({"import", "extensions", again}), ExitCode::invalid);
  ASSERT_EQ(type({"extension", "set", "105", "--busy-to", "101"}), ExitCode::ok);
  EXPECT_EQ(type({"import", "extensions", again, "--replace"}), ExitCode::ok);
  ASSERT_EQ(type({"extension", "show", "105", "--json"}), ExitCode::ok);
  EXPECT_EQ(printed()["name"], "Frank");
  EXPECT_EQ(printed()["busy_to"], "101") << "the file says nothing of it";
}

TEST_F(CommandLine, Imports10000Extensions) {
  std::string rows;
  for (int number = 10'000; number < 20'000; ++number) {
    rows += std::to_string(number) + ",Extension,password-of-it\n";
  }
  ASSERT_EQ(type({"import", "extensions", "-"}, rows), ExitCode::ok) << err_;
  ASSERT_EQ(type({"extension", "list", "--json"}), ExitCode::ok);
  EXPECT_EQ(printed()["extensions"].size(), 10'000u);
}

TEST_F(CommandLine, MovesTheWholeConfigurationToAnotherFolder) {
  ASSERT_EQ(type({"setting", "set", "realm", "office"}), ExitCode::ok);
  ASSERT_EQ(add("101", "Alice"), ExitCode::ok);
  ASSERT_EQ(type({"extension", "set", "101", "--busy-to", "102", "--ring-seconds", "20"}),
            ExitCode::ok);
  ASSERT_EQ(type({"rule", "add", "--name", "others", "--action", "foreign"}), ExitCode::ok);
  const std::string file = folder_ / "office.json";
  ASSERT_EQ(type({"export", file}), ExitCode::ok);
  struct stat status {};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  ASSERT_EQ(type({"export"}), ExitCode::ok);
  const json exported = printed();

  data_ = folder_ / "other";
  ASSERT_EQ(add("999"), ExitCode::ok);
  ASSERT_EQ(type({"import", file}), ExitCode::ok) << err_;
  ASSERT_EQ(type({"export"}), ExitCode::ok);
  EXPECT_EQ(printed(), exported);
}

TEST_F(CommandLine, ImportsAConfigurationThatForwardsNoCalls) {
  ASSERT_EQ(add("101", "Alice"), ExitCode::ok);
  ASSERT_EQ(type({"export"}), ExitCode::ok);
  const json exported = printed();
  json old = exported;
  for (const char* option : {"busy_to", "no_answer_to", "ring_seconds", "calls"}) {
    ASSERT_EQ(old["extensions"][0].erase(option), 1u) << option;
  }
  ASSERT_EQ(type({"import", "-"}, old.dump()), ExitCode::ok) << err_;
  ASSERT_EQ(type({"export"}), ExitCode::ok);
  EXPECT_EQ(printed(), exported);
}

TEST_F(CommandLine, RefusesABadConfigurationWholeWithAllItsFaults) {
  ASSERT_EQ(add("101", "Alice"), ExitCode::ok);
  ASSERT_EQ(type({"export"}), ExitCode::ok);
  const json before = printed();
  json bad = before;
  bad["extensions"][0]["number"] = "1 1";
  bad["extensions"][0]["ha1_md5"] = "abc";
  bad["extensions"][0]["busy_to"] = "no number";
  bad["extensions"][0]["ring_seconds"] = 1.5;
  bad["extensions"][0]["calls"] = json::array();
  bad["extensions"].push_back(7);
  bad["rules"][0]["action"] = "dance";
  bad["rules"][0]["position"] = -4;
  bad["settings"]["colour"] = "red";
  EXPECT_EQ(type({"import", "-"}, bad.dump()), ExitCode::invalid);
  for (const char* place :
       {"extensions[0].number: ", "extensions[0].ha1_md5: ", "extensions[0].busy_to: ",
        "extensions[0].ring_seconds: ", "extensions[0].calls: ", "extensions[1].name: ",
        "rules[0].action: ", "settings.colour: "}) {
    EXPECT_NE(err_.find(place), std::string::npos) << place << err_;
  }
  EXPECT_EQ(type({"import", "-"}, "[]"), ExitCode::invalid);
  EXPECT_EQ(type({"import", "-"}, R"({"format":"jackfield configuration","version":2})"),
            ExitCode::invalid);
  ASSERT_EQ(type({"export"}), ExitCode::ok);
  EXPECT_EQ(printed(), before);
}

TEST_F(CommandLine, AddsListsAndRemovesASound) {
  std::vector<std::int16_t> pcm(32'000);
  for (std::size_t i = 0; i < pcm.size(); ++i) pcm[i] = i % 20 < 10 ? 5'000 : -5'000;
  const std::string file =
      write("welcome.wav", media::wav_header_of({16'000, 1}, 64'000) + media::wav_sound_of(pcm));
  EXPECT_EQ(type({"sound", "add", file, "Welcome"}), ExitCode::ok) << err_;
  EXPECT_EQ(out_, "The sound Welcome is added: 2000 milliseconds\n");
  EXPECT_EQ(type({"sound", "add", file, "Welcome"}), ExitCode::conflict);
  EXPECT_EQ(type({"sound", "list", "--json"}), ExitCode::ok);
  EXPECT_EQ(printed()["sounds"][0]["octets"], 16'000);
  EXPECT_EQ(type({"sound", "remove", "Welcome"}), ExitCode::ok);
  EXPECT_EQ(type({"sound", "list"}), ExitCode::ok);
  EXPECT_EQ(out_, "There is no sound yet: add one with jackfield sound add\n");

  EXPECT_EQ(type({"sound", "add", folder_ / "absent.wav", "Welcome"}), ExitCode::not_found);
  EXPECT_EQ(type({"sound", "add", write("text.wav", "no sound"), "Welcome"}), ExitCode::invalid);
  EXPECT_NE(err_.find("this is no WAV, Ogg, FLAC or MP3 file"), std::string::npos) << err_;
  chinese_ = true;
  EXPECT_EQ(type({"sound", "add", folder_ / "text.wav", "Welcome"}), ExitCode::invalid);
  EXPECT_NE(err_.find("这不是 WAV、Ogg、FLAC 或 MP3 文件"), std::string::npos) << err_;
}

TEST_F(CommandLine, ShowsNoCallsBeforeTheFirst) {
  ASSERT_EQ(add("101"), ExitCode::ok);
  EXPECT_EQ(type({"calls", "--json"}), ExitCode::ok);
  EXPECT_EQ(printed(), json({{"calls", json::array()}}));
  EXPECT_EQ(type({"calls", "--csv"}), ExitCode::ok);
  EXPECT_TRUE(out_.starts_with("id,caller,callee,begin"));
  EXPECT_EQ(type({"calls", "--limit", "0"}), ExitCode::invalid);
  EXPECT_EQ(type({"calls", "--limit", "10001"}), ExitCode::invalid);
}

TEST_F(CommandLine, SaysWhereToFindACallItCannotShow) {
  EXPECT_EQ(type({"calls", "show"}), ExitCode::usage);
  EXPECT_EQ(type({"calls", "show", "12345678"}), ExitCode::not_found);  // nothing there at all
  ASSERT_EQ(add("101"), ExitCode::ok);
  EXPECT_EQ(type({"calls", "show", "12345678", "--messages"}), ExitCode::not_found);
  EXPECT_NE(err_.find("There is no call 12345678: jackfield calls lists them"), std::string::npos)
      << err_;
  EXPECT_EQ(type({"calls", "show", "12345678", "--json"}), ExitCode::not_found);
  EXPECT_EQ(type({"calls"}), ExitCode::ok);
}

TEST_F(CommandLine, SpeaksChineseWhereTheLocaleDoes) {
  chinese_ = true;
  EXPECT_EQ(add("101"), ExitCode::ok);
  EXPECT_EQ(out_, "已添加分机 101\n");
  EXPECT_EQ(add("101"), ExitCode::conflict);
  EXPECT_NE(err_.find("分机 101 已存在"), std::string::npos) << err_;
}

TEST_F(CommandLine, RefusesToInstallAnUpdateWithoutAKey) {
  const auto install = [this](const std::string& key) {
    return type({"install-update", "--from", write("file", "no update"), "--into",
                 write("slot", "as it was"), "--release", write("release", "?"), "--key", key,
                 "--data-schema", "1"});
  };
  EXPECT_EQ(install(folder_ / "none"), ExitCode::invalid);
  EXPECT_EQ(out_, "this board has no key to check an update with\n");
  EXPECT_EQ(install(write("key", "-----BEGIN PUBLIC KEY-----\n")), ExitCode::invalid);
  EXPECT_EQ(out_, "this board has no key to check an update with\n");
}

TEST_F(CommandLine, ShowsNobodyHowToInstallAnUpdate) {
  EXPECT_EQ(type({"--help"}), ExitCode::ok);
  EXPECT_EQ(out_.find("install-update"), std::string::npos);
  EXPECT_EQ(type({"install-update"}), ExitCode::usage);
}

}  // namespace
}  // namespace jackfield
