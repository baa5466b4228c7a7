#include "apps/jackfield/command_line.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <istream>
#include <nlohmann/json.hpp>
#include <ostream>
#include <thread>
#include <utility>

#include "apps/console/api/fields.h"
#include "apps/console/api/users_table.h"
#include "apps/jackfield/administration.h"
#include "apps/jackfield/command_line_options.h"
#include "apps/jackfield/command_line_output.h"
#include "apps/jackfield/control_client.h"
#include "apps/jackfield/install_update.h"
#include "apps/jackfield/tables.h"
#include "apps/jackfield/update_command.h"
#include "apps/sound/sound.h"
#include "firmware/base/base64.h"
#include "firmware/crypto/password_hash.h"
#include "firmware/crypto/system_random.h"
#include "firmware/media/clip/clip.h"
#include "firmware/media/file/sound_file.h"
#include "firmware/net/asio/system_wall_clock.h"
#include "firmware/store/data_folder.h"
#include "firmware/store/writer.h"

namespace jackfield {

namespace {

// Octets of a file to import; as JSON text in a request it stays below kMaxLine.
constexpr std::size_t kMaxFile = kMaxLine / 2;

// Characters of a password made here: 80 bits.
constexpr std::size_t kMadePassword = 16;

// How long another command, or a switchboard that starts or ends, may hold the data folder.
constexpr int kTries = 40;
constexpr std::chrono::milliseconds kBetweenTries{50};

// Whether the command may be the first there ever is in its data folder.
bool may_begin(std::string_view command) {
  for (const std::string_view first : {"extension.add", "extension.import", "configuration.import",
                                       "rule.add", "setting.set", "sound.add"}) {
    if (command == first) return true;
  }
  return false;
}

// One command other than serve, from its words to its exit code.
class Command {
 public:
  Command(Invocation& invocation, Console& console)
      : invocation_(invocation), request_(invocation.request), console_(console) {}

  ExitCode carry_out() {
    if (auto refused = gather_input()) return end(*refused);
    if (request_.command == "trace") return trace();
    if (is_update_command(request_.command)) return end(carry_out_update(invocation_));
    Outcome outcome = ask();
    if (outcome.code == ExitCode::ok && !made_password_.empty()) add_password(outcome);
    if (outcome.code == ExitCode::ok && request_.command == "configuration.export") {
      return write_configuration(outcome);
    }
    return end(outcome);
  }

 private:
  ExitCode end(const Outcome& outcome) {
    print(invocation_, outcome, console_);
    return outcome.code;
  }

  std::optional<Outcome> gather_input() {
    if (request_.command == "extension.add" || request_.command == "extension.set") {
      return gather_password();
    }
    if (request_.command == "user.set_password") return gather_hash();
    if (request_.command == "factory.reset" && !invocation_.sure) return ask_whether_sure();
    if (request_.command == "extension.import") return read_file("csv", kMaxFile);
    if (request_.command == "configuration.import") return read_file("document", kMaxFile);
    if (request_.command == "sound.add") return read_sound();
    if (invocation_.form == Invocation::Form::csv) request_.arguments["format"] = "csv";
    return std::nullopt;
  }

  std::optional<Outcome> gather_password() {
    if (invocation_.password_from_stdin) {
      std::string line;
      std::getline(console_.in, line);
      if (line.ends_with('\r')) line.pop_back();
      request_.arguments["password"] = line;
      return std::nullopt;
    }
    if (request_.has("generate") || request_.command == "extension.set") return std::nullopt;
    if (!console_.ask_hidden) {
      return Outcome::error(ExitCode::usage,
                            {"There is no default password: pass one with --password-stdin, or "
                             "have one made with --generate",
                             {}});
    }
    const auto first = console_.ask_hidden(say(console_, "Password: "));
    const auto second = console_.ask_hidden(say(console_, "Once more: "));
    if (!first || first != second) {
      return Outcome::error(ExitCode::invalid, {"The two passwords differ: try again", {}});
    }
    request_.arguments["password"] = *first;
    return std::nullopt;
  }

  std::optional<Outcome> ask_whether_sure() {
    if (console_.ask_hidden) {  // a person is there
      console_.err << say(console_, "Everything in {} is erased for good. Type yes to go on: ",
                          {invocation_.data_folder})
                   << std::flush;
      std::string line;
      std::getline(console_.in, line);
      if (line == "yes") return std::nullopt;
    }
    return Outcome::error(ExitCode::usage,
                          {"Nothing was erased: say yes when asked, or pass --yes", {}});
  }

  // A user's password goes no further than this: the switchboard gets its hash.
  std::optional<Outcome> gather_hash() {
    if (request_.arguments.erase("generate") > 0) {
      crypto::SystemRandom random;
      made_password_ = random.token(kMadePassword);
      request_.arguments["password"] = made_password_;
    } else if (auto refused = gather_password()) {
      return refused;
    }
    const std::string password = request_.arguments["password"];
    request_.arguments.erase("password");
    const std::size_t characters = console::length_of(password);
    if (characters < console::kLeastPassword || characters > console::kMostPassword) {
      return Outcome::error(ExitCode::invalid, {"A password has {} to {} characters",
                                                {std::to_string(console::kLeastPassword),
                                                 std::to_string(console::kMostPassword)}});
    }
    const auto hash = crypto::hash_password(password);
    if (!hash) {
      return Outcome::error(ExitCode::failed,
                            {"The machine has no memory left to hash a password", {}});
    }
    request_.arguments["hash"] = *hash;
    return std::nullopt;
  }

  // It is shown this once, by who made it.
  void add_password(Outcome& outcome) const {
    auto result = nlohmann::json::parse(outcome.result, nullptr, false);
    result["password"] = made_password_;
    outcome.result = result.dump();
  }

  // What is sent is the sound itself, whatever file it came from.
  std::optional<Outcome> read_sound() {
    if (auto refused = read_file("audio", sound::kLongestFile)) return refused;
    const std::string& file = request_.arguments["audio"];
    const std::span octets(reinterpret_cast<const std::uint8_t*>(file.data()), file.size());
    const auto pcm = media::read_sound_file(octets, sound::kLongest);
    if (!pcm) {
      return Outcome::error(ExitCode::invalid,
                            {"The file {} is refused: {}",
                             {invocation_.file, say(console_, to_string(pcm.error()))}});
    }
    request_.arguments["audio"] = base::to_base64(media::pack(*pcm));
    return std::nullopt;
  }

  std::optional<Outcome> read_file(const char* argument, std::size_t most) {
    std::ifstream file;
    const bool standard = invocation_.file == "-";
    if (!standard) file.open(invocation_.file, std::ios::binary);
    std::istream& in = standard ? console_.in : file;
    std::string text(most + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (in.bad() || (!standard && !file.is_open())) {
      return Outcome::error(ExitCode::not_found,
                            {"The file {} cannot be read: check its name", {invocation_.file}});
    }
    if (text.size() > most) {
      return Outcome::error(ExitCode::invalid, {"The file {} is longer than {} octets: split it",
                                                {invocation_.file, std::to_string(most)}});
    }
    request_.arguments[argument] = std::move(text);
    return std::nullopt;
  }

  Outcome ask() {
    for (int tries = 0; tries < kTries; ++tries) {
      if (auto client = ControlClient::connect(invocation_.data_folder)) {
        if (auto outcome = client->ask(request_)) return std::move(*outcome);
        return Outcome::error(ExitCode::failed,
                              {"The switchboard ended before it answered: see whether it was done, "
                               "then try again",
                               {}});
      }
      if (needs_switchboard(request_.command)) return nobody_there();
      if (!may_begin(request_.command) && !is_there()) {
        return Outcome::error(ExitCode::not_found,
                              {"There is no switchboard in {}: name its folder with --data, or "
                               "begin with jackfield extension add",
                               {invocation_.data_folder}});
      }
      auto folder = store::DataFolder::take(invocation_.data_folder);
      if (folder) return carry_out_here(*folder);
      if (folder.error() != store::Error::in_use) return cannot_use(folder.error());
      std::this_thread::sleep_for(kBetweenTries);
    }
    return Outcome::error(ExitCode::busy,
                          {"Another process holds the data folder {}: wait for it or stop it",
                           {invocation_.data_folder}});
  }

  Outcome nobody_there() const {
    return Outcome::error(ExitCode::not_running,
                          {"No switchboard is running in {}: start it with jackfield serve --data "
                           "{}",
                           {invocation_.data_folder, invocation_.data_folder}});
  }

  Outcome cannot_use(store::Error error) const {
    return Outcome::error(ExitCode::failed,
                          {"The data folder {} is of no use: {}. Check its name, its owner and "
                           "the disk",
                           {invocation_.data_folder, std::string(to_string(error))}});
  }

  bool is_there() const { return ::access((invocation_.data_folder + "/lock").c_str(), F_OK) == 0; }

  // No switchboard runs: the same administration, on the store itself.
  Outcome carry_out_here(const store::DataFolder& folder) {
    if (request_.command == "factory.reset") return erase_here(folder);
    const net::SystemWallClock wall;
    crypto::SystemRandom random;
    auto opened = open_store(folder.database_path(), random, wall.now());
    if (!opened) return cannot_use(opened.error());
    store::DirectQueue queue(opened->database);
    Administration administration(queue, wall, random, opened->node, nullptr);
    Outcome outcome;
    administration.execute(request_, [&](Outcome done) { outcome = std::move(done); });
    return outcome;
  }

  // Whoever takes the folder next finds it empty; that may be we.
  Outcome erase_here(const store::DataFolder& folder) {
    const auto marked = folder.mark_for_erasure();
    if (!marked) return cannot_use(marked.error());
    const auto erased = folder.erase_if_marked();
    if (!erased) return cannot_use(erased.error());
    return Outcome::success("{}");
  }

  ExitCode trace() {
    auto client = ControlClient::connect(invocation_.data_folder);
    if (!client) return end(nobody_there());
    client->follow(request_, [this](std::string_view line) {
      return print_traced(line, invocation_.form, console_) && console_.out.good();
    });
    return ExitCode::ok;
  }

  ExitCode write_configuration(const Outcome& outcome) {
    const std::string document = pretty(outcome.result);
    if (invocation_.file.empty() || invocation_.file == "-") {
      console_.out << document;
      return ExitCode::ok;
    }
    // Digests of passwords are in it: for its owner's eyes only, from its first octet on.
    const int file =
        ::open(invocation_.file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool written = file >= 0 && ::fchmod(file, 0600) == 0;
    written = written && ::write(file, document.data(), document.size()) ==
                             static_cast<ssize_t>(document.size());
    if (file >= 0) written = (::close(file) == 0) && written;
    if (written) return ExitCode::ok;
    return end(Outcome::error(ExitCode::failed, {"The file {} cannot be written: check its name "
                                                 "and the disk",
                                                 {invocation_.file}}));
  }

  Invocation& invocation_;
  Request& request_;
  std::string made_password_;
  Console& console_;
};

}  // namespace

int command_line(int count, const char* const* words, Console& console, const Programs& programs) {
  int exit_code = 0;
  std::optional<Invocation> invocation = parse_command_line(count, words, console, exit_code);
  if (!invocation) return exit_code;
  if (invocation->request.command.empty()) return programs.serve(invocation->serve);
  if (invocation->request.command == "self-test") {
    return programs.self_test(
        {invocation->data_folder, invocation->form == Invocation::Form::json});
  }
  if (invocation->request.command == "install-update") {
    return static_cast<int>(install_update(invocation->install, console.out));
  }
  return static_cast<int>(Command(*invocation, console).carry_out());
}

}  // namespace jackfield
