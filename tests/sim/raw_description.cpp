#include "tests/sim/raw_description.h"

#include <algorithm>
#include <cstdlib>
#include <map>

namespace sim {

namespace {

std::string cut_word(std::string_view& text) {
  const std::size_t space = std::min(text.find(' '), text.size());
  std::string word(text.substr(0, space));
  text.remove_prefix(std::min(space + 1, text.size()));
  return word;
}

std::uint64_t decimal_in(const std::string& text) {
  return std::strtoull(text.c_str(), nullptr, 10);
}

bool is_direction(std::string_view attribute) {
  return attribute == "sendrecv" || attribute == "sendonly" || attribute == "recvonly" ||
         attribute == "inactive";
}

RawStream stream_of(std::string_view line) {
  RawStream stream;
  stream.direction = "sendrecv";
  stream.type = cut_word(line);
  stream.port = static_cast<std::uint16_t>(decimal_in(cut_word(line)));
  stream.protocol = cut_word(line);
  while (!line.empty()) stream.formats.push_back(cut_word(line));
  return stream;
}

bool sends(const std::string& direction) {
  return direction == "sendrecv" || direction == "sendonly";
}

bool receives(const std::string& direction) {
  return direction == "sendrecv" || direction == "recvonly";
}

}  // namespace

std::string RawStream::codec_of(std::string_view format) const {
  static const std::map<std::string, std::string, std::less<>> kStatic = {
      {"0", "PCMU/8000"}, {"3", "GSM/8000"}, {"8", "PCMA/8000"},
      {"9", "G722/8000"}, {"13", "CN/8000"}, {"18", "G729/8000"}};
  const std::string start = "rtpmap:" + std::string(format) + " ";
  for (const std::string& attribute : attributes) {
    if (attribute.starts_with(start)) return attribute.substr(start.size());
  }
  const auto known = kStatic.find(format);
  return known == kStatic.end() ? "" : known->second;
}

RawDescription::RawDescription(std::string_view text) {
  std::string address, direction = "sendrecv";
  while (!text.empty()) {
    const std::size_t end = text.find("\r\n");
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    if (line.size() < 2 || line[1] != '=') continue;
    const char type = line[0];
    line.remove_prefix(2);
    if (type == 'o') {
      origin = cut_word(line) + " " + cut_word(line);
      version = decimal_in(cut_word(line));
      origin += " " + std::string(line);
    } else if (type == 'c') {
      cut_word(line), cut_word(line);
      (streams.empty() ? address : streams.back().address) = cut_word(line);
    } else if (type == 'm') {
      streams.push_back(stream_of(line));
      streams.back().address = address;
      streams.back().direction = direction;
    } else if (type == 'a' && is_direction(line)) {
      (streams.empty() ? direction : streams.back().direction) = line;
    } else if (type == 'a' && !streams.empty()) {
      streams.back().attributes.emplace_back(line);
    }
  }
}

const RawStream* RawDescription::audio() const {
  for (const RawStream& stream : streams) {
    if (stream.type == "audio" && stream.port != 0) return &stream;
  }
  return nullptr;
}

net::Endpoint RawDescription::audio_endpoint() const {
  const RawStream* stream = audio();
  const auto address = stream ? net::IpAddress::parse(stream->address) : std::nullopt;
  if (!address || is_zero_hold()) return {};
  return {*address, stream->port};
}

bool RawDescription::is_zero_hold() const {
  const RawStream* stream = audio();
  return stream && stream->address == "0.0.0.0";
}

std::string complaint_about(const RawDescription& description) {
  if (std::count(description.origin.begin(), description.origin.end(), ' ') != 4) {
    return "no good o= line";
  }
  for (const RawStream& stream : description.streams) {
    if (stream.formats.empty()) return "an m= line without formats";
    if (stream.port != 0 && stream.address.empty()) return "no c= line";
  }
  return "";
}

std::string complaint_about_change(std::string_view before_text, std::string_view now_text) {
  const RawDescription before(before_text);
  const RawDescription now(now_text);
  if (now.origin != before.origin) return "another o= line than before: " + now.origin;
  if (now.version < before.version) return "the version in its o= line went back";
  if (now.version == before.version && now_text != before_text) {
    return "it changed, and the version in its o= line did not";
  }
  if (now.streams.size() < before.streams.size()) return "fewer m= lines than before";
  for (std::size_t i = 0; i < before.streams.size(); ++i) {
    const bool was_off = before.streams[i].port == 0;  // its place may be taken (section 8.1)
    if (!was_off && now.streams[i].type != before.streams[i].type) return "m= lines changed order";
  }
  return "";
}

std::string complaint_about_answer(std::string_view offer_text, std::string_view answer_text) {
  const RawDescription offer(offer_text);
  const RawDescription answer(answer_text);
  if (answer.streams.size() != offer.streams.size()) return "not as many m= lines as the offer";
  for (std::size_t i = 0; i < offer.streams.size(); ++i) {
    const RawStream& asked = offer.streams[i];
    const RawStream& given = answer.streams[i];
    if (given.type != asked.type) return "m= lines in another order than the offer";
    if (given.port == 0) continue;
    if (asked.port == 0) return "a stream answered that was not offered";
    if (given.protocol != asked.protocol) return "another protocol than the offer";
    if (sends(given.direction) && !receives(asked.direction)) {
      return given.direction + " in answer to " + asked.direction;
    }
    if (receives(given.direction) && !sends(asked.direction)) {
      return given.direction + " in answer to " + asked.direction;
    }
    const bool common =
        std::any_of(given.formats.begin(), given.formats.end(), [&](const std::string& format) {
          return std::find(asked.formats.begin(), asked.formats.end(), format) !=
                 asked.formats.end();
        });
    if (!common) return "no format of the offer in an answered stream";
  }
  return "";
}

std::string reversed(const std::string& direction) {
  if (direction == "sendonly") return "recvonly";
  if (direction == "recvonly") return "sendonly";
  return direction;
}

std::string common_direction(const std::string& one, const std::string& other) {
  const bool out = sends(one) && sends(other);
  const bool in = receives(one) && receives(other);
  if (out) return in ? "sendrecv" : "sendonly";
  return in ? "recvonly" : "inactive";
}

}  // namespace sim
