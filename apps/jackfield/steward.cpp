#include "apps/jackfield/steward.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <thread>
#include <utility>

#include "apps/jackfield/message.h"
#include "apps/jackfield/words.h"
#include "firmware/store/kept_file.h"

namespace jackfield {

namespace {

using Clock = std::chrono::steady_clock;
using console::UpdateState;

constexpr std::size_t kLongestState = 4 << 10;
constexpr std::size_t kAtOnce = 64 << 10;
constexpr std::chrono::milliseconds kBetweenLooks{50};

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void close() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }
  int get() const { return number_; }

 private:
  int number_;
};

using Lines = std::map<std::string, std::string, std::less<>>;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const std::size_t equals = std::min(line.find('='), line.size());
    lines.emplace(line.substr(0, equals), line.substr(std::min(equals + 1, line.size())));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

UpdateState::Progress progress_of(std::string_view word) {
  if (word == "writing") return UpdateState::Progress::writing;
  if (word == "refused") return UpdateState::Progress::refused;
  if (word == "ready") return UpdateState::Progress::ready;
  return UpdateState::Progress::none;
}

// As the board says it, in English.
console::Fault said(const std::string& english) {
  return {"", english, in_chinese(english)};
}

// "slot b (version 0.2.0) has proved itself"
console::Fault said_of_slot(const std::string& english) {
  constexpr std::string_view kBegin = "slot ";
  for (const std::string_view end :
       {" was given up after its tries", " could not be loaded", " has proved itself"}) {
    if (!english.starts_with(kBegin) || !english.ends_with(end)) continue;
    const std::size_t length = english.size() - kBegin.size() - end.size();
    const std::string slot = english.substr(kBegin.size(), length);
    const std::string sentence = std::string(kBegin) + "{}" + std::string(end);
    return {"", english, fill(in_chinese(sentence), {slot})};
  }
  return said(english);
}

}  // namespace

bool Steward::is_in(const std::string& folder) {
  struct stat facts {};
  return ::stat((folder + "/request").c_str(), &facts) == 0 && S_ISFIFO(facts.st_mode);
}

std::optional<UpdateState> Steward::state() const {
  const auto text = store::read_file(folder_ + "/state", kLongestState);
  if (!text) return std::nullopt;
  Lines told = lines_of(*text);
  UpdateState state;
  state.slot = told["slot"];
  state.on_trial = told["trial"] == "yes";
  state.other_version = told["other"];
  state.progress = progress_of(told["update"]);
  state.ready_version = told["version"];
  state.refusal = said(told["reason"]);
  state.last = said_of_slot(told["last"]);
  return state;
}

// A FIFO opens for writing once somebody reads it; -1: nobody does.
int Steward::open_fifo(const char* name, std::chrono::milliseconds patience) const {
  const std::string path = folder_ + '/' + name;
  const auto until = Clock::now() + patience;
  for (;;) {
    const int fifo = ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (fifo >= 0 || errno != ENXIO || Clock::now() >= until) return fifo;
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

bool Steward::ask(const char* word) const {
  const Descriptor fifo(open_fifo("request", patience_.listen));
  const std::string line = std::string(word) + '\n';
  return fifo.get() >= 0 && pass(fifo.get(), line.data(), line.size());
}

bool Steward::pass(int fifo, const char* octets, std::size_t size) const {
  while (size > 0) {
    const ssize_t taken = ::write(fifo, octets, size);
    if (taken > 0) {
      octets += taken;
      size -= static_cast<std::size_t>(taken);
      continue;
    }
    if (taken < 0 && errno != EAGAIN && errno != EINTR) return false;
    pollfd room{fifo, POLLOUT, 0};
    if (::poll(&room, 1, static_cast<int>(patience_.take.count())) == 0) return false;
  }
  return true;
}

Steward::Verdict Steward::install(const Read& read) {
  const std::unique_lock turn(writing_, std::try_to_lock);
  if (!turn) return Verdict::busy;
  const auto before = state();
  if (!before) return Verdict::silent;
  if (before->progress == UpdateState::Progress::writing) return Verdict::busy;
  if (!ask("update")) return Verdict::silent;
  // From here on the state tells of this one.
  Descriptor fifo(open_fifo("update", patience_.listen));
  if (fifo.get() < 0) return Verdict::silent;
  std::string piece(kAtOnce, '\0');  // no array: a worker's stack is small
  for (;;) {
    const std::size_t got = read(piece.data(), piece.size());
    if (got == 0 || !pass(fifo.get(), piece.data(), got))
      break;  // refused: there is no reader left
  }
  fifo.close();
  return await_end();
}

Steward::Verdict Steward::await_end() const {
  const auto until = Clock::now() + patience_.finish;
  for (;;) {
    const auto now = state();
    if (!now) return Verdict::silent;
    if (now->progress == UpdateState::Progress::ready) return Verdict::done;
    if (now->progress != UpdateState::Progress::writing) return Verdict::refused;
    if (Clock::now() >= until) return Verdict::silent;
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

Steward::Verdict Steward::restart() {
  return ask("restart") ? Verdict::done : Verdict::silent;
}

// Another one of the state, which is replaced as a whole; 0: there is none.
std::uint64_t Steward::edition() const {
  struct stat facts {};
  if (::stat((folder_ + "/state").c_str(), &facts) != 0) return 0;
  return static_cast<std::uint64_t>(facts.st_ino) * 1'000'000'007 +
         static_cast<std::uint64_t>(facts.st_mtim.tv_sec) * 1'000'000'000 +
         static_cast<std::uint64_t>(facts.st_mtim.tv_nsec);
}

// He says in the state whether he does it.
Steward::Verdict Steward::roll_back() {
  const std::uint64_t before = edition();
  if (!ask("rollback")) return Verdict::silent;
  const auto until = Clock::now() + patience_.listen;
  while (edition() == before) {
    if (Clock::now() >= until) return Verdict::silent;
    std::this_thread::sleep_for(kBetweenLooks);
  }
  const auto now = state();
  if (!now) return Verdict::silent;
  return now->progress == UpdateState::Progress::refused ? Verdict::refused : Verdict::done;
}

}  // namespace jackfield
