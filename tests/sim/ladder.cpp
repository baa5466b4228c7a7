#include "tests/sim/ladder.h"

#include <cstdio>

namespace sim {

namespace {

std::string_view line_starting(std::string_view text, std::string_view start) {
  const std::size_t at = text.find("\r\n" + std::string(start));
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + 2 + start.size());
  return rest.substr(0, rest.find("\r\n"));
}

std::string_view branch_of(std::string_view text) {
  const std::size_t at = text.find(";branch=");
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + 8);
  return rest.substr(0, rest.find_first_of(";,\r\n"));
}

std::string_view to_string(Ladder::Fate fate) {
  switch (fate) {
    case Ladder::Fate::sent:
      return "";
    case Ladder::Fate::lost:
      return "  LOST";
    case Ladder::Fate::duplicated:
      return "  TWICE";
    case Ladder::Fate::unreachable:
      return "  UNREACHABLE";
  }
  return "";
}

}  // namespace

void Ladder::name(const net::IpAddress& address, std::string name) {
  names_[address] = std::move(name);
}

void Ladder::add(Rung rung) {
  if (!rung.text.empty() && (rung.text[0] & 0x80) != 0) return;  // RTP and RTCP: too many to read
  rungs_.push_back(std::move(rung));
  if (rungs_.size() > kMaxRungs) rungs_.pop_front();
}

void Ladder::note(base::Instant at, std::string text) {
  add({.at = at, .text = std::move(text)});
}

std::string Ladder::name_of(const net::Endpoint& endpoint) const {
  const auto known = names_.find(endpoint.address);
  return known == names_.end() ? net::to_string(endpoint) : known->second;
}

std::string Ladder::head_of(const Rung& rung) const {
  char time[32];
  const std::chrono::duration<double> seconds = rung.at.time_since_epoch();
  std::snprintf(time, sizeof time, "%10.4f  ", seconds.count());
  if (rung.from.port == 0) return time + std::string("-- ");
  return time + name_of(rung.from) + (rung.tcp ? " => " : " -> ") + name_of(rung.to) + "  ";
}

std::string Ladder::to_string() const {
  std::string text;
  for (const Rung& rung : rungs_) {
    const std::string_view message = rung.text;
    text += head_of(rung);
    text += message.substr(0, message.find("\r\n"));
    if (rung.from.port != 0) {
      text += "  [";
      text += line_starting(message, "CSeq: ");
      text += "] ";
      text += branch_of(message);
      text += sim::to_string(rung.fate);
    }
    text += '\n';
  }
  return text;
}

std::string Ladder::full_text() const {
  std::string text;
  for (const Rung& rung : rungs_) {
    text += head_of(rung);
    text += sim::to_string(rung.fate);
    text += '\n' + rung.text + '\n';
  }
  return text;
}

}  // namespace sim
