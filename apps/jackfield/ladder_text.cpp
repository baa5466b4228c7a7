#include "apps/jackfield/ladder_text.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <ostream>
#include <vector>

#include "apps/jackfield/command_line_output.h"
#include "apps/jackfield/terminal_text.h"

namespace jackfield {

namespace {

using nlohmann::json;

constexpr std::size_t kTimeWidth = 12;   // before the first line of life
constexpr std::size_t kPitch = 26;       // from one to the next
constexpr std::size_t kSwitchboard = 1;  // its column, between the caller and all others

std::string member_of(const json& object, const char* key) {
  const json value = object.value(key, json());
  if (value.is_null()) return "-";
  return value.is_string() ? visible(value.get<std::string>()) : value.dump();
}

std::string fixed(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

double number_of(const json& object, const char* key) {
  const json value = object.value(key, json());
  return value.is_number() ? value.get<double>() : 0;
}

// "+12.345", in seconds.
std::string after(const json& event) {
  return fixed("%+.3f", number_of(event, "after_ms") / 1000);
}

// A request by its method, a response by its status, and by its method too unless that is plain.
std::string label_of(const json& message) {
  const std::string method = member_of(message, "method");
  if (message.value("status", json()).is_null()) return method;
  std::string label = member_of(message, "status") + ' ' + member_of(message, "reason");
  constexpr std::size_t kRoom = kPitch - 6;
  const std::string tail = method == "INVITE" ? "" : " (" + method + ')';
  if (label.size() + tail.size() > kRoom) {
    label.resize(kRoom - std::min(tail.size(), kRoom - 3));
    while (label.ends_with(' ')) label.pop_back();
  }
  // The columns count octets.
  std::ranges::replace_if(
      label, [](char c) { return static_cast<unsigned char>(c) > 0x7e; }, '?');
  return label + tail;
}

class CallPrinter {
 public:
  CallPrinter(const json& call, Console& console)
      : call_(call),
        legs_(call.value("legs", json::array())),
        messages_(call.value("messages", json::array())),
        console_(console) {}

  void head() {
    line("Call {}: {} calls {}",
         {member_of(call_, "id"), member_of(call_, "caller"), member_of(call_, "callee")});
    line("  began {}, answered {}, ended {}",
         {member_of(call_, "begin"), member_of(call_, "answer"), member_of(call_, "end")});
    if (!call_.value("end", json()).is_null()) {
      line("  {}: {}",
           {say(console_, member_of(call_, "disposition")), member_of(call_, "reason")});
    }
  }

  void ladder() {
    title();
    const json notes = call_.value("notes", json::array());
    std::size_t noted = 0;
    for (const json& message : messages_) {
      for (; noted < notes.size() && is_before(notes[noted], message); ++noted) note(notes[noted]);
      rung(message);
    }
    for (; noted < notes.size(); ++noted) note(notes[noted]);
    const json missed = call_.value("missed", json(0));
    if (missed != 0) line("({} messages from the middle were not kept)", {missed.dump()});
  }

  void media() {
    bool any = false;
    for (const json& leg : legs_) {
      const json facts = leg.value("media", json());
      if (!facts.is_object()) continue;
      any = true;
      tell_of_audio(member_of(leg, "name"), facts);
    }
    if (any) return;
    const bool over = !call_.value("end", json()).is_null();
    console_.out << say(console_, over ? "No audio of it has passed here"
                                       : "Of its audio nothing is known yet")
                 << '\n';
  }

  void texts() {
    for (const json& message : messages_) {
      console_.out << '\n'
                   << after(message) << ' ' << member_of(message, "flow") << ' '
                   << say(console_, message.value("sent", false) ? "sent" : "received")
                   << times(message) << '\n';
      for (const char c : message.value("text", std::string())) {
        if (c != '\r') console_.out << (c == '\n' ? "\n" : visible({&c, 1}));
      }
      if (!message.value("whole", true)) {
        console_.out << '\n' << say(console_, "(its end was too long to be kept)");
      }
      console_.out << '\n';
    }
  }

 private:
  void line(std::string_view text, const std::vector<std::string>& values) {
    console_.out << say(console_, text, values) << '\n';
  }

  static bool is_before(const json& note, const json& message) {
    return number_of(note, "after_ms") < number_of(message, "after_ms");
  }

  static std::string times(const json& message) {
    const json times = message.value("times", json(1));
    return times == 1 ? "" : " ×" + times.dump();
  }

  std::size_t columns() const { return std::max<std::size_t>(legs_.size(), 1) + 1; }
  static std::size_t place(std::size_t column) { return kTimeWidth + 2 + column * kPitch; }

  void title() {
    std::string text;
    for (std::size_t column = 0; column < columns(); ++column) {
      const std::string name = column == kSwitchboard
                                   ? "jackfield"
                                   : member_of(legs_[column == 0 ? 0 : column - 1], "name");
      const std::size_t half = width_of(name) / 2;
      const std::size_t begin = place(column) > half ? place(column) - half : 0;
      text.append(std::max(begin, width_of(text) + 1) - width_of(text), ' ');
      text += name;
    }
    console_.out << '\n' << text << '\n';
  }

  void rung(const json& message) {
    std::string row(place(columns() - 1) + 1, ' ');
    for (std::size_t column = 0; column < columns(); ++column) row[place(column)] = '|';
    const std::string time = after(message);
    row.replace(kTimeWidth - 1 - std::min(time.size(), kTimeWidth - 1), time.size(), time);
    const auto leg = message.value("leg", std::size_t{0});
    const std::size_t party = leg == 0 ? 0 : std::min(leg + 1, columns() - 1);
    const std::size_t left = place(std::min(party, kSwitchboard));
    const std::size_t right = place(std::max(party, kSwitchboard));
    for (std::size_t at = left + 1; at < right; ++at) row[at] = '-';
    const bool to_the_right = (party != 0) == message.value("sent", false);
    row[to_the_right ? right - 1 : left + 1] = to_the_right ? '>' : '<';
    const std::string label = label_of(message).substr(0, kPitch - 4);
    row.replace(left + (kPitch - label.size()) / 2 + 1, label.size(), label);
    console_.out << row << times(message);
    const json flows = legs_.at(leg).value("flows", json::array());
    if (flows.size() > 1) console_.out << ' ' << member_of(message, "flow");
    console_.out << '\n';
  }

  void note(const json& note) {
    const std::string time = after(note);
    console_.out << std::string(kTimeWidth - 1 - std::min(time.size(), kTimeWidth - 1), ' ') << time
                 << "  * " << member_of(note, "text") << '\n';
  }

  std::string known(const json& facts, const char* key) {
    const std::string text = member_of(facts, key);
    return text.empty() || text == "-" ? say(console_, "unknown") : text;
  }

  void tell_of_audio(const std::string& name, const json& facts) {
    line("Audio of {}: {}, promised at {}, came from {}",
         {name, known(facts, "codec"), known(facts, "promised"), known(facts, "real")});
    const double lost = number_of(facts, "lost");
    const double due = std::max(number_of(facts, "received") + lost, 1.0);
    line("  heard: {} packets, {} lost ({} %), {} too late, jitter {} ms",
         {member_of(facts, "received"), member_of(facts, "lost"), fixed("%.1f", lost * 100 / due),
          member_of(facts, "late"), fixed("%.1f", number_of(facts, "jitter_ms"))});
    line("  said: {} packets", {member_of(facts, "sent")});
    const json remote = facts.value("remote", json());
    if (remote.is_object()) {
      line("  there: {} % lost of late, jitter {} ms",
           {fixed("%.1f", number_of(remote, "lost_percent")),
            fixed("%.1f", number_of(remote, "jitter_ms"))});
    }
    if (facts.value("round_trip_ms", json()).is_number()) {
      line("  round trip: {} ms", {fixed("%.0f", number_of(facts, "round_trip_ms"))});
    }
  }

  const json& call_;
  const json legs_;
  const json messages_;
  Console& console_;
};

}  // namespace

void print_call(std::string_view text, bool messages, Console& console) {
  const json call = json::parse(text, nullptr, false);
  if (!call.is_object() || call.value("legs", json::array()).empty()) return;
  CallPrinter printer(call, console);
  printer.head();
  printer.ladder();
  console.out << '\n';
  printer.media();
  if (messages) printer.texts();
}

}  // namespace jackfield
