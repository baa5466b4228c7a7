// What a phone says and hears in its calls.
#include <algorithm>
#include <set>

#include "tests/sim/phone_parts.h"
#include "tests/sim/tones.h"

namespace sim {

// The socket is there from the first description on, and goes when the call ends.
void Phone::open_audio(Call& call) {
  const net::Endpoint local{local_.address, call.dialog.session.local_endpoint().port};
  call.audio = std::make_unique<Audio>(
      world_.host(net::to_string(local_.address)), world_.timers(), local,
      [this, &call] { return dialog_in_use(call).session.send_to(); },
      [this](HeardPacket packet) { heard_.push_back(std::move(packet)); });
}

std::string Phone::voice() const {
  std::string payload(160, static_cast<char>(local_.address.octets()[3]));
  const std::string name = take_apart(aor_).user;
  return payload.replace(0, name.size(), name);
}

void Phone::sends_audio(int packets) {
  const auto type = session().payload_type();
  if (!newest() || !newest()->audio || !type) {
    return world_.fault(aor_ + " has nobody to send audio to");
  }
  newest()->audio->send(*type, voice(), packets);
}

void Phone::presses(char digit) {
  const auto type = session().event_payload_type();
  if (!newest() || !newest()->audio || !type) {
    return world_.fault(aor_ + " has nobody to send telephone-events to");
  }
  newest()->audio->press(*type, digit);
}

void Phone::presses_tone(char digit) {
  const auto type = session().payload_type();
  if (!newest() || !newest()->audio || type != 0) {
    return world_.fault(aor_ + " has nobody to send PCMU to");
  }
  newest()->audio->press_tone(*type, digit);
}

void Phone::sends_info(char digit) {
  begin("INFO");
  if (!newest()) return world_.fault(aor_ + " is in no dialog");
  Draft request = draft_in(*newest(), "INFO");
  request.content_type = "application/dtmf-relay";
  request.body = std::string("Signal=") + digit + "\r\nDuration=160\r\n";
  start(std::move(request), newest());
}

std::size_t Phone::heard_of(const Phone& other) const {
  const std::string payload = other.voice();
  return static_cast<std::size_t>(
      std::count_if(heard_.begin(), heard_.end(),
                    [&](const HeardPacket& packet) { return packet.payload == payload; }));
}

// Every packet of a press has the timestamp of its beginning (RFC 4733 section 2.5.1.2).
std::string Phone::digits_heard() const {
  std::map<std::uint32_t, int> presses;
  for (const HeardPacket& packet : heard_) {
    if (packet.payload.size() == 4) presses[packet.timestamp] = packet.payload[0];
  }
  std::string digits;
  for (const auto& [timestamp, event] : presses) digits += digit_of(event);
  return digits;
}

std::string Phone::tones_heard() const {
  constexpr int kAtLeast = 2;  // packets in succession
  std::string keys;
  char last = 0;
  int alike = 0;
  for (const HeardPacket& packet : heard_) {
    const char key = packet.payload_type == 0 ? key_in(packet.payload) : '\0';
    alike = key == last ? alike + 1 : 1;
    last = key;
    if (key != 0 && alike == kAtLeast) keys += key;
  }
  return keys;
}

bool Phone::expects_voice_of(const Phone& other, Where where) {
  return await([&] { return heard_of(other) > 0; }, "to hear " + other.aor(), where);
}

bool Phone::expects_audio_from(std::string_view address, Where where) {
  const auto from = net::IpAddress::parse(address);
  return await(
      [&] {
        return std::any_of(heard_.begin(), heard_.end(),
                           [&](const HeardPacket& packet) { return packet.from.address == *from; });
      },
      "to hear audio from " + std::string(address), where);
}

bool Phone::expects_digits(std::string_view digits, Where where) {
  return await([&] { return digits_heard() == digits; },
               "to hear the digits " + std::string(digits), where);
}

bool Phone::expects_direction(std::string_view direction, Where where) {
  return await([&] { return session().is_stable() && session().direction() == direction; },
               "its audio to be " + std::string(direction), where);
}

}  // namespace sim
