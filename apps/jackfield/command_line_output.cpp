#include "apps/jackfield/command_line_output.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "apps/jackfield/ladder_text.h"
#include "apps/jackfield/terminal_text.h"
#include "apps/jackfield/words.h"

namespace jackfield {

namespace {

using nlohmann::json;

std::string text_of(const json& value) {
  if (value.is_null()) return "-";
  if (value.is_string()) return visible(value.get<std::string>());
  return value.dump();
}

struct Column {
  const char* title;
  const char* key;
  std::size_t longest = std::string::npos;  // what is longer is cut
  bool is_words = false;                    // ours, and said in the language of the console
};

// So much of a call's ID as people need to name it.
constexpr std::size_t kShortId = 8;

class Printer {
 public:
  Printer(const json& result, Console& console) : result_(result), console_(console) {}

  void sentence(std::string_view text, std::initializer_list<const char*> keys) {
    std::vector<std::string> values;
    for (const char* key : keys) values.push_back(member(result_, key));
    console_.out << say(console_, text, values) << '\n';
  }

  void generated_password() {
    if (!result_.contains("password")) return;
    sentence("Its password, shown this once: {}", {"password"});
  }

  void table(const char* list, const std::vector<Column>& columns, std::string_view when_empty) {
    const json rows = result_.value(list, json::array());
    if (rows.empty()) {
      console_.out << say(console_, when_empty) << '\n';
      return;
    }
    std::vector<std::vector<std::string>> cells(1);
    for (const Column& column : columns) cells[0].push_back(say(console_, column.title));
    for (const json& row : rows) {
      auto& line = cells.emplace_back();
      for (const Column& column : columns) {
        const std::string cell = member(row, column.key).substr(0, column.longest);
        line.push_back(column.is_words ? say(console_, cell) : cell);
      }
    }
    align(cells);
  }

  // One line a member: its name, its value.
  void members() {
    for (const auto& [key, value] : result_.items()) {
      if (!value.is_array()) {
        console_.out << key << ": " << text_of(value) << '\n';
        continue;
      }
      for (const json& element : value) console_.out << key << ": " << text_of(element) << '\n';
    }
  }

  void explanation() {
    table("considered",
          {{"POSITION", "position"},
           {"RULE", "name"},
           {"DECIDED", "decided"},
           {"WHY", "why", std::string::npos, true}},
          "No rule was considered");
    console_.out << sentence_of(result_.value("route", json::object())) << '\n';
    for (const json& target : result_.value("targets", json::array())) {
      console_.out << "  " << text_of(target) << '\n';
    }
    const json ringing = result_.value("ringing", json());
    if (!ringing.is_object()) return;
    if (ringing.value("calls", 0) != 0) {
      line("It is busy while it has {} calls", {member(ringing, "calls")});
    }
    forward(ringing, "when_busy", "When it is busy, the call goes on to {}: {}", {});
    const std::string seconds = member(ringing, "seconds");
    if (ringing.value("when_unanswered", json()).is_null()) {
      line("It rings for {} seconds at most", {seconds});
    }
    forward(ringing, "when_unanswered",
            "When nobody answers for {} seconds, or no phone is registered, the call goes on to "
            "{}: {}",
            {seconds});
  }

  void csv() { console_.out << result_.value("csv", std::string()); }

  static std::string member(const json& object, const char* key) {
    return text_of(object.value(key, json()));
  }

 private:
  void line(std::string_view text, const std::vector<std::string>& values) {
    console_.out << say(console_, text, values) << '\n';
  }

  std::string sentence_of(const json& route) const {
    const std::string action = member(route, "action");
    if (action == "reject") {
      return say(console_, "Rejected: {} {}", {member(route, "status"), member(route, "reason")});
    }
    if (action == "redirect") return say(console_, "Redirected to {}", {member(route, "uri")});
    if (action == "extension" || action == "proxy") {
      return say(console_, "Goes to extension {}", {member(route, "number")});
    }
    if (route.contains("sound"))
      return say(console_, "Plays the sound {}", {member(route, "sound")});
    if (action == "app") return say(console_, "Enters the app {}", {member(route, "app")});
    return say(console_, "Goes on to the foreign domain");
  }

  void forward(const json& ringing, const char* when, std::string_view text,
               std::vector<std::string> values) {
    const json there = ringing.value(when, json());
    if (!there.is_object()) return;
    values.push_back(member(there, "number"));
    values.push_back(sentence_of(there.value("route", json::object())));
    line(text, values);
  }

  void align(const std::vector<std::vector<std::string>>& cells) {
    std::vector<std::size_t> widths(cells[0].size());
    for (const auto& row : cells) {
      for (std::size_t i = 0; i < row.size(); ++i)
        widths[i] = std::max(widths[i], width_of(row[i]));
    }
    for (const auto& row : cells) {
      std::string text;
      for (std::size_t i = 0; i < row.size(); ++i) {
        text += row[i];
        if (i + 1 < row.size()) text.append(widths[i] - width_of(row[i]) + 2, ' ');
      }
      text.resize(text.find_last_not_of(' ') + 1);
      console_.out << text << '\n';
    }
  }

  const json& result_;
  Console& console_;
};

struct Text {
  std::string_view command;
  void (*print)(Printer&);
};

// How each command's result is put for people. What is not here prints member by member.
constexpr Text kTexts[] = {
    {"extension.add",
     [](Printer& p) {
       p.sentence("Extension {} is added", {"number"});
       p.generated_password();
     }},
    {"extension.set",
     [](Printer& p) {
       p.sentence("Extension {} is changed", {"number"});
       p.generated_password();
     }},
    {"extension.remove", [](Printer& p) { p.sentence("Extension {} is removed", {"number"}); }},
    {"extension.list",
     [](Printer& p) {
       p.table("extensions",
               {{"NUMBER", "number"},
                {"NAME", "name"},
                {"BUSY TO", "busy_to"},
                {"NO ANSWER TO", "no_answer_to"},
                {"RINGS", "ring_seconds"},
                {"CALLS", "calls"}},
               "There is no extension yet: add one with jackfield extension add");
     }},
    {"extension.import",
     [](Printer& p) { p.sentence("{} extensions are imported", {"imported"}); }},
    {"configuration.import",
     [](Printer& p) {
       p.sentence("The configuration is replaced: {} extensions, {} rules",
                  {"extensions", "rules"});
     }},
    {"registrations",
     [](Printer& p) {
       p.table("registrations",
               {{"NUMBER", "number"},
                {"CONTACT", "contact"},
                {"FLOW", "flow"},
                {"EXPIRES IN", "expires_in"},
                {"PHONE", "user_agent"}},
               "Nobody is registered");
     }},
    {"calls",
     [](Printer& p) {
       p.table("calls",
               {{"ID", "id", kShortId},
                {"BEGIN", "begin"},
                {"CALLER", "caller"},
                {"CALLEE", "callee"},
                {"DISPOSITION", "disposition"},
                {"ANSWER", "answer"},
                {"END", "end"},
                {"REASON", "reason"},
                {"TRANSFERS", "transfers"}},
               "There was no call yet");
     }},
    {"calls.live",
     [](Printer& p) {
       p.table("calls",
               {{"ID", "id", kShortId},
                {"BEGIN", "begin"},
                {"CALLER", "caller"},
                {"CALLEE", "callee"},
                {"ANSWER", "answer"},
                {"CALL-ID", "call_id"}},
               "There is no call now");
     }},
    {"explain", [](Printer& p) { p.explanation(); }},
    {"rule.list",
     [](Printer& p) {
       p.table("rules",
               {{"POSITION", "position"},
                {"RULE", "name"},
                {"CALLER", "caller"},
                {"USER", "user"},
                {"DOMAIN", "domain"},
                {"ACTION", "action"},
                {"ARGUMENT", "argument"}},
               "There is no rule: every call is rejected");
     }},
    {"rule.add", [](Printer& p) { p.sentence("The rule is added at position {}", {"position"}); }},
    {"rule.remove",
     [](Printer& p) { p.sentence("The rule at position {} is removed", {"position"}); }},
    {"sound.list",
     [](Printer& p) {
       p.table("sounds", {{"SOUND", "name"}, {"MILLISECONDS", "length_ms"}, {"CREATED", "created"}},
               "There is no sound yet: add one with jackfield sound add");
     }},
    {"sound.add",
     [](Printer& p) {
       p.sentence("The sound {} is added: {} milliseconds", {"name", "length_ms"});
     }},
    {"sound.remove", [](Printer& p) { p.sentence("The sound {} is removed", {"name"}); }},
    {"user.list",
     [](Printer& p) {
       p.table("users",
               {{"NAME", "name"},
                {"ROLE", "role"},
                {"EXTENSION", "extension"},
                {"LANGUAGE", "language"}},
               "Nobody may sign in yet: open the page and choose a password");
     }},
    {"user.set_password",
     [](Printer& p) {
       p.sentence("The password of {} is changed", {"name"});
       p.generated_password();
     }},
    {"factory.reset", [](Printer& p) { p.sentence("Everything is erased", {}); }},
    {"user.remove", [](Printer& p) { p.sentence("{} may not sign in any more", {"name"}); }},
    {"update.install",
     [](Printer& p) {
       p.sentence("Version {} is written: it is tried at the next start, jackfield update restart",
                  {"ready_version"});
     }},
    {"update.restart", [](Printer& p) { p.sentence("The board starts anew", {}); }},
    {"update.rollback", [](Printer& p) { p.sentence("The board goes back and starts anew", {}); }},
    {"setting.list",
     [](Printer& p) {
       p.table("settings",
               {{"SETTING", "key"},
                {"VALUE", "value"},
                {"MEANING", "meaning", std::string::npos, true}},
               "");
     }},
    {"setting.set",
     [](Printer& p) {
       p.sentence("{} is now {}", {"key", "value"});
     }},
};

void print_text(const Invocation& invocation, const std::string& answer, Console& console) {
  const json result = json::parse(answer, nullptr, false);
  if (invocation.request.command == "calls.show") {
    return print_call(answer, invocation.messages, console);
  }
  Printer printer(result, console);
  for (const Text& text : kTexts) {
    if (text.command == invocation.request.command) return text.print(printer);
  }
  printer.members();
}

}  // namespace

std::string say(const Console& console, std::string_view text,
                const std::vector<std::string>& values) {
  return console.chinese ? fill(in_chinese(text), values) : fill(text, values);
}

std::string pretty(std::string_view text) {
  const json value = json::parse(text, nullptr, false);
  return value.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
}

void print(const Invocation& invocation, const Outcome& outcome, Console& console) {
  for (const Message& message : outcome.errors) {
    console.err << visible(say(console, message.text, message.values)) << '\n';
  }
  if (outcome.code != ExitCode::ok) return;
  const json result = json::parse(outcome.result, nullptr, false);
  if (!result.is_object()) return;
  if (invocation.form == Invocation::Form::json) {
    console.out << pretty(outcome.result);
  } else if (invocation.form == Invocation::Form::csv) {
    console.out << result.value("csv", std::string());
  } else {
    print_text(invocation, outcome.result, console);
  }
}

bool print_traced(std::string_view line, Invocation::Form form, Console& console) {
  const json message = json::parse(line, nullptr, false);
  if (!message.is_object()) return false;
  if (form == Invocation::Form::json) {
    console.out << line << std::endl;
  } else if (message.contains("missed")) {
    console.out << say(console, "({} messages were not shown)",
                       {Printer::member(message, "missed")})
                << std::endl;
  } else {
    console.out << Printer::member(message, "at") << ' ' << Printer::member(message, "direction")
                << ' ' << Printer::member(message, "flow") << '\n'
                << message.value("text", std::string()) << std::endl;
  }
  return true;
}

}  // namespace jackfield
