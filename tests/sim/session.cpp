#include "tests/sim/session.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace sim {

namespace {

constexpr char kEvents[] = "telephone-event/8000";

std::string direction_line(Hold hold) {
  switch (hold) {
    case Hold::none:
    case Hold::zero_address:
      return "a=sendrecv\r\n";
    case Hold::sendonly:
      return "a=sendonly\r\n";
    case Hold::inactive:
      return "a=inactive\r\n";
  }
  return "";
}

std::string refused(const RawStream& stream) {
  std::string line = "m=" + stream.type + " 0 " + stream.protocol;
  for (const std::string& format : stream.formats) line += " " + format;
  return line + "\r\n";
}

}  // namespace

std::vector<std::string> Session::spoken() const {
  std::vector<std::string> codecs = options_.codecs;
  if (options_.telephone_events) codecs.emplace_back(kEvents);
  return codecs;
}

int Session::payload_type_for(const std::string& codec) {
  static const std::map<std::string, int> kStatic = {
      {"PCMU/8000", 0}, {"GSM/8000", 3}, {"PCMA/8000", 8}, {"G722/8000", 9}, {"G729/8000", 18}};
  const auto known = payload_types_.find(codec);
  if (known != payload_types_.end()) return known->second;
  const auto fixed = kStatic.find(codec);
  int type = fixed != kStatic.end() ? fixed->second : codec == kEvents ? 101 : 96;
  const auto is_taken = [&](int candidate) {
    return std::any_of(payload_types_.begin(), payload_types_.end(),
                       [&](const auto& pair) { return pair.second == candidate; });
  };
  while (is_taken(type)) ++type;
  return payload_types_[codec] = type;
}

std::string Session::text(const std::vector<std::string>& sections) {
  const std::string address =
      hold_ == Hold::zero_address ? "0.0.0.0" : net::to_string(local_at_.address);
  const std::string family = local_at_.address.is_v4() ? " IN IP4 " : " IN IP6 ";
  std::string rest = "s=-\r\nc=" + family.substr(1) + address + "\r\nt=0 0\r\n";
  for (const std::string& section : sections) rest += section;
  const std::string origin = "v=0\r\no=- " + std::to_string(local_at_.port) + " ";
  const std::string tail = family + net::to_string(local_at_.address) + "\r\n" + rest;
  if (!sent_.ends_with(tail)) ++version_;
  return sent_ = origin + std::to_string(version_) + tail;
}

std::string Session::own_audio() {
  std::string formats, maps;
  for (const std::string& codec : spoken()) {
    const std::string type = std::to_string(payload_type_for(codec));
    formats += " " + type;
    maps += "a=rtpmap:" + type + " " + codec + "\r\n";
    if (codec == kEvents) maps += "a=fmtp:" + type + " 0-16\r\n";
  }
  return "m=audio " + std::to_string(local_at_.port) + " RTP/AVP" + formats + "\r\n" + maps +
         direction_line(hold_);
}

// A later offer keeps the places of all m= lines that there were (section 8).
std::string Session::offer(Hold hold) {
  hold_before_ = std::exchange(hold_, hold);
  std::vector<std::string> sections;
  const RawDescription before(local_);
  bool has_audio = false;
  for (const RawStream& stream : before.streams) {
    if (stream.type == "audio" && stream.port != 0 && !std::exchange(has_audio, true)) {
      sections.push_back(own_audio());
    } else {
      sections.push_back(stream.port == 0 ? refused(stream) : answered_other(stream));
    }
  }
  if (before.streams.empty()) {
    sections = options_.more_streams;
    sections.insert(sections.begin(), own_audio());
  }
  return offered_ = text(sections);
}

std::string Session::answered_audio(const RawStream& stream) {
  std::string formats, maps;
  const std::vector<std::string> own = spoken();
  for (const std::string& format : stream.formats) {
    const std::string codec = stream.codec_of(format);
    if (std::find(own.begin(), own.end(), codec) == own.end()) continue;
    payload_types_[codec] = std::atoi(format.c_str());
    formats += " " + format;
    maps += "a=rtpmap:" + format + " " + codec + "\r\n";
  }
  if (formats.empty()) return refused(stream);
  std::string direction = reversed(stream.direction);
  if (hold_ == Hold::sendonly || hold_ == Hold::inactive) {
    const bool is_heard = direction == "sendrecv" || direction == "sendonly";
    direction = is_heard && hold_ == Hold::sendonly ? "sendonly" : "inactive";
  }
  return "m=audio " + std::to_string(local_at_.port) + " " + stream.protocol + formats + "\r\n" +
         maps + "a=" + direction + "\r\n";
}

// Video and the like: taken when the phone has a stream of that type, as it was offered.
std::string Session::answered_other(const RawStream& stream) const {
  for (const std::string& own : options_.more_streams) {
    const RawDescription section(own);
    if (section.streams.empty() || section.streams.front().type != stream.type) continue;
    std::string lines = "m=" + stream.type + " " + std::to_string(section.streams.front().port) +
                        " " + stream.protocol;
    for (const std::string& format : stream.formats) lines += " " + format;
    lines += "\r\n";
    for (const std::string& attribute : stream.attributes) lines += "a=" + attribute + "\r\n";
    return lines;
  }
  return refused(stream);
}

std::string Session::answer() {
  const RawDescription offer(asked_);
  std::vector<std::string> sections;
  bool has_audio = false;
  for (const RawStream& stream : offer.streams) {
    if (stream.port == 0) {
      sections.push_back(refused(stream));
    } else if (stream.type == "audio" && !std::exchange(has_audio, true)) {
      sections.push_back(answered_audio(stream));
    } else {
      sections.push_back(answered_other(stream));
    }
  }
  local_ = text(sections);
  remote_ = std::exchange(asked_, "");
  return local_;
}

// Every description of the peer is held against the one before it, agreed or not.
std::string Session::seen(std::string_view text) {
  std::string complaint = complaint_about(RawDescription(text));
  if (complaint.empty() && !seen_.empty()) complaint = complaint_about_change(seen_, text);
  seen_ = text;
  return complaint;
}

std::string Session::take_offer(std::string_view text) {
  if (!is_stable()) return "an offer while another is under way";
  asked_ = text;
  return seen(text);
}

std::string Session::take_answer(std::string_view text) {
  if (!has_offered()) return "an answer that nobody asked for";
  std::string complaint = complaint_about_answer(offered_, text);
  local_ = std::exchange(offered_, "");
  remote_ = text;
  preview_.clear();
  if (complaint.empty()) complaint = seen(text);
  return complaint;
}

std::string Session::take_preview(std::string_view text) {
  if (!has_offered()) return text == remote_ ? "" : "another answer than the one that was given";
  preview_ = text;
  const std::string complaint = complaint_about_answer(offered_, text);
  return complaint.empty() ? seen(text) : complaint;
}

void Session::withdraw() {
  if (has_offered()) hold_ = hold_before_;
  offered_.clear();
  asked_.clear();
  preview_.clear();
}

const std::string& Session::far() const {
  if (!remote_.empty()) return remote_;
  return preview_.empty() ? asked_ : preview_;
}

net::Endpoint Session::send_to() const {
  return RawDescription(far()).audio_endpoint();
}

// The peer's first format that we speak too; what it means is said by its own description.
std::optional<int> Session::common(bool events) const {
  const RawDescription remote(far());
  const RawStream* stream = remote.audio();
  if (!stream) return std::nullopt;
  const std::vector<std::string> own = spoken();
  for (const std::string& format : stream->formats) {
    const std::string codec = stream->codec_of(format);
    if ((codec == kEvents) != events) continue;
    if (std::find(own.begin(), own.end(), codec) != own.end()) return std::atoi(format.c_str());
  }
  return std::nullopt;
}

std::optional<int> Session::payload_type() const {
  return common(false);
}

std::optional<int> Session::event_payload_type() const {
  return common(true);
}

std::string Session::direction() const {
  const RawDescription local(local_);
  const RawDescription remote(remote_);
  if (!local.audio() || !remote.audio()) return "inactive";
  return common_direction(local.audio()->direction, reversed(remote.audio()->direction));
}

}  // namespace sim
