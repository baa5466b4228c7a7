// A registrar with its location service on a disk and a clock that the test moves. Requests go in
// as raw text and answers are read as text, not through our own parser.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/registrar/registrar.h"
#include "tests/firmware/location/disk.h"

namespace registrar {

// A response as text.
struct Answer {
  std::string text;

  int status() const { return std::stoi(text.substr(8, 3)); }
  // Every value line of a header, top to bottom, by its full name.
  std::vector<std::string> lines(std::string_view name) const;
  std::string line(std::string_view name) const;  // the only one; "" when there is none
  std::vector<std::string> contacts() const { return lines("Contact"); }
};

// What a phone says, header line by header line.
struct Register {
  std::string call_id = "call-1@phone";
  std::uint32_t cseq = 1;
  std::vector<std::string> lines;  // further header lines, as "Contact: <sip:…>"
  sip::Flow flow = {sip::Transport::udp, 0, 0, *net::Endpoint::parse("192.0.2.10:5060")};

  std::string text() const;
};

struct Office : base::WallClock {
  base::WallTime now() const override {  // Sat, 13 Nov 2010 23:29:00 GMT at the start
    return base::WallTime(std::chrono::milliseconds(1289690940000)) +
           std::chrono::duration_cast<std::chrono::milliseconds>(timers.now().time_since_epoch());
  }

  // Sends and expects an answer at once.
  Answer send(const Register& request, const std::string& aor = "101");
  // Sends; the answer, when it comes, is appended to `answers`.
  void post(const Register& request, const std::string& aor = "101");
  void restart();
  void advance(base::Duration duration) { timers.run_due(timers.now() + duration); }
  std::vector<std::string> bound(const std::string& aor = "101") const;  // contact URIs

  location::Disk disk;
  base::TimerQueue timers;
  base::SeededRandom random{1};
  location::LocationSettings location_settings;
  RegistrarSettings settings;
  std::unique_ptr<location::LocationService> location;
  std::unique_ptr<Registrar> registrar;
  std::vector<Answer> answers;

  Office() { restart(); }
};

}  // namespace registrar
