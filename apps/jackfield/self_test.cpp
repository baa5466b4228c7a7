#include "apps/jackfield/self_test.h"

#include <csignal>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include "apps/jackfield/certificate_store.h"
#include "apps/jackfield/command_line_output.h"
#include "apps/jackfield/control_client.h"
#include "apps/jackfield/page_visit.h"
#include "apps/jackfield/stream_log.h"
#include "apps/jackfield/test_phone.h"
#include "firmware/crypto/system_random.h"
#include "firmware/net/asio/ares_resolver.h"
#include "firmware/net/asio/event_loop.h"
#include "firmware/store/kept_file.h"

namespace jackfield {

namespace {

using nlohmann::json;
using Step = TestPhone::Step;

constexpr base::Duration kWhole = std::chrono::seconds(15);

// What each step is called, in output for programs and for people.
struct Named {
  const char* name;
  const char* text;
};

Named named(Step step) {
  switch (step) {
    case Step::registering:
      return {"register", "The test phone registers"};
    case Step::calling:
      return {"call", "It calls the echo test"};
    case Step::listening:
      return {"echo", "It hears its own tone"};
    case Step::hanging_up:
      return {"hang-up", "It hangs up"};
    case Step::unregistering:
      return {"unregister", "It unregisters"};
  }
  return {"", ""};
}

constexpr Named kPage = {"page", "The page is there"};
constexpr Named kHealth = {"healthz", "It says that all is well"};
constexpr Named kInTime = {"in-time", "All that within fifteen seconds"};

// One self-test, from the line that was lent to its last step.
class Course {
 public:
  Course(const SelfTestOptions& options, const json& access, Console& console)
      : options_(options),
        console_(console),
        page_(net::Endpoint::parse(access.value("page", ""))),
        loop_(timers_),
        resolver_(loop_),
        phone_({loop_, resolver_, timers_, random_, log_},
               net::Endpoint::parse(access.value("sip", "")).value_or(net::Endpoint()),
               {access.value("number", ""), access.value("password", "")},
               [this](Step step, const Message& fault) { on_phone(step, fault); }),
        limit_(timers_, this),
        next_(timers_, this) {}

  void run() {
    limit_.arm(kWhole);
    mark_ = timers_.now();
    phone_.begin();
    loop_.run();
  }

  // What went wrong first, in English; "": nothing.
  const std::string& fault() const { return fault_; }
  json steps() const { return steps_; }

 private:
  void note(const Named& step, const Message& fault) {
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(timers_.now() - mark_);
    mark_ = timers_.now();
    const std::string why = fill(fault.text, fault.values);
    steps_.push_back({{"step", step.name},
                      {"passed", fault.text.empty()},
                      {"milliseconds", took.count()},
                      {"why", why}});
    if (!fault.text.empty() && fault_.empty()) fault_ = std::string(step.name) + ": " + why;
    if (options_.json) return;
    console_.out << say(console_, step.text) << ": ";
    if (fault.text.empty()) {
      console_.out << say(console_, "yes ({} ms)", {std::to_string(took.count())}) << std::endl;
    } else {
      console_.out << say(console_, "NO, {}", {say(console_, fault.text, fault.values)})
                   << std::endl;
    }
  }

  // A phone that failed is done with; whether the page is there is worth knowing all the same.
  void on_phone(Step step, const Message& fault) {
    note(named(step), fault);
    if (!fault.text.empty() || step == Step::unregistering) next_.arm({});
  }

  void visit_next() {
    if (!page_ || visited_ == 2) return loop_.stop();
    if (!expects_ && !take_certificate()) return loop_.stop();
    const bool first = visited_++ == 0;
    visit_ = std::make_unique<PageVisit>(loop_, *expects_, *page_, first ? "/" : "/healthz",
                                         [this, first](const Message& fault) {
                                           note(first ? kPage : kHealth, fault);
                                           next_.arm({});
                                         });
  }

  bool take_certificate() {
    const auto kept = CertificateStore::kept_in(options_.data_folder);
    auto context = crypto::TlsContext::make_client(kept ? *kept : std::string());
    if (context) expects_ = std::move(*context);
    if (!context) note(kPage, {"its certificate cannot be read", {}});
    return expects_ != nullptr;
  }

  void on_too_late() {
    note(kInTime, {"it took too long", {}});
    loop_.stop();
  }

  const SelfTestOptions& options_;
  Console& console_;
  const std::optional<net::Endpoint> page_;
  base::TimerQueue timers_;
  net::EventLoop loop_;
  net::AresResolver resolver_;
  crypto::SystemRandom random_;
  StreamLog log_{base::Severity::error};
  TestPhone phone_;
  std::unique_ptr<crypto::TlsContext> expects_;
  std::unique_ptr<PageVisit> visit_;
  int visited_ = 0;
  json steps_ = json::array();
  std::string fault_;
  base::Instant mark_;
  base::MemberTimer<&Course::on_too_late> limit_;
  base::MemberTimer<&Course::visit_next> next_;
};

int end(const Outcome& outcome, Console& console) {
  for (const Message& message : outcome.errors) {
    console.err << say(console, message.text, message.values) << '\n';
  }
  return static_cast<int>(outcome.code);
}

Outcome gone() {
  return Outcome::error(ExitCode::failed, {"The switchboard ended before it answered: see whether "
                                           "it was done, then try again",
                                           {}});
}

}  // namespace

int self_test(const SelfTestOptions& options, Console& console) {
  std::signal(SIGPIPE, SIG_IGN);
  auto client = ControlClient::connect(options.data_folder);
  if (!client) {
    return end(Outcome::error(ExitCode::not_running,
                              {"No switchboard is running in {}: start it with jackfield serve "
                               "--data {}",
                               {options.data_folder, options.data_folder}}),
               console);
  }
  const auto lent = client->ask({"self_test.begin", {}});
  if (!lent) return end(gone(), console);
  if (lent->code != ExitCode::ok) return end(*lent, console);
  Course course(options, json::parse(lent->result, nullptr, false), console);
  course.run();
  const bool passed = course.fault().empty();
  const auto noted = client->ask({"self_test.end", {{"fault", course.fault()}}});
  if (options.json) {
    console.out << pretty(json{{"passed", passed}, {"steps", course.steps()}}.dump());
  } else {
    console.out << say(console, passed ? "The self-test has passed" : "The self-test has failed")
                << std::endl;
  }
  if (!noted) return end(gone(), console);
  return static_cast<int>(passed ? ExitCode::ok : ExitCode::failed);
}

}  // namespace jackfield
