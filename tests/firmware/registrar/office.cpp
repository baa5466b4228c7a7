#include "tests/firmware/registrar/office.h"

#include <gtest/gtest.h>

namespace registrar {

std::vector<std::string> Answer::lines(std::string_view name) const {
  const std::string start = "\r\n" + std::string(name) + ": ";
  std::vector<std::string> found;
  for (auto at = text.find(start); at != std::string::npos; at = text.find(start, at + 2)) {
    const auto begin = at + start.size();
    found.push_back(text.substr(begin, text.find("\r\n", begin) - begin));
  }
  return found;
}

std::string Answer::line(std::string_view name) const {
  const auto all = lines(name);
  EXPECT_LE(all.size(), 1u) << text;
  return all.empty() ? "" : all.front();
}

std::string Register::text() const {
  std::string text =
      "REGISTER sip:office.example.com SIP/2.0\r\n"
      "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK" +
      std::to_string(cseq) +
      "\r\n"
      "Max-Forwards: 70\r\n"
      "From: <sip:101@office.example.com>;tag=456248\r\n"
      "To: <sip:101@office.example.com>\r\n"
      "Call-ID: " +
      call_id + "\r\nCSeq: " + std::to_string(cseq) + " REGISTER\r\n";
  for (const std::string& line : lines) text += line + "\r\n";
  return text + "Content-Length: 0\r\n\r\n";
}

void Office::post(const Register& request, const std::string& aor) {
  const auto message = sip::MessageRef::parse(request.text());
  ASSERT_TRUE(message) << request.text();
  registrar->on_register({*message, request.flow}, aor, [this](std::string response) {
    answers.push_back({std::move(response)});
  });
}

Answer Office::send(const Register& request, const std::string& aor) {
  const std::size_t before = answers.size();
  post(request, aor);
  EXPECT_EQ(answers.size(), before + 1);
  return answers.size() > before ? answers.back() : Answer{"SIP/2.0 000 No Answer\r\n"};
}

void Office::restart() {
  registrar.reset();
  location = std::make_unique<location::LocationService>(disk, timers, location_settings);
  for (const auto& [aor, rows] : disk.rows) location->load({aor, rows});
  registrar = std::make_unique<Registrar>(*location, timers, *this, random, settings);
}

std::vector<std::string> Office::bound(const std::string& aor) const {
  std::vector<std::string> contacts;
  for (const location::Binding& binding : location->lookup(aor))
    contacts.push_back(binding.contact);
  return contacts;
}

}  // namespace registrar
