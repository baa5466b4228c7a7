#include "apps/jackfield/command_line_options.h"

#include <CLI/CLI.hpp>
#include <functional>

namespace jackfield {

namespace {

constexpr char kFooter[] =
    "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 exists already or conflicts,\n"
    "5 no switchboard is running, 6 a value is refused, 7 busy: try again.\n"
    "The data folder is --data, else $JACKFIELD_DATA, else ./data.";

// Builds the tree of subcommands; each writes what it was given into the Invocation.
class Grammar {
 public:
  Grammar(CLI::App& app, Invocation& invocation) : app_(app), invocation_(invocation) {
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.footer(kFooter);
    app_.add_option("--data", invocation_.data_folder, "Data folder")->type_name("DIR");
    add_serve();
    add_extension();
    add_import_and_export();
    add_live();
    add_rule();
    add_setting();
    add_sound();
    add_user();
    add_update();
    add_install_update();
  }

 private:
  CLI::App* group(const char* name, const char* about) {
    CLI::App* made = app_.add_subcommand(name, about);
    made->require_subcommand(1);
    return made;
  }

  CLI::App* command(CLI::App* parent, const char* name, const char* about, const char* request) {
    CLI::App* made = parent->add_subcommand(name, about);
    made->callback([this, request] { invocation_.request.command = request; });
    return made;
  }

  // An option or positional whose text becomes an argument of the request.
  CLI::Option* argument(CLI::App* of, const char* option, const char* name, const char* about) {
    return of
        ->add_option_function<std::string>(
            option,
            [this, name](const std::string& text) { invocation_.request.arguments[name] = text; },
            about)
        ->type_name("");
  }

  CLI::Option* flag(CLI::App* of, const char* option, const char* name, const char* about) {
    return of->add_flag_callback(
        option, [this, name] { invocation_.request.arguments[name] = "yes"; }, about);
  }

  CLI::Option* form(CLI::App* of, const char* option, Invocation::Form form, const char* about) {
    return of->add_flag_callback(
        option, [this, form] { invocation_.form = form; }, about);
  }

  void json(CLI::App* of) { form(of, "--json", Invocation::Form::json, "Print JSON"); }

  void password(CLI::App* of) {
    auto* from_stdin = of->add_flag("--password-stdin", invocation_.password_from_stdin,
                                    "Read the password from the first line of standard input");
    flag(of, "--generate", "generate", "Make a password and print it once")->excludes(from_stdin);
  }

  void forwarding(CLI::App* of) {
    argument(of, "--busy-to", "busy_to", "Number that takes its calls when it is busy; \"\": none");
    argument(of, "--no-answer-to", "no_answer_to",
             "Number that takes its calls when nobody answers, or no phone is there; \"\": none");
    argument(of, "--ring-seconds", "ring_seconds", "How long it rings: 5 to 600; 0: 180");
    argument(of, "--calls", "calls", "Calls at a time, more find it busy: 1 to 1000; 0: any");
  }

  void add_serve() {
    CLI::App* serve = app_.add_subcommand("serve", "Run the switchboard");
    serve->add_option("--sip", invocation_.serve.sip, "Address to take SIP on, UDP and TCP")
        ->type_name("ADDR:PORT");
    serve->add_option("--domain", invocation_.serve.domains, "Domain name that is ours")
        ->type_name("NAME");
    serve->add_option("--https", invocation_.serve.https, "Address of the page; none: no page")
        ->type_name("ADDR:PORT");
    serve->add_option("--http", invocation_.serve.http, "Address that leads to the page, or none")
        ->type_name("ADDR:PORT");
    serve->add_flag("--first-visit-code", invocation_.serve.first_visit_code,
                    "Whoever chooses the first password must know a code; it is in the file "
                    "first-visit-code of the data folder");
    serve
        ->add_option("--user", invocation_.serve.user,
                     "Started by root: become this user, who may set the clock and nothing else")
        ->type_name("NAME");
    steward(serve);
  }

  void add_extension() {
    CLI::App* extension = group("extension", "The extensions: who may register");
    CLI::App* add = command(extension, "add", "Add an extension", "extension.add");
    argument(add, "NUMBER", "number", "Its number")->required();
    argument(add, "--name", "name", "The name people see");
    forwarding(add);
    password(add);
    json(add);
    CLI::App* set = command(extension, "set", "Change what is given", "extension.set");
    argument(set, "NUMBER", "number", "Its number")->required();
    argument(set, "--name", "name", "The name people see");
    forwarding(set);
    password(set);
    json(set);
    json(command(extension, "list", "List all extensions", "extension.list"));
    CLI::App* show = command(extension, "show", "Show one extension", "extension.show");
    argument(show, "NUMBER", "number", "Its number")->required();
    json(show);
    CLI::App* remove = command(extension, "remove", "Remove an extension and its registrations",
                               "extension.remove");
    argument(remove, "NUMBER", "number", "Its number")->required();
    json(remove);
  }

  void add_import_and_export() {
    CLI::App* import =
        command(&app_, "import", "Replace the whole configuration by an exported one",
                "configuration.import");
    import
        ->add_option("FILE", invocation_.file, "What jackfield export wrote; - for standard input")
        ->type_name("");
    import->require_subcommand(0, 1);
    json(import);
    CLI::App* extensions = import->add_subcommand("extensions", "Add extensions from a CSV file");
    extensions
        ->add_option("FILE", invocation_.file,
                     "Lines of number,name,password; - for "
                     "standard input")
        ->required()
        ->type_name("");
    flag(extensions, "--replace", "replace", "Let lines replace extensions that exist");
    // The outer command's callback runs after this one, hence the mark in the arguments.
    flag_import(import, extensions);
    CLI::App* exported = command(
        &app_, "export",
        "Print the whole configuration as JSON, with the digests of the passwords: keep it secret",
        "configuration.export");
    exported->add_option("FILE", invocation_.file, "Where to write it")->type_name("");
  }

  void flag_import(CLI::App* import, CLI::App* extensions) {
    import->callback([this, import, extensions] {
      const bool csv = import->got_subcommand(extensions);
    invocation_.request.command = csv ? "extension.import" : "configuration.import";
    if (!csv && invocation_.file.empty()) throw CLI::RequiredError("FILE");
  });
}

  void add_live() {
  json(command(&app_, "status", "What the switchboard is doing", "status"));
  json(command(&app_, "registrations", "Who is registered, and where", "registrations"));
  CLI::App* calls = command(&app_, "calls", "The calls that were, newest first", "calls");
  calls->add_flag_callback(
      "--live", [this] { invocation_.request.arguments["live"] = "yes"; },
      "The calls that are, instead");
  argument(calls, "--limit", "limit", "How many (100)");
  json(calls);
  form(calls, "--csv", Invocation::Form::csv, "Print CSV");
  calls->require_subcommand(0, 1);
  CLI::App* show = calls->add_subcommand(
      "show", "Show one of the latest calls: its SIP messages as a ladder, and its audio");
  argument(show, "ID", "id", "Its ID or the beginning of it, or a SIP Call-ID")->required();
  show->add_flag("--messages", invocation_.messages, "Print the whole messages, too");
  json(show);
  // The outer command's callback runs after the inner one's.
  calls->callback([this, calls, show] {
    const bool live = invocation_.request.arguments.erase("live") > 0;
    invocation_.request.command = calls->got_subcommand(show) ? "calls.show"
                                  : live                      ? "calls.live"
                                                              : "calls";
  });
  json(command(&app_, "self-test",
               "Register, call and open the page as others would, and say whether all of it works",
               "self-test"));
  CLI::App* reset =
      command(&app_, "factory-reset",
              "Erase everything: configuration, calls, recordings, certificate", "factory.reset");
  reset->add_flag("--yes", invocation_.sure, "Ask nothing");
  json(reset);
  CLI::App* trace = command(&app_, "trace", "Show SIP messages as they pass", "trace");
  argument(trace, "--call", "call", "Of one Call-ID only");
  json(trace);
  CLI::App* explain =
      command(&app_, "explain", "Where a call would go, and by which rules", "explain");
  argument(explain, "NUMBER", "number", "What is dialled")->required();
  argument(explain, "--from", "from", "The extension that dials");
  json(explain);
}

void add_rule() {
  CLI::App* rule = group("rule", "The dialplan's rules: where calls go");
  json(command(rule, "list", "List all rules in order", "rule.list"));
  CLI::App* add = command(rule, "add", "Add a rule", "rule.add");
  argument(add, "--position", "position", "Lower is tried first (after the last)");
  argument(add, "--name", "name", "What the rule is, in plain words")->required();
  argument(add, "--caller", "caller", "anyone, extension or stranger (anyone)");
  argument(add, "--user", "user", "Pattern of what is dialled: * any run, ? one character (*)");
  argument(add, "--domain", "domain", "local, foreign or a pattern (local)");
  argument(add, "--action", "action", "extension, proxy, foreign, app, redirect or reject")
      ->required();
  argument(add, "--argument", "argument",
           "app: its name (echo), conference: and a PIN, play: and a sound; "
           "redirect: a URI with {user} and {domain}; "
           "reject: \"403 Why\"");
  json(add);
  CLI::App* remove = command(rule, "remove", "Remove a rule", "rule.remove");
  argument(remove, "POSITION", "position", "Its position")->required();
  json(remove);
}

void add_setting() {
  CLI::App* setting = group("setting", "The settings");
  json(command(setting, "list", "List all settings", "setting.list"));
  CLI::App* set = command(setting, "set", "Change a setting at once", "setting.set");
  argument(set, "KEY", "key", "Which")->required();
  argument(set, "VALUE", "value", "To what")->required();
  json(set);
}

void add_sound() {
  CLI::App* sound = group("sound", "Prompts and music that people brought");
  json(command(sound, "list", "List all sounds", "sound.list"));
  CLI::App* add = command(sound, "add", "Add a sound", "sound.add");
  add->add_option("FILE", invocation_.file, "WAV, Ogg, FLAC or MP3; - for standard input")
      ->required()
      ->type_name("");
  argument(add, "NAME", "name", "What it is called: \"Music 1\"")->required();
  json(add);
  CLI::App* remove = command(sound, "remove", "Remove a sound", "sound.remove");
  argument(remove, "NAME", "name", "Which")->required();
  json(remove);
}

void add_user() {
  CLI::App* user = group("user", "Who may sign in to the page");
  json(command(user, "list", "List all users", "user.list"));
  CLI::App* set =
      command(user, "set-password", "Give a user another password", "user.set_password");
  argument(set, "NAME", "name", "The user")->required();
  password(set);
  json(set);
  CLI::App* remove = command(user, "remove", "Let a user sign in no more", "user.remove");
  argument(remove, "NAME", "name", "The user")->required();
  json(remove);
}

void add_update() {
  CLI::App* update = app_.add_subcommand("update", "Of a board: the versions of its program");
  update->add_option("FILE", invocation_.file, "The update to write into the other slot")
      ->type_name("");
  steward(update);
  update->require_subcommand(0, 1);
  json(update);
  json(update->add_subcommand("status", "Which version runs, which is in the other slot"));
  json(update->add_subcommand("restart", "Start the board anew, with an update that is ready"));
  json(update->add_subcommand("rollback", "Go back to the version in the other slot"));
  update->callback([this, update] {
    const auto inner = update->get_subcommands();
    if (inner.empty() && invocation_.file.empty()) throw CLI::RequiredError("FILE");
    invocation_.request.command =
        "update." + (inner.empty() ? std::string("install") : inner.front()->get_name());
  });
}

void steward(CLI::App* of) {
  of->add_option("--steward", invocation_.steward, "Folder of the board's steward (/run/steward)")
      ->type_name("DIR");
}

// Nobody's command but the board's own (sbin/steward), and so in no list of them.
void add_install_update() {
  CLI::App* install =
      command(&app_, "install-update", "Write an update to the other slot", "install-update");
  install->group("");
  InstallOptions& options = invocation_.install;
  install->add_option("--from", options.from, "The update file, or a FIFO it comes by")->required();
  install->add_option("--into", options.into, "The slot's partition")->required();
  install->add_option("--release", options.release, "What runs")->required();
  install->add_option("--key", options.key, "Public key of whoever may sign")->required();
  install->add_option("--data-schema", options.data_schema, "Schema of the data")->required();
  install->add_option("--patience", options.patience, "Seconds to wait for more (30)");
}

CLI::App& app_;
Invocation& invocation_;
};  // namespace

}  // namespace jackfield

std::optional<Invocation> parse_command_line(int count, const char* const* words,
                                             const Console& console, int& exit_code) {
  Invocation invocation;
  invocation.data_folder = console.default_data_folder;
  CLI::App app("Jackfield, a telephone switchboard", "jackfield");
  const Grammar grammar(app, invocation);
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    const bool help = app.exit(error, console.out, console.err) == 0;
    exit_code = static_cast<int>(help ? ExitCode::ok : ExitCode::usage);
    return std::nullopt;
  }
  invocation.serve.data_folder = invocation.data_folder;
  invocation.serve.steward = invocation.steward;
  return invocation;
}

}  // namespace jackfield
