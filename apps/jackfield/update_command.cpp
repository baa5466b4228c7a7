#include "apps/jackfield/update_command.h"

#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>

#include "apps/jackfield/steward.h"

namespace jackfield {

namespace {

using Verdict = console::UpdateKeeper::Verdict;

Outcome silent(const Invocation& invocation) {
  return Outcome::error(ExitCode::failed,
                        {"The board's steward does not answer in {}", {invocation.steward}});
}

Outcome shown(const console::UpdateState& state) {
  return Outcome::success(nlohmann::json{
      {"slot", state.slot},
      {"on_trial", state.on_trial},
      {"other_version", state.other_version},
      {"ready_version", state.ready_version},
      {"refusal", state.refusal.english},
      {"last",
       state.last.english}}.dump());
}

// The answer to something that was asked of the steward.
Outcome answer_of(Verdict verdict, const Steward& steward, const Invocation& invocation) {
  const auto state = steward.state();
  if (verdict == Verdict::busy) {
    return Outcome::error(ExitCode::busy, {"Another update is being written: wait for it", {}});
  }
  if (verdict == Verdict::silent || !state) return silent(invocation);
  if (verdict == Verdict::refused) {
    return Outcome::error(ExitCode::invalid, {state->refusal.english, {}});
  }
  return shown(*state);
}

Outcome install(const Invocation& invocation, Steward& steward) {
  std::ifstream file(invocation.file, std::ios::binary);
  if (!file.is_open()) {
    return Outcome::error(ExitCode::not_found,
                          {"The file {} cannot be read: check its name", {invocation.file}});
  }
  std::signal(SIGPIPE, SIG_IGN);  // what is refused is read no further
  const auto read = [&file](char* into, std::size_t most) {
    file.read(into, static_cast<std::streamsize>(most));
    return static_cast<std::size_t>(file.gcount());
  };
  return answer_of(steward.install(read), steward, invocation);
}

}  // namespace

bool is_update_command(std::string_view command) {
  return command.starts_with("update.");
}

Outcome carry_out_update(const Invocation& invocation) {
  if (!Steward::is_in(invocation.steward)) {
    return Outcome::error(ExitCode::not_found,
                          {"This is no board with two slots: its program is replaced by whoever "
                           "installed it",
                           {}});
  }
  Steward steward(invocation.steward);
  const std::string& command = invocation.request.command;
  if (command == "update.install") return install(invocation, steward);
  if (command == "update.restart") return answer_of(steward.restart(), steward, invocation);
  if (command == "update.rollback") return answer_of(steward.roll_back(), steward, invocation);
  const auto state = steward.state();
  return state ? shown(*state) : silent(invocation);
}

}  // namespace jackfield
