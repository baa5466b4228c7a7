// Session: what a phone and its peer in one dialog agreed to send each other, by offer and answer
// (RFC 3264, RFC 6337). A value that knows text only, kept by each dialog of a Phone; whatever the
// peer does against the rules comes back as a complaint in words.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sim/raw_description.h"

namespace sim {

// What a phone can do with media.
struct MediaOptions {
  std::vector<std::string> codecs = {"PCMU/8000", "PCMA/8000"};  // in the order it likes them
  bool telephone_events = false;                                 // RFC 4733
  // Whole sections behind the audio: "m=video 41000 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\n".
  std::vector<std::string> more_streams{};
  std::uint16_t first_port = 40000;  // of its first call; two more for each that follows
};

// How a phone puts a call on hold.
enum class Hold : std::uint8_t { none, sendonly, inactive, zero_address };

class Session {
 public:
  Session() = default;
  Session(const net::Endpoint& local, const MediaOptions& options)
      : local_at_(local), options_(options) {}

  // Each returns the description to send.
  std::string offer(Hold hold);
  std::string answer();  // to the offer that was taken; a phone that holds goes on holding

  // Each returns what is wrong, "" when nothing is.
  std::string take_offer(std::string_view text);
  std::string take_answer(std::string_view text);
  // An answer in an unreliable provisional response: it shows where to, and binds nobody.
  std::string take_preview(std::string_view text);

  void withdraw();  // the offer under way was refused: what was agreed before still holds

  const net::Endpoint& local_endpoint() const { return local_at_; }
  bool is_stable() const { return offered_.empty() && asked_.empty(); }
  bool has_offered() const { return !offered_.empty(); }
  bool is_asked() const { return !asked_.empty(); }
  Hold hold() const { return hold_; }

  // Last agreed.
  const std::string& local() const { return local_; }
  const std::string& remote() const { return remote_; }

  net::Endpoint send_to() const;            // port 0: nowhere
  std::optional<int> payload_type() const;  // of the codec both like best
  std::optional<int> event_payload_type() const;
  std::string direction() const;  // of the audio, as both sides allow it

 private:
  std::string text(const std::vector<std::string>& sections);
  std::string own_audio();
  std::string answered(const RawStream& stream);
  std::string answered_audio(const RawStream& stream);
  std::string answered_other(const RawStream& stream) const;
  std::string seen(std::string_view text);
  int payload_type_for(const std::string& codec);
  std::vector<std::string> spoken() const;  // codecs, telephone-event included
  const std::string& far() const;           // the remote description that holds at the moment
  std::optional<int> common(bool events) const;

  net::Endpoint local_at_{};
  MediaOptions options_;
  Hold hold_ = Hold::none;
  Hold hold_before_ = Hold::none;
  unsigned version_ = 0;
  std::map<std::string, int> payload_types_;  // by codec: as first agreed, for good
  std::string sent_;                          // the last, agreed or not
  std::string seen_;                          // the last of the peer's
  std::string offered_, asked_;               // under way
  std::string preview_;
  std::string local_, remote_;
};

}  // namespace sim
